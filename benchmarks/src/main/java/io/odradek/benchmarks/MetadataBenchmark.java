package io.odradek.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.Uuids;
import io.odradek.controller.state.ControllerSettings;
import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.ControllerState.Command;
import io.odradek.controller.state.Decision;
import io.odradek.controller.state.Invariants;
import io.odradek.wire.control.metadata.IntList;
import io.odradek.wire.control.metadata.MetadataBatch;
import io.odradek.wire.control.metadata.MetadataRecord;
import io.odradek.wire.control.metadata.PartitionChangeRecord;

import org.jspecify.annotations.Nullable;
import org.pcollections.TreePVector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What a hundred thousand partitions cost a controller: replay of the log, snapshot, restore, one
 * change, taking over, and the death of a broker. One process, no disk, no network.
 *
 * <p>Arguments: {@code --partitions N} (100000), {@code --brokers N} (12).
 */
public final class MetadataBenchmark {
    private static final int PER_TOPIC = 100;
    private static final int REPLICAS = 3;
    private static final int CHANGES = 20_000;
    private static final int ROUNDS = 5;

    private final int partitions;
    private final int brokers;
    private final List<byte[]> log = new ArrayList<>();

    private MetadataBenchmark(int partitions, int brokers) {
        this.partitions = partitions;
        this.brokers = brokers;
    }

    public static void main(String[] args) throws InvalidProtocolBufferException {
        int partitions = 100_000;
        int brokers = 12;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--partitions" -> partitions = Integer.parseInt(args[i + 1]);
                case "--brokers" -> brokers = Integer.parseInt(args[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        new MetadataBenchmark(partitions, brokers).run();
    }

    private void run() throws InvalidProtocolBufferException {
        System.out.printf(
                "%,d partitions of %d replicas, %d to a topic, on %d brokers; medians of %d%n%n",
                partitions, REPLICAS, PER_TOPIC, brokers, ROUNDS);
        System.out.println("| what | time | size |");
        System.out.println("|---|---|---|");
        writeLog();
        long bytes = log.stream().mapToLong(b -> b.length).sum();
        ClusterImage image =
                timed(
                        "replay of the log, %,d batches (creations, a change each)"
                                .formatted(log.size()),
                        this::replay,
                        "%.1f MiB of log".formatted(mib(bytes)));
        System.out.printf("| the image in memory | | %.1f MiB |%n", mib(heldByAnotherImage()));
        byte[] snapshot = timed("snapshot", () -> snapshot(image), "");
        ClusterImage restored =
                timed(
                        "restore",
                        () -> restore(snapshot),
                        "%.1f MiB of snapshot".formatted(mib(snapshot.length)));
        if (!restored.topics().equals(image.topics())) {
            throw new IllegalStateException("the snapshot is another image");
        }
        timed("delta between two whole images", () -> ImageDelta.between(restored, image), "");
        oneChange(image);
        timed("taking over: index of partitions", () -> state(image), "");
        death(image);
    }

    private interface Work<T> {
        T run() throws InvalidProtocolBufferException;
    }

    private static <T> T timed(String what, Work<T> work, String size)
            throws InvalidProtocolBufferException {
        double[] ms = new double[ROUNDS];
        @Nullable T result = null;
        for (int i = 0; i < ROUNDS; i++) {
            long begun = System.nanoTime();
            result = work.run();
            ms[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(ms);
        System.out.printf("| %s | %.1f ms | %s |%n", what, ms[ROUNDS / 2], size);
        if (result == null) {
            throw new IllegalStateException("nothing was measured");
        }
        return result;
    }

    private static double mib(long bytes) {
        return bytes / 1048576.0;
    }

    // ------------------------------------------------------------------ the log

    private void writeLog() {
        List<MetadataRecord> registrations = new ArrayList<>();
        for (int id = 0; id < brokers; id++) {
            registrations.add(
                    ImageRecords.broker(
                            new BrokerImage(
                                    id,
                                    id,
                                    new UUID(id, id),
                                    List.of(
                                            new BrokerImage.Endpoint(
                                                    "PLAINTEXT",
                                                    "broker-" + id,
                                                    9092,
                                                    "PLAINTEXT")),
                                    "rack-" + id % 3,
                                    false,
                                    false,
                                    List.of(new UUID(id, 1)))));
        }
        log.add(bytes(registrations));
        for (int t = 0; t * PER_TOPIC < partitions; t++) {
            UUID id = new UUID(t, 1);
            List<MetadataRecord> records = new ArrayList<>();
            List<PartitionImage> created = new ArrayList<>();
            for (int p = 0; p < PER_TOPIC; p++) {
                List<Integer> replicas = new ArrayList<>();
                for (int r = 0; r < REPLICAS; r++) {
                    replicas.add((t + p + r) % brokers);
                }
                created.add(
                        new PartitionImage(
                                p,
                                replicas,
                                replicas,
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                replicas.getFirst(),
                                0,
                                0,
                                false));
            }
            records.addAll(
                    ImageRecords.topic(
                            new TopicImage(id, "topic-" + t, TreePVector.from(created))));
            log.add(bytes(records));
        }
        for (int t = 0; t * PER_TOPIC < partitions; t++) {
            for (int p = 0; p < PER_TOPIC; p++) {
                log.add(bytes(List.of(change(new UUID(t, 1), p, (t + p + 1) % brokers))));
            }
        }
    }

    private static MetadataRecord change(UUID topic, int partition, int leader) {
        return MetadataRecord.newBuilder()
                .setPartitionChange(
                        PartitionChangeRecord.newBuilder()
                                .setTopicId(Uuids.toProto(topic))
                                .setPartition(partition)
                                .setLeader(leader))
                .build();
    }

    private static byte[] bytes(List<MetadataRecord> records) {
        return MetadataBatch.newBuilder().addAllRecords(records).build().toByteArray();
    }

    /** As a controller that starts does, invariants included. */
    private ClusterImage replay() throws InvalidProtocolBufferException {
        ClusterImage image = ClusterImage.EMPTY;
        long offset = 0;
        for (byte[] batch : log) {
            ImageBuilder builder =
                    new ImageBuilder(image).replay(MetadataBatch.parseFrom(batch).getRecordsList());
            ClusterImage next = builder.build(offset++, 1);
            Invariants.check(builder.delta(next));
            image = next;
        }
        return image;
    }

    private long heldByAnotherImage() throws InvalidProtocolBufferException {
        long before = used();
        ClusterImage another = replay();
        long after = used();
        if (another.topics().isEmpty()) {
            throw new IllegalStateException("an empty image");
        }
        return after - before;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static byte[] snapshot(ClusterImage image) {
        return bytes(ImageRecords.snapshot(image));
    }

    private static ClusterImage restore(byte[] snapshot) throws InvalidProtocolBufferException {
        return new ImageBuilder(ClusterImage.EMPTY)
                .replay(MetadataBatch.parseFrom(snapshot).getRecordsList())
                .build(1, 1);
    }

    // ------------------------------------------------------------------ change

    private void oneChange(ClusterImage whole) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            ClusterImage image = whole;
            SplittableRandom random = new SplittableRandom(round);
            long begun = System.nanoTime();
            for (int i = 0; i < CHANGES; i++) {
                UUID topic = new UUID(random.nextInt(partitions / PER_TOPIC), 1);
                int partition = random.nextInt(PER_TOPIC);
                PartitionImage old = image.partition(topic, partition).orElseThrow();
                MetadataRecord record =
                        MetadataRecord.newBuilder()
                                .setPartitionChange(
                                        PartitionChangeRecord.newBuilder()
                                                .setTopicId(Uuids.toProto(topic))
                                                .setPartition(partition)
                                                .setIsr(
                                                        IntList.newBuilder()
                                                                .addValues(old.leader())))
                                .build();
                ImageBuilder builder = new ImageBuilder(image).replay(record);
                ClusterImage next = builder.build(image.offset() + 1, 1);
                Invariants.check(builder.delta(next));
                image = next;
            }
            best = Math.min(best, (System.nanoTime() - begun) / 1e3 / CHANGES);
        }
        System.out.printf("| one change: image, delta, invariants | %.4f ms | |%n", best / 1e3);
    }

    private static ControllerState state(ClusterImage image) {
        return new ControllerState(
                image,
                ControllerSettings.of("cluster", Map.of()),
                new SplittableRandom(1),
                System.nanoTime() / 1_000_000);
    }

    /** A broker dies that has a part of every topic: decided, checked, encoded. */
    private void death(ClusterImage image) {
        double[] ms = new double[ROUNDS];
        int batches = 0;
        long largest = 0;
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ControllerState state = state(image);
            state.processGone(0);
            batches = 0;
            bytes = 0;
            long begun = System.nanoTime();
            @Nullable Command<?> next = ControllerState.fenceExpired();
            long offset = image.offset();
            while (next != null) {
                Decision<?> decision =
                        next.decide(state, System.nanoTime() / 1_000_000, offset + 1);
                ImageDelta delta = state.preview(decision, ++offset, 2);
                byte[] batch = bytes(decision.records());
                state.accept(decision, delta);
                batches++;
                bytes += batch.length;
                largest = Math.max(largest, batch.length);
                next = ControllerState.rest(decision);
            }
            ms[round] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(ms);
        System.out.printf(
                "| death of a broker with %,d replicas | %.1f ms | %d batch(es), %.2f MiB, the largest %.2f MiB |%n",
                partitions * REPLICAS / brokers, ms[ROUNDS / 2], batches, mib(bytes), mib(largest));
    }
}
