package io.odradek.controller.state;

import static io.odradek.controller.image.PartitionImage.NO_LEADER;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageDelta.TopicDelta;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/**
 * What must be true of every image and of every step. Always on: before a batch is proposed, and
 * again when it is replayed. Costs in proportion to the step.
 */
public final class Invariants {
    private Invariants() {}

    /** A step broke a law; nothing that follows from it may be trusted. */
    public static final class Violation extends IllegalStateException {
        Violation(String message) {
            super(message);
        }
    }

    public static void check(ImageDelta delta) {
        ClusterImage before = delta.before();
        ClusterImage after = delta.after();
        require(after.offset() >= before.offset(), "offset went back to %d", after.offset());
        require(
                after.nextProducerId() >= before.nextProducerId(),
                "next producer id went back to %d",
                after.nextProducerId());
        for (int id : delta.brokers()) {
            checkBroker(before.brokers().get(id), after.brokers().get(id));
        }
        for (TopicDelta topic : delta.topics().values()) {
            checkTopic(before, after, topic);
        }
    }

    private static void checkBroker(@Nullable BrokerImage before, @Nullable BrokerImage after) {
        if (before == null || after == null) {
            return;
        }
        require(after.epoch() >= before.epoch(), "epoch of broker %d went back", after.id());
        require(
                after.epoch() > before.epoch()
                        || after.incarnationId().equals(before.incarnationId()),
                "broker %d has a new incarnation in an old epoch",
                after.id());
    }

    private static void checkTopic(ClusterImage before, ClusterImage after, TopicDelta delta) {
        @Nullable TopicImage now = after.topics().get(delta.id());
        @Nullable UUID id = after.topicIds().get(delta.name());
        if (now == null) {
            require(!delta.id().equals(id), "deleted topic %s still has its name", delta.name());
            return;
        }
        require(delta.id().equals(id), "topic %s has lost its name", delta.name());
        require(!now.partitions().isEmpty(), "topic %s has no partition", delta.name());
        for (int i : delta.partitions()) {
            PartitionImage partition = now.partitions().get(i);
            checkPartition(delta.name(), partition, after);
            @Nullable PartitionImage old = before.partition(delta.id(), i).orElse(null);
            if (old != null) {
                checkStep(delta.name(), old, partition);
            }
        }
    }

    private static void checkPartition(String topic, PartitionImage p, ClusterImage image) {
        List<Integer> isr = p.isr();
        List<Integer> elr = p.eligibleLeaderReplicas();
        require(
                !p.replicas().isEmpty() && distinct(p.replicas()),
                "replicas of %s-%d are %s",
                topic,
                p.partition(),
                p.replicas());
        require(
                distinct(isr) && p.replicas().containsAll(isr),
                "ISR %s of %s-%d is no part of its replicas",
                isr,
                topic,
                p.partition());
        require(
                distinct(elr) && p.replicas().containsAll(elr),
                "ELR %s of %s-%d is no part of its replicas",
                elr,
                topic,
                p.partition());
        require(
                elr.stream().noneMatch(isr::contains),
                "ELR %s of %s-%d and ISR %s overlap",
                elr,
                topic,
                p.partition(),
                isr);
        require(
                p.leader() == NO_LEADER ? isr.isEmpty() : isr.contains(p.leader()),
                "leader %d of %s-%d and ISR %s do not fit",
                p.leader(),
                topic,
                p.partition(),
                isr);
        require(
                distinct(p.addingReplicas())
                        && distinct(p.removingReplicas())
                        && p.replicas().containsAll(p.addingReplicas())
                        && p.replicas().containsAll(p.removingReplicas())
                        && p.removingReplicas().size() < p.replicas().size()
                        && p.addingReplicas().stream().noneMatch(p.removingReplicas()::contains),
                "replicas %s of %s-%d cannot be adding %s and removing %s",
                p.replicas(),
                topic,
                p.partition(),
                p.addingReplicas(),
                p.removingReplicas());
        require(
                p.directories().isEmpty() || p.directories().size() == p.replicas().size(),
                "directories %s of %s-%d are not those of its replicas %s",
                p.directories(),
                topic,
                p.partition(),
                p.replicas());
        for (int member : isr) {
            require(
                    View.isActive(image, member, p.directory(member)),
                    "broker %d, in the ISR of %s-%d, is fenced or stopping, or its directory failed",
                    member,
                    topic,
                    p.partition());
        }
    }

    private static void checkStep(String topic, PartitionImage old, PartitionImage now) {
        require(
                now.partitionEpoch() > old.partitionEpoch(),
                "partition epoch of %s-%d did not rise",
                topic,
                now.partition());
        require(
                now.leaderEpoch() > old.leaderEpoch()
                        || (now.leaderEpoch() == old.leaderEpoch() && now.leader() == old.leader()),
                "leader epoch of %s-%d did not rise",
                topic,
                now.partition());
    }

    /** Brokers that stopped being active must have left every ISR. */
    static void checkWithdrawn(ImageDelta delta, PartitionIndex index) {
        for (int id : delta.brokers()) {
            if (!View.isActive(delta.after(), id) || lostDirectories(delta, id)) {
                for (TopicPartition tp : index.of(id)) {
                    require(
                            delta.after()
                                    .partition(tp.topicId(), tp.partition())
                                    .filter(p -> p.isr().contains(id))
                                    .filter(p -> !View.isActive(delta.after(), id, p.directory(id)))
                                    .isEmpty(),
                            "broker %d is not active but in the ISR of %s",
                            id,
                            tp);
                }
            }
        }
    }

    private static boolean lostDirectories(ImageDelta delta, int id) {
        @Nullable BrokerImage before = delta.before().brokers().get(id);
        @Nullable BrokerImage after = delta.after().brokers().get(id);
        return before != null && after != null && !after.logDirs().containsAll(before.logDirs());
    }

    private static boolean distinct(List<Integer> values) {
        return new HashSet<>(values).size() == values.size();
    }

    @SuppressWarnings("AnnotateFormatMethod") // Every caller is in this file.
    private static void require(boolean holds, String broken, Object... details) {
        if (!holds) {
            throw new Violation("Metadata invariant broken: " + broken.formatted(details) + ".");
        }
    }
}
