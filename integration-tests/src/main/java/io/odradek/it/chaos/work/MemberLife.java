package io.odradek.it.chaos.work;

import io.odradek.it.history.Group;
import io.odradek.it.history.Partition;
import io.odradek.it.history.Reader;
import io.odradek.it.history.ReaderEvent;

import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One consumer in a group from its joining to its leaving: reads, commits what it was given, writes
 * down where it began in every partition it came to own. Confined to its thread.
 */
final class MemberLife implements ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long COMMIT_EVERY_MS = 1_000;

    /** How long a commit without an answer may still take effect. */
    private static final long IN_THE_AIR_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Group group;
    private final Reader reader;
    private final Progress progress;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<Partition, Long> owned = new HashMap<>();
    private final Set<Partition> begun = new HashSet<>();

    MemberLife(
            KafkaConsumer<byte[], byte[]> consumer, Group group, Reader reader, Progress progress) {
        this.consumer = consumer;
        this.group = group;
        this.reader = reader;
        this.progress = progress;
    }

    /** Reads until asked to stop; a Kafka exception ends the life, as it would an application. */
    void live(Collection<String> topics, java.util.function.BooleanSupplier stop) {
        consumer.subscribe(topics, this);
        long committed = System.nanoTime();
        while (!stop.getAsBoolean()) {
            for (ReaderEvent.Poll poll : Polls.of(consumer.poll(POLL))) {
                note(poll);
            }
            if (System.nanoTime() - committed > COMMIT_EVERY_MS * 1_000_000) {
                commit();
                committed = System.nanoTime();
            }
        }
        commit();
    }

    private void note(ReaderEvent.Poll poll) {
        Partition partition = poll.partition();
        if (begun.add(partition)) {
            group.add(
                    new Group.Start(
                            reader.name(),
                            partition,
                            owned.getOrDefault(partition, 0L),
                            poll.offsets()[0]));
        }
        reader.add(poll);
        progress.note(poll);
        positions.put(
                Polls.topicPartition(partition), poll.offsets()[poll.offsets().length - 1] + 1);
    }

    private void commit() {
        if (positions.isEmpty()) {
            return;
        }
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        positions.forEach((p, next) -> offsets.put(p, new OffsetAndMetadata(next)));
        long begin = System.nanoTime();
        boolean sure = false;
        try {
            consumer.commitSync(offsets);
            sure = true;
        } finally {
            long end = System.nanoTime() + (sure ? 0 : IN_THE_AIR_NANOS);
            for (var entry : Map.copyOf(positions).entrySet()) {
                group.add(
                        new Group.Commit(
                                reader.name(),
                                Polls.partition(entry.getKey()),
                                entry.getValue(),
                                begin,
                                end,
                                sure));
            }
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        long now = System.nanoTime();
        for (TopicPartition partition : partitions) {
            Partition mine = Polls.partition(partition);
            reader.add(new ReaderEvent.Moved(now, mine, "assigned"));
            owned.put(mine, now);
            begun.remove(mine);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            commit();
        } finally {
            drop(partitions, "revoked");
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        drop(partitions, "lost");
    }

    private void drop(Collection<TopicPartition> partitions, String why) {
        long now = System.nanoTime();
        for (TopicPartition partition : partitions) {
            positions.remove(partition);
            owned.remove(Polls.partition(partition));
            reader.add(new ReaderEvent.Moved(now, Polls.partition(partition), why));
        }
    }
}
