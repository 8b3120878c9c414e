package io.odradek.broker.coordinator.group.sim;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;

import org.pcollections.TreePVector;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Time, chance, what is to happen and what has; and the one topic that everybody reads. */
final class SimWorld {
    static final String TOPIC = "t";
    static final UUID TOPIC_ID = new UUID(7, 7);
    private static final int LINES_KEPT = 400;

    private record Event(long atMs, long number, Runnable action) {}

    final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atMs).thenComparingLong(Event::number));
    private final Deque<String> lines = new ArrayDeque<>();
    private long number;
    private long nowMs;
    private long digest = 17;
    private ClusterImage image = ClusterImage.EMPTY;

    /** Whether things go wrong. */
    boolean faults = true;

    SimWorld(long seed) {
        this.random = new Random(seed);
    }

    long nowMs() {
        return nowMs;
    }

    void moveTo(long ms) {
        nowMs = Math.max(nowMs, ms);
    }

    void after(long delayMs, Runnable action) {
        events.add(new Event(nowMs + delayMs, number++, action));
    }

    /** When the next thing happens. */
    long nextMs() {
        Event next = events.peek();
        return next == null ? Long.MAX_VALUE : next.atMs;
    }

    void runNext() {
        Event next = events.remove();
        moveTo(next.atMs);
        next.action.run();
    }

    /** Between the two, both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    void trace(String what) {
        String line = nowMs + " " + what;
        digest = digest * 31 + line.hashCode();
        lines.add(line);
        if (lines.size() > LINES_KEPT) {
            lines.remove();
        }
    }

    /** Of everything that was traced. */
    long digest() {
        return digest;
    }

    String lastLines() {
        return String.join("\n", lines);
    }

    ClusterImage image() {
        return image;
    }

    int partitions() {
        return image.topic(TOPIC).map(t -> t.partitions().size()).orElse(0);
    }

    void setPartitions(int count) {
        List<PartitionImage> partitions =
                IntStream.range(0, count)
                        .mapToObj(
                                n ->
                                        new PartitionImage(
                                                n,
                                                List.of(1),
                                                List.of(1),
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                1,
                                                0,
                                                0,
                                                false))
                        .toList();
        image =
                new ClusterImage(
                        image.offset() + 1,
                        1,
                        "",
                        image.brokers(),
                        image.topics()
                                .plus(
                                        TOPIC_ID,
                                        new TopicImage(
                                                TOPIC_ID, TOPIC, TreePVector.from(partitions))),
                        image.topicIds().plus(TOPIC, TOPIC_ID),
                        image.configs(),
                        image.features(),
                        0,
                        image.access());
    }
}
