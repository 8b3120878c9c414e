package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.Uuids;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class TopicsTest {
    private final Harness harness = Harness.ofThree(1);

    private static CreateTopics.NewTopic topic(
            String name, int partitions, int factor, Map<String, @Nullable String> configs) {
        return new CreateTopics.NewTopic(name, partitions, factor, List.of(), configs);
    }

    private CreateTopics.Result create(String name, int partitions, int factor) {
        return create(topic(name, partitions, factor, Map.of()), false);
    }

    private CreateTopics.Result create(CreateTopics.NewTopic topic, boolean validateOnly) {
        return harness.run(
                        ControllerState.createTopics(
                                new CreateTopics(List.of(topic), validateOnly)))
                .getFirst();
    }

    private CreateTopics.Result assign(CreateTopics.Assignment... assignments) {
        return create(
                new CreateTopics.NewTopic("manual", -1, -1, List.of(assignments), Map.of()), false);
    }

    private static CreateTopics.Assignment on(int partition, int... brokers) {
        return new CreateTopics.Assignment(partition, Harness.ints(brokers));
    }

    private void refused(ErrorCode code, String part, CreateTopics.Result result) {
        assertEquals(code, result.error().code(), result.error().message());
        assertTrue(result.error().message().contains(part), result.error().message());
        assertTrue(harness.last.isEmpty());
    }

    @Test
    void aTopicGetsItsPartitionsReplicasLeadersAndEffectiveConfigs() {
        CreateTopics.Result result =
                create(topic("orders", 5, 3, Map.of("retention.ms", "1000")), false);
        assertEquals(5, result.partitions());
        assertEquals(3, result.replicationFactor());
        assertEquals(harness.topic("orders").id(), result.id());
        for (PartitionImage partition : harness.topic("orders").partitions()) {
            assertEquals(3, partition.replicas().size());
            assertEquals(partition.replicas(), partition.isr());
            assertEquals(partition.replicas().getFirst(), partition.leader());
        }
        assertTrue(
                result.configs()
                        .contains(new ConfigValue("retention.ms", "1000", ConfigValue.TOPIC)));
        assertTrue(
                result.configs()
                        .contains(
                                new ConfigValue(
                                        "min.insync.replicas",
                                        "1",
                                        ConfigValue.DYNAMIC_DEFAULT_BROKER)));
        assertTrue(
                result.configs()
                        .contains(
                                new ConfigValue("cleanup.policy", "delete", ConfigValue.DEFAULT)));
        assertEquals(37, result.configs().size());
    }

    @Test
    void defaultsComeFromTheControllersProperties() {
        Harness other =
                new Harness(
                        Map.of(
                                "num.partitions", "4",
                                "default.replication.factor", "2",
                                "log.retention.hours", "2",
                                "log.retention.minutes", "90"));
        other.join(1, "");
        other.join(2, "");
        CreateTopics.Result result =
                other.run(
                                ControllerState.createTopics(
                                        new CreateTopics(
                                                List.of(topic("t", -1, -1, Map.of())), false)))
                        .getFirst();
        assertEquals(4, result.partitions());
        assertEquals(2, result.replicationFactor());
        assertTrue(
                result.configs()
                        .contains(
                                new ConfigValue(
                                        "retention.ms", "5400000", ConfigValue.STATIC_BROKER)));
    }

    @Test
    void validateOnlyChangesNothing() {
        CreateTopics.Result result = create(topic("t", 2, 2, Map.of()), true);
        assertEquals(ErrorCode.NONE, result.error().code());
        assertEquals(2, result.partitions());
        assertEquals(Uuids.ZERO, result.id());
        assertTrue(harness.last.isEmpty());
        assertTrue(harness.image().topic("t").isEmpty());
    }

    @Test
    void illegalNamesAreRefused() {
        refused(ErrorCode.INVALID_TOPIC_EXCEPTION, "empty", create("", 1, 1));
        refused(ErrorCode.INVALID_TOPIC_EXCEPTION, "250", create("x".repeat(250), 1, 1));
        refused(ErrorCode.INVALID_TOPIC_EXCEPTION, "'..'", create("..", 1, 1));
        refused(ErrorCode.INVALID_TOPIC_EXCEPTION, "'.'", create(".", 1, 1));
        refused(ErrorCode.INVALID_TOPIC_EXCEPTION, "a b", create("a b", 1, 1));
        refused(ErrorCode.INVALID_TOPIC_EXCEPTION, "ä", create("ä", 1, 1));
        assertEquals(ErrorCode.NONE, create("x".repeat(249), 1, 1).error().code());
    }

    @Test
    void takenAndCollidingNamesAreRefused() {
        create("a.b", 1, 1);
        refused(ErrorCode.TOPIC_ALREADY_EXISTS, "'a.b'", create("a.b", 1, 1));
        refused(ErrorCode.INVALID_TOPIC_EXCEPTION, "collides", create("a_b", 1, 1));
        assertEquals(ErrorCode.NONE, create("a-b", 1, 1).error().code());
    }

    @Test
    void aNameTwiceInOneRequestIsRefusedAndTheOthersAreCreated() {
        List<CreateTopics.Result> results =
                harness.run(
                        ControllerState.createTopics(
                                new CreateTopics(
                                        List.of(
                                                topic("twice", 1, 1, Map.of()),
                                                topic("once", 1, 1, Map.of()),
                                                topic("twice", 1, 1, Map.of())),
                                        false)));
        assertEquals(2, results.size());
        assertEquals(ErrorCode.INVALID_REQUEST, results.get(0).error().code());
        assertEquals(ErrorCode.NONE, results.get(1).error().code());
        assertTrue(harness.image().topic("twice").isEmpty());
    }

    @Test
    void collisionsWithinOneRequestAreSeen() {
        List<CreateTopics.Result> results =
                harness.run(
                        ControllerState.createTopics(
                                new CreateTopics(
                                        List.of(
                                                topic("x.y", 1, 1, Map.of()),
                                                topic("x_y", 1, 1, Map.of())),
                                        false)));
        assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION, results.get(1).error().code());
    }

    @Test
    void impossibleNumbersAreRefused() {
        refused(ErrorCode.INVALID_PARTITIONS, "0", create("t", 0, 1));
        refused(ErrorCode.INVALID_PARTITIONS, "-5", create("t", -5, 1));
        refused(ErrorCode.INVALID_REPLICATION_FACTOR, "0", create("t", 1, 0));
        refused(ErrorCode.INVALID_REPLICATION_FACTOR, "4 time(s)", create("t", 1, 4));
        refused(ErrorCode.POLICY_VIOLATION, "10000", create("t", 10_001, 1));
    }

    @Test
    void fencedBrokersDoNotCountForPlacement() {
        harness.die(3);
        refused(ErrorCode.INVALID_REPLICATION_FACTOR, "only 2 of 3", create("t", 1, 3));
        create("t", 6, 2);
        harness.topic("t").partitions().forEach(p -> assertFalse(p.replicas().contains(3)));
    }

    @Test
    void aManualAssignmentIsKeptAsGiven() {
        assertEquals(ErrorCode.NONE, assign(on(1, 2, 1), on(0, 3, 2)).error().code());
        assertEquals(
                List.of(List.of(3, 2), List.of(2, 1)),
                harness.topic("manual").partitions().stream()
                        .map(PartitionImage::replicas)
                        .toList());
    }

    @Test
    void aFencedReplicaOfAManualAssignmentIsNotInSync() {
        harness.die(1);
        assign(on(0, 1, 2));
        assertEquals(2, harness.partition("manual").leader());
        assertEquals(List.of(2), harness.partition("manual").isr());
        assertEquals(List.of(), harness.partition("manual").eligibleLeaderReplicas());
    }

    @Test
    void brokenManualAssignmentsAreRefused() {
        ErrorCode code = ErrorCode.INVALID_REPLICA_ASSIGNMENT;
        refused(code, "1 is missing", assign(on(0, 1), on(2, 1)));
        refused(code, "assigned twice", assign(on(0, 1), on(0, 2)));
        refused(code, "no broker", assign(on(0)));
        refused(code, "broker 1 twice", assign(on(0, 1, 1)));
        refused(code, "broker 9", assign(on(0, 9)));
        refused(code, "all must have as many", assign(on(0, 1), on(1, 1, 2)));
        harness.die(1);
        refused(code, "fenced", assign(on(0, 1)));
        refused(
                ErrorCode.INVALID_REQUEST,
                "-1",
                create(new CreateTopics.NewTopic("m", 1, -1, List.of(on(0, 2)), Map.of()), false));
    }

    @Test
    void unknownAndInvalidConfigsAreRefusedWithAHint() {
        refused(
                ErrorCode.INVALID_CONFIG,
                "did you mean retention.ms",
                create(topic("t", 1, 1, Map.of("retention.m", "1")), false));
        refused(
                ErrorCode.INVALID_CONFIG,
                "whole number",
                create(topic("t", 1, 1, Map.of("retention.ms", "x")), false));
        Map<String, @Nullable String> missing = new HashMap<>();
        missing.put("retention.ms", null);
        refused(ErrorCode.INVALID_CONFIG, "no value", create(topic("t", 1, 1, missing), false));
    }

    @Test
    void deletingByNameAndByIdTakesConfigsAlong() {
        create(topic("a", 1, 1, Map.of("retention.ms", "1000")), false);
        UUID a = harness.topic("a").id();
        create("b", 1, 1);
        UUID b = harness.topic("b").id();
        List<DeleteTopics.Result> results =
                harness.run(
                        ControllerState.deleteTopics(
                                new DeleteTopics(
                                        List.of(
                                                new DeleteTopics.Target("a", Uuids.ZERO),
                                                new DeleteTopics.Target(null, b),
                                                new DeleteTopics.Target("c", Uuids.ZERO),
                                                new DeleteTopics.Target(null, new UUID(1, 1)),
                                                new DeleteTopics.Target("a", a)))));
        assertEquals(
                List.of(
                        ErrorCode.NONE,
                        ErrorCode.NONE,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.UNKNOWN_TOPIC_ID,
                        ErrorCode.INVALID_REQUEST),
                results.stream().map(r -> r.error().code()).toList());
        assertEquals(a, results.get(0).id());
        assertEquals("b", results.get(1).name());
        assertTrue(harness.image().topics().isEmpty());
        assertTrue(harness.image().configsOf(ConfigResource.topic("a")).isEmpty());
        create("a", 1, 1);
        assertNotEquals(a, harness.topic("a").id());
        harness.die(1);
    }

    @Test
    void partitionsCanBeAddedButNotTaken() {
        create("t", 2, 2);
        List<CreatePartitions.Result> results =
                harness.run(
                        ControllerState.createPartitions(
                                new CreatePartitions(
                                        List.of(
                                                new CreatePartitions.Item("t", 5, List.of()),
                                                new CreatePartitions.Item("none", 5, List.of())),
                                        false)));
        assertEquals(ErrorCode.NONE, results.get(0).error().code());
        assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, results.get(1).error().code());
        assertEquals(5, harness.topic("t").partitions().size());
        harness.topic("t").partitions().forEach(p -> assertEquals(2, p.replicas().size()));
        assertEquals(ErrorCode.INVALID_PARTITIONS, grow(5, List.of()).code());
        assertTrue(grow(3, List.of()).message().contains("5 partition(s); 3"));
        assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, grow(7, List.of(List.of(1, 2))).code());
        assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, grow(6, List.of(List.of(1))).code());
        assertEquals(ErrorCode.NONE, grow(6, List.of(List.of(3, 1))).code());
        assertEquals(List.of(3, 1), harness.topic("t").partitions().get(5).replicas());
    }

    private ApiError grow(int count, List<List<Integer>> assignments) {
        return harness.run(
                        ControllerState.createPartitions(
                                new CreatePartitions(
                                        List.of(new CreatePartitions.Item("t", count, assignments)),
                                        false)))
                .getFirst()
                .error();
    }

    @Test
    void topicIdsNeverBeginWithADash() {
        for (int i = 0; i < 300; i++) {
            CreateTopics.Result result = create("t" + i, 1, 1);
            assertFalse(Uuids.toString(result.id()).startsWith("-"));
            assertEquals(22, Uuids.toString(result.id()).length());
        }
    }
}
