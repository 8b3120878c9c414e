package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.state.AlterConfigs.Kind;
import io.odradek.wire.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Random lives of a cluster. After every command the invariants hold (accepting checks them), a
 * snapshot rebuilds the image, the delta is the difference, and the indexes are what they would be
 * if made anew.
 *
 * <p>One seed: {@code mvn test -pl controller -Dtest=RandomCommandsTest -Dodradek.seed=SEED}.
 */
final class RandomCommandsTest {
    private static final int LIVES = Integer.getInteger("odradek.lives", 150);
    private static final int COMMANDS = 150;

    @Test
    void whateverHappensTheStateIsSound() {
        Long given = Long.getLong("odradek.seed");
        long seed = given != null ? given : System.nanoTime();
        int lives = given != null ? 1 : LIVES;
        int[] records = {0};
        for (int i = 0; i < lives; i++) {
            long lifeSeed = seed + i;
            try {
                records[0] += new Life(lifeSeed).live();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("replay with -Dodradek.seed=" + lifeSeed, e);
            }
        }
        assertTrue(records[0] > lives * 10, "hardly anything happened: " + records[0]);
    }

    private static final class Life {
        private final SplittableRandom random;
        private final Harness harness;
        private final int brokers;
        private int nextTopic;
        private int records;
        private final LogModel logs = new LogModel();
        private final int directories;

        /** Of each broker, whether they work or not. */
        private final Map<Integer, List<UUID>> disks = new HashMap<>();

        Life(long seed) {
            this.random = new SplittableRandom(seed);
            this.brokers = random.nextInt(1, 7);
            this.directories = random.nextInt(1, 4);
            this.harness =
                    new Harness(
                            Map.of("min.insync.replicas", Integer.toString(random.nextInt(1, 4))),
                            random.split(),
                            random.nextBoolean() ? 1 << 20 : 100);
        }

        int live() {
            for (int i = 0; i < COMMANDS; i++) {
                ClusterImage before = harness.image();
                logs.write(before, harness.settings);
                step();
                if (harness.image().offset() != before.offset()) {
                    records += harness.last.size();
                    check(before);
                    logs.follow(before, harness.image());
                }
            }
            everyoneReturns();
            return records;
        }

        private void step() {
            int id = random.nextInt(brokers);
            boolean known = harness.image().brokers().containsKey(id);
            switch (random.nextInt(20)) {
                case 0, 1 -> register(id);
                case 2, 3 -> {
                    if (known) {
                        harness.heartbeat(id, random.nextInt(9) == 0, random.nextInt(9) == 0);
                    }
                }
                case 4 -> {
                    if (known && harness.state.sessions().attached(id)) {
                        harness.die(id);
                    }
                }
                case 5, 6 -> create();
                case 7 -> topic().ifPresent(this::deleteSome);
                case 8, 9, 10 -> topic().ifPresent(this::alterIsr);
                case 11 -> topic().ifPresent(this::configure);
                case 12 -> elect();
                case 13 -> elsewhere();
                case 14, 15, 16 -> reassign();
                case 17, 18 -> {
                    if (known) {
                        assign(id);
                    }
                }
                case 19 -> {
                    if (known) {
                        failDirectory(id);
                    }
                }
                default -> throw new AssertionError();
            }
        }

        private List<UUID> newDisks(int id) {
            return Stream.generate(() -> new UUID(id, random.nextLong()))
                    .limit(directories)
                    .toList();
        }

        private void failDirectory(int id) {
            List<UUID> online = harness.broker(id).logDirs();
            if (online.size() > 1) {
                harness.heartbeat(id, List.of(online.get(random.nextInt(online.size()))));
            }
        }

        /** The broker says where its replicas are, wherever the controller is not right. */
        private void assign(int id) {
            List<AssignReplicas.Item> items = new ArrayList<>();
            List<UUID> all = disks.getOrDefault(id, List.of());
            for (TopicImage topic : harness.image().topics().values()) {
                for (PartitionImage p : topic.partitions()) {
                    if (p.isReplica(id) && !all.contains(p.directory(id))) {
                        items.add(
                                new AssignReplicas.Item(
                                        topic.id(),
                                        p.partition(),
                                        all.get(p.partition() % all.size())));
                    }
                }
            }
            harness.assign(id, items)
                    .forEach(error -> assertFalse(error.isError(), error::message));
        }

        private void register(int id) {
            Registration r =
                    harness.registration(
                            id,
                            "rack" + id % 2,
                            new UUID(id, random.nextInt(3)),
                            random.nextInt(3) == 0 ? random.nextInt(50) : -1);
            BrokerImage known = harness.image().brokers().get(id);
            boolean newDisk = known != null && random.nextInt(9) == 0;
            boolean sameLife = known != null && known.incarnationId().equals(r.incarnationId());
            List<UUID> all = newDisk ? newDisks(id) : disks.getOrDefault(id, newDisks(id));
            boolean lacksOne = all.size() > 1 && random.nextInt(5) == 0;
            // What a directory that cannot be read lacks is told when it is back.
            boolean unclean = !lacksOne && random.nextInt(5) == 0;
            Registration.Reply reply =
                    harness.register(
                            new Registration(
                                    r.clusterId(),
                                    id,
                                    r.incarnationId(),
                                    r.endpoints(),
                                    r.rack(),
                                    lacksOne ? all.subList(1, all.size()) : all,
                                    r.patience(),
                                    r.previousBrokerEpoch(),
                                    unclean,
                                    List.of(),
                                    lacksOne,
                                    r.stream()));
            if (!reply.error().isError()) {
                disks.put(id, all);
            }
            if (!reply.error().isError() && (newDisk || (unclean && !sameLife))) {
                logs.lose(id, random);
            }
        }

        private void create() {
            Map<String, String> configs =
                    random.nextInt(4) == 0
                            ? Map.of("unclean.leader.election.enable", "true")
                            : Map.of();
            CreateTopics.NewTopic topic =
                    new CreateTopics.NewTopic(
                            "t" + nextTopic++,
                            random.nextInt(1, 5),
                            random.nextInt(1, 4),
                            List.of(),
                            new HashMap<>(configs));
            harness.run(
                    ControllerState.createTopics(
                            new CreateTopics(List.of(topic), random.nextInt(9) == 0)));
        }

        private Optional<TopicImage> topic() {
            List<TopicImage> topics = new ArrayList<>(harness.image().topics().values());
            return topics.isEmpty()
                    ? Optional.empty()
                    : Optional.of(topics.get(random.nextInt(topics.size())));
        }

        private void deleteSome(TopicImage topic) {
            if (random.nextInt(3) == 0) {
                harness.run(
                        ControllerState.deleteTopics(
                                new DeleteTopics(
                                        List.of(new DeleteTopics.Target(null, topic.id())))));
            } else {
                harness.run(
                        ControllerState.createPartitions(
                                new CreatePartitions(
                                        List.of(
                                                new CreatePartitions.Item(
                                                        topic.name(),
                                                        topic.partitions().size() + 1,
                                                        List.of())),
                                        false)));
            }
        }

        private void alterIsr(TopicImage topic) {
            PartitionImage p = topic.partitions().get(random.nextInt(topic.partitions().size()));
            if (p.leader() < 0) {
                return;
            }
            Set<Integer> isr = new TreeSet<>(List.of(p.leader()));
            p.replicas().stream().filter(_ -> random.nextBoolean()).forEach(isr::add);
            AlterPartitions.Reply reply =
                    harness.run(
                            ControllerState.alterPartitions(
                                    new AlterPartitions(
                                            p.leader(),
                                            harness.broker(p.leader()).epoch(),
                                            List.of(
                                                    new AlterPartitions.Item(
                                                            topic.id(),
                                                            p.partition(),
                                                            p.leaderEpoch(),
                                                            p.partitionEpoch(),
                                                            isr.stream()
                                                                    .map(
                                                                            i ->
                                                                                    new AlterPartitions
                                                                                            .Member(
                                                                                            i, -1))
                                                                    .toList(),
                                                            p.recovering()
                                                                    && random.nextBoolean())))));
            ErrorCode error = reply.partitions().getFirst().error().code();
            if (error == ErrorCode.NONE || error == ErrorCode.NEW_LEADER_ELECTED) {
                logs.caughtUp(new TopicPartition(topic.id(), p.partition()), p.leader(), isr);
            }
        }

        /** Some partitions at once: moved, taken back, or nonsense. */
        private void reassign() {
            List<AlterReassignments.Item> items = new ArrayList<>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                topic().ifPresent(topic -> items.add(reassign(topic)));
            }
            harness.run(
                    ControllerState.alterReassignments(
                            new AlterReassignments(random.nextInt(4) != 0, items)));
        }

        private AlterReassignments.Item reassign(TopicImage topic) {
            int partition = random.nextInt(topic.partitions().size());
            List<Integer> to = new ArrayList<>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                int id = random.nextInt(brokers);
                if (!to.contains(id) || random.nextInt(20) == 0) {
                    to.add(id);
                }
            }
            return new AlterReassignments.Item(
                    topic.name(), partition, random.nextInt(3) == 0 ? null : to);
        }

        private void configure(TopicImage topic) {
            String value = Integer.toString(random.nextInt(1, 4));
            switch (random.nextInt(3)) {
                case 0 ->
                        harness.alterConfig(
                                ConfigResource.brokerDefault(),
                                "min.insync.replicas",
                                Kind.SET,
                                value);
                case 1 ->
                        harness.alterConfig(
                                ConfigResource.topic(topic.name()),
                                "min.insync.replicas",
                                Kind.SET,
                                value);
                case 2 ->
                        harness.alterConfig(
                                ConfigResource.topic(topic.name()),
                                "unclean.leader.election.enable",
                                Kind.SET,
                                Boolean.toString(random.nextBoolean()));
                default -> throw new AssertionError();
            }
        }

        private void elect() {
            if (random.nextBoolean()) {
                harness.nowMs += random.nextInt(5_000);
                boolean due = harness.state.leadersDue(harness.nowMs);
                int moved = harness.run(ControllerState.rebalanceLeaders(10));
                assertEquals(due, moved > 0);
            } else {
                harness.run(
                        ControllerState.electLeaders(
                                new ElectLeaders(random.nextInt(5) == 0, true, List.of())));
            }
        }

        private void elsewhere() {
            switch (random.nextInt(3)) {
                case 0 -> harness.takeover();
                case 1 -> {
                    harness.nowMs += random.nextInt(10_000);
                    harness.run(ControllerState.fenceExpired());
                }
                case 2 ->
                        harness.run(
                                ControllerState.unregisterBroker(
                                        new UnregisterBroker(random.nextInt(brokers))));
                default -> throw new AssertionError();
            }
        }

        private void check(ClusterImage before) {
            ClusterImage now = harness.image();
            assertEquals(
                    now,
                    ClusterImage.EMPTY.apply(
                            now.offset(), now.epoch(), ImageRecords.snapshot(now)));
            ImageBuilder builder = new ImageBuilder(before).replay(harness.last);
            ImageDelta delta = builder.delta(builder.build(now.offset(), now.epoch()));
            ImageDelta difference = ImageDelta.between(before, now);
            assertTrue(delta.topics().keySet().containsAll(difference.topics().keySet()));
            difference
                    .topics()
                    .forEach(
                            (id, topic) -> {
                                ImageDelta.TopicDelta own = delta.topics().get(id);
                                assertTrue(own != null && own.kind() == topic.kind());
                                assertTrue(own.partitions().containsAll(topic.partitions()));
                            });
            assertTrue(delta.brokers().containsAll(difference.brokers()));
            assertTrue(delta.configs().containsAll(difference.configs()));
            checkIndex(PartitionIndex.of(now), harness.state.index());
            someoneLeadsWhereSomeoneCan(now);
            whatIsMovingHasNotArrived(now);
        }

        private void checkIndex(PartitionIndex fresh, PartitionIndex kept) {
            for (int id = 0; id < brokers; id++) {
                assertEquals(fresh.of(id), kept.of(id));
            }
            assertEquals(fresh.leaderless(), kept.leaderless());
            assertEquals(fresh.notPreferred(), kept.notPreferred());
            assertEquals(fresh.withElr(), kept.withElr());
            assertEquals(fresh.ableToReturn(), kept.ableToReturn());
            for (int id = 0; id < brokers; id++) {
                assertEquals(fresh.ableToReturn(id), kept.ableToReturn(id));
                assertEquals(fresh.preferences(id), kept.preferences(id));
                assertEquals(fresh.away(id), kept.away(id));
            }
        }

        /** A move ends with the batch in which all that are to stay are in sync. */
        private static void whatIsMovingHasNotArrived(ClusterImage image) {
            for (TopicImage topic : image.topics().values()) {
                for (PartitionImage p : topic.partitions()) {
                    assertTrue(
                            !Reassignments.isMoving(p)
                                    || !p.isr().containsAll(Reassignments.target(p)),
                            () -> topic.name() + " has moved and does not end it: " + p);
                }
            }
        }

        /** No partition waits for a leader while an eligible one is in service. */
        private static void someoneLeadsWhereSomeoneCan(ClusterImage image) {
            for (TopicImage topic : image.topics().values()) {
                for (PartitionImage p : topic.partitions()) {
                    assertTrue(
                            p.leader() >= 0
                                    || p.eligibleLeaderReplicas().stream()
                                            .noneMatch(
                                                    id ->
                                                            View.isActive(
                                                                    image, id, p.directory(id))),
                            () -> topic.name() + " has no leader: " + p);
                }
            }
        }

        private void everyoneReturns() {
            for (int id = 0; id < brokers; id++) {
                if (harness.state.sessions().attached(id)) {
                    harness.die(id);
                }
                harness.join(id, disks.computeIfAbsent(id, this::newDisks), false);
                assign(id);
            }
            for (BrokerImage broker : harness.image().brokers().values()) {
                assertTrue(View.isActive(harness.image(), broker.id()));
            }
            for (TopicImage topic : harness.image().topics().values()) {
                for (PartitionImage p : topic.partitions()) {
                    assertTrue(p.leader() >= 0, () -> topic.name() + " stays dark: " + p);
                }
            }
        }
    }
}
