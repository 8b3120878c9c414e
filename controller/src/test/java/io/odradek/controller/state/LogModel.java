package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How far each replica's log goes, as brokers that keep their part of the bargain would have it:
 * the watermark moves only when everyone in sync has the record and the ISR is not below
 * min.insync.replicas; who enters the ISR has caught up.
 */
final class LogModel {
    private static final class Log {
        long committed;
        final Map<Integer, Long> ends = new HashMap<>();

        long end(int replica) {
            return ends.getOrDefault(replica, 0L);
        }
    }

    private final Map<TopicPartition, Log> logs = new HashMap<>();

    /** The image changed; leaders are elected, followers catch up or are cut back. */
    void follow(ClusterImage before, ClusterImage now) {
        for (TopicImage topic : now.topics().values()) {
            for (PartitionImage p : topic.partitions()) {
                TopicPartition tp = new TopicPartition(topic.id(), p.partition());
                Log log = logs.computeIfAbsent(tp, _ -> new Log());
                @Nullable PartitionImage old =
                        before.partition(topic.id(), p.partition()).orElse(null);
                if (old != null) {
                    // Who is no replica any more deletes its log.
                    old.replicas().stream().filter(r -> !p.isReplica(r)).forEach(log.ends::remove);
                }
                if (p.leader() >= 0) {
                    lead(topic.name(), log, old, p);
                }
            }
        }
    }

    private static void lead(
            String topic, Log log, @Nullable PartitionImage old, PartitionImage p) {
        long end = log.end(p.leader());
        boolean elected = old == null || old.leaderEpoch() != p.leaderEpoch();
        if (elected && p.recovering()) {
            log.committed = Math.min(log.committed, end);
            p.replicas().forEach(r -> log.ends.merge(r, end, Math::min));
        }
        assertTrue(
                end >= log.committed,
                () -> "%s lost records %d to %d: %s".formatted(topic, end, log.committed, p));
        p.isr().forEach(r -> log.ends.put(r, end));
    }

    /** The leader has seen each of {@code isr} reach its own end. */
    void caughtUp(TopicPartition tp, int leader, Set<Integer> isr) {
        @Nullable Log log = logs.get(tp);
        if (log != null) {
            isr.forEach(r -> log.ends.put(r, log.end(leader)));
        }
    }

    /** A producer writes to every partition that has a leader. */
    void write(ClusterImage image, ControllerSettings settings) {
        EffectiveConfigs configs = new EffectiveConfigs(image, settings);
        for (TopicImage topic : image.topics().values()) {
            int minIsr = configs.minInsyncReplicas(topic.name());
            for (PartitionImage p : topic.partitions()) {
                @Nullable Log log = logs.get(new TopicPartition(topic.id(), p.partition()));
                if (log == null || p.leader() < 0) {
                    continue;
                }
                long end = log.end(p.leader()) + 1;
                p.isr().forEach(r -> log.ends.put(r, end));
                if (p.isr().size() >= Math.min(minIsr, p.replicas().size())) {
                    log.committed = end;
                }
            }
        }
    }

    /** Broker {@code id} comes back with less than it had. */
    void lose(int id, RandomGenerator random) {
        logs.values()
                .forEach(
                        log -> log.ends.computeIfPresent(id, (_, end) -> random.nextLong(end + 1)));
    }
}
