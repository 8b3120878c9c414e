package io.odradek.broker.coordinator.group.consumer.assignor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.coordinator.group.consumer.assignor.Subscribers.Subscriber;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What holds for any group, tried on random ones. */
final class AssignorPropertyTest {
    private static final List<UUID> TOPICS =
            List.of(new UUID(1, 1), new UUID(2, -2), new UUID(-3, 3), new UUID(4, 4));

    private final Assignor uniform = new UniformAssignor();
    private final Assignor range = new RangeAssignor();

    private interface Property {
        void check(Random random, String seed);
    }

    private static void always(Property property) {
        long base = System.nanoTime();
        for (long seed = base; seed < base + 300; seed++) {
            property.check(new Random(seed), "seed " + seed);
        }
    }

    private static Map<UUID, Integer> partitions(Random random) {
        Map<UUID, Integer> counts = new HashMap<>();
        TOPICS.forEach(topic -> counts.put(topic, 1 + random.nextInt(20)));
        return counts;
    }

    private static Subscribers alike(Random random) {
        Set<UUID> topics = new TreeSet<>(TOPICS.subList(0, 1 + random.nextInt(TOPICS.size())));
        List<Subscriber> members = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(12); i++) {
            members.add(new Subscriber("m" + i, null, topics, PartitionSet.EMPTY));
        }
        return new Subscribers(members, partitions(random));
    }

    private static Subscribers mixed(Random random) {
        List<Subscriber> members = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(12); i++) {
            Set<UUID> topics = new TreeSet<>();
            for (UUID topic : TOPICS) {
                if (random.nextBoolean()) {
                    topics.add(topic);
                }
            }
            members.add(new Subscriber("m" + i, null, topics, PartitionSet.EMPTY));
        }
        return new Subscribers(members, partitions(random));
    }

    private static Subscribers now(Subscribers group, Map<String, PartitionSet> assignment) {
        List<Subscriber> members = new ArrayList<>();
        for (Subscriber member : group.members()) {
            members.add(
                    new Subscriber(
                            member.memberId(),
                            member.instanceId(),
                            member.topics(),
                            assignment.getOrDefault(member.memberId(), PartitionSet.EMPTY)));
        }
        return new Subscribers(members, group.partitionCounts());
    }

    private static Subscribers without(Subscribers group, int index) {
        List<Subscriber> members = new ArrayList<>(group.members());
        members.remove(index);
        return new Subscribers(members, group.partitionCounts());
    }

    private static Subscribers with(Subscribers group, Subscriber newcomer) {
        List<Subscriber> members = new ArrayList<>(group.members());
        members.add(newcomer);
        return new Subscribers(members, group.partitionCounts());
    }

    private static void eachPartitionOnceAndToASubscriber(
            Subscribers group, Map<String, PartitionSet> assignment, String seed) {
        Map<UUID, Set<Integer>> given = new HashMap<>();
        for (Subscriber member : group.members()) {
            PartitionSet share = share(assignment, member.memberId());
            share.forEach(
                    (topic, partition) -> {
                        assertTrue(member.topics().contains(topic), seed);
                        assertTrue(group.exists(topic, partition), seed);
                        assertTrue(
                                given.computeIfAbsent(topic, t -> new TreeSet<>()).add(partition),
                                seed);
                    });
        }
        for (Subscriber member : group.members()) {
            for (UUID topic : member.topics()) {
                assertEquals(
                        group.partitionCounts().get(topic),
                        given.getOrDefault(topic, Set.of()).size(),
                        seed);
            }
        }
    }

    private static PartitionSet share(Map<String, PartitionSet> assignment, String memberId) {
        return Objects.requireNonNull(assignment.get(memberId), memberId);
    }

    private static int spread(Map<String, PartitionSet> assignment) {
        var sizes = assignment.values().stream().mapToInt(PartitionSet::size).summaryStatistics();
        return sizes.getMax() - sizes.getMin();
    }

    private static int moved(Subscribers group, Map<String, PartitionSet> assignment) {
        int moved = 0;
        for (Subscriber member : group.members()) {
            moved += member.current().minus(share(assignment, member.memberId())).size();
        }
        return moved;
    }

    @Test
    void everyPartitionGoesToExactlyOneSubscriber() {
        always(
                (random, seed) -> {
                    for (Subscribers group : List.of(alike(random), mixed(random))) {
                        for (Assignor assignor : List.of(uniform, range)) {
                            eachPartitionOnceAndToASubscriber(
                                    group, assignor.assign(group), assignor.name() + " " + seed);
                        }
                    }
                });
    }

    @Test
    void uniformGivesMembersAlikeTheSameButForOne() {
        always((random, seed) -> assertTrue(spread(uniform.assign(alike(random))) <= 1, seed));
    }

    @Test
    void uniformMovesNothingWhenNothingChanged() {
        always(
                (random, seed) -> {
                    for (Subscribers group : List.of(alike(random), mixed(random))) {
                        Map<String, PartitionSet> first = uniform.assign(group);
                        assertEquals(first, uniform.assign(now(group, first)), seed);
                    }
                });
    }

    @Test
    void uniformMovesOnlyWhatALeaverHadOrANewcomerGets() {
        always(
                (random, seed) -> {
                    Subscribers group = alike(random);
                    Subscribers before = now(group, uniform.assign(group));
                    if (group.members().size() > 1) {
                        Subscribers left = without(before, random.nextInt(group.members().size()));
                        Map<String, PartitionSet> after = uniform.assign(left);
                        assertEquals(0, moved(left, after), seed);
                        assertTrue(spread(after) <= 1, seed);
                        eachPartitionOnceAndToASubscriber(left, after, seed);
                    }
                    Subscribers joined =
                            with(
                                    before,
                                    new Subscriber(
                                            "new",
                                            null,
                                            group.members().getFirst().topics(),
                                            PartitionSet.EMPTY));
                    Map<String, PartitionSet> after = uniform.assign(joined);
                    assertEquals(share(after, "new").size(), moved(joined, after), seed);
                    assertTrue(spread(after) <= 1, seed);
                    eachPartitionOnceAndToASubscriber(joined, after, seed);
                });
    }

    @Test
    void uniformLeavesNoTwoSubscribersOfATopicUnevenWhereOneMoveWouldHelp() {
        always(
                (random, seed) -> {
                    Subscribers group = mixed(random);
                    Map<String, PartitionSet> assignment = uniform.assign(group);
                    for (Subscriber rich : group.members()) {
                        PartitionSet share = share(assignment, rich.memberId());
                        for (Subscriber poor : group.members()) {
                            boolean couldTake =
                                    share.topics().stream().anyMatch(poor.topics()::contains);
                            int more = share.size() - share(assignment, poor.memberId()).size();
                            assertTrue(!couldTake || more < 2, seed);
                        }
                    }
                });
    }

    @Test
    void uniformForgetsPartitionsThatAreNoMoreAndClaimsOfTwo() {
        PartitionSet claimed =
                PartitionSet.builder().addRange(TOPICS.get(0), 0, 9).add(TOPICS.get(3), 0).build();
        Set<UUID> topics = Set.of(TOPICS.get(0));
        Subscribers group =
                new Subscribers(
                        List.of(
                                new Subscriber("a", null, topics, claimed),
                                new Subscriber("b", null, topics, claimed)),
                        Map.of(TOPICS.get(0), 4));
        Map<String, PartitionSet> assignment = uniform.assign(group);
        eachPartitionOnceAndToASubscriber(group, assignment, "");
        assertEquals(0, spread(assignment));
    }

    @Test
    void rangeCutsTopicsOfOneSizeAlike() {
        always(
                (random, seed) -> {
                    Subscribers group = alike(random);
                    int size = 1 + random.nextInt(20);
                    Map<UUID, Integer> counts = new HashMap<>();
                    TOPICS.forEach(topic -> counts.put(topic, size));
                    Subscribers sized = new Subscribers(group.members(), counts);
                    for (PartitionSet share : range.assign(sized).values()) {
                        Set<List<Integer>> cuts = new java.util.HashSet<>();
                        for (UUID topic : group.members().getFirst().topics()) {
                            cuts.add(share.partitions(topic));
                        }
                        assertEquals(1, cuts.size(), seed);
                    }
                });
    }

    @Test
    void rangeKeepsAStaticMembersPlaceInTheLineWhenItsProcessIsReplaced() {
        Set<UUID> topics = Set.of(TOPICS.get(0));
        Map<UUID, Integer> counts = Map.of(TOPICS.get(0), 5);
        var before =
                range.assign(
                        new Subscribers(
                                List.of(
                                        new Subscriber("z", "one", topics, PartitionSet.EMPTY),
                                        new Subscriber("y", "two", topics, PartitionSet.EMPTY)),
                                counts));
        var after =
                range.assign(
                        new Subscribers(
                                List.of(
                                        new Subscriber("a", "two", topics, PartitionSet.EMPTY),
                                        new Subscriber("z", "one", topics, PartitionSet.EMPTY)),
                                counts));
        assertEquals(share(before, "y"), share(after, "a"));
        assertEquals(List.of(0, 1, 2), share(before, "z").partitions(TOPICS.get(0)));
    }
}
