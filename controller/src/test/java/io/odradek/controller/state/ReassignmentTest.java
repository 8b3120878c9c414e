package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

final class ReassignmentTest {
    private final Harness harness = Harness.ofThree(1);

    @BeforeEach
    void threeMoreBrokers() {
        for (int id = 4; id <= 6; id++) {
            harness.join(id, "");
        }
    }

    private PartitionImage partition() {
        return harness.partition("t");
    }

    @Test
    void aMoveHasOldAndNewReplicasUntilAllTheNewOnesAreInSync() {
        harness.create("t", 1, 2, 3);
        assertEquals(ErrorCode.NONE, harness.reassign("t", 4, 5, 1));
        assertEquals(List.of(4, 5, 1, 2, 3), partition().replicas());
        assertEquals(List.of(4, 5), partition().addingReplicas());
        assertEquals(List.of(2, 3), partition().removingReplicas());
        assertEquals(1, partition().leader());
        harness.alterIsr("t", 1, 2, 3, 4);
        assertEquals(List.of(4, 5), partition().addingReplicas());
        harness.alterIsr("t", 1, 2, 3, 4, 5);
        assertEquals(List.of(4, 5, 1), partition().replicas());
        assertEquals(List.of(1, 4, 5), partition().isr());
        assertEquals(List.of(), partition().addingReplicas());
        assertEquals(List.of(), partition().removingReplicas());
        assertEquals(1, partition().leader());
    }

    @Test
    void aLeaderThatIsToGoHandsOverInTheBatchThatEndsTheMove() {
        harness.create("t", 1, 2, 3);
        harness.reassign("t", 4, 5, 6);
        int epoch = partition().leaderEpoch();
        AlterPartitions.Result result = harness.alterIsr("t", 1, 2, 3, 4, 5, 6);
        assertEquals(ErrorCode.NEW_LEADER_ELECTED, result.error().code());
        assertEquals(List.of(4, 5, 6), partition().replicas());
        assertEquals(List.of(4, 5, 6), partition().isr());
        assertEquals(4, partition().leader());
        assertEquals(epoch + 1, partition().leaderEpoch());
    }

    @Test
    void replicasThatLeaveMakeANewLeaderEpochSoThatWhatWasKnownOfThemIsForgotten() {
        harness.create("t", 1, 2, 3);
        int epoch = partition().leaderEpoch();
        assertEquals(ErrorCode.NONE, harness.reassign("t", 1, 2));
        assertEquals(List.of(1, 2), partition().replicas());
        assertEquals(1, partition().leader());
        assertEquals(epoch + 1, partition().leaderEpoch());
    }

    @Test
    void replicasLeaveOnlyWhenAllThatStayAreInSync() {
        harness.create("t", 1, 2, 3);
        harness.alterIsr("t", 1, 3);
        harness.reassign("t", 1, 2);
        assertEquals(List.of(3), partition().removingReplicas());
        assertEquals(List.of(1, 3), partition().isr());
        harness.alterIsr("t", 1, 3, 2);
        assertEquals(List.of(1, 2), partition().replicas());
        assertEquals(List.of(1, 2), partition().isr());
    }

    @Test
    void anotherOrderTakesEffectAtOnce() {
        harness.create("t", 1, 2, 3);
        harness.reassign("t", 3, 2, 1);
        assertEquals(List.of(3, 2, 1), partition().replicas());
        assertEquals(List.of(), partition().addingReplicas());
        assertEquals(1, partition().leader());
        assertEquals(ErrorCode.NONE, harness.reassign("t", 3, 2, 1));
        assertTrue(harness.last.isEmpty());
    }

    @Test
    void aMoveThatIsTakenBackLeavesTheOldReplicas() {
        harness.create("t", 1, 2, 3);
        harness.reassign("t", 4, 5, 6);
        harness.alterIsr("t", 1, 2, 3, 4);
        assertEquals(ErrorCode.NONE, harness.reassign("t"));
        assertEquals(List.of(1, 2, 3), partition().replicas());
        assertEquals(List.of(1, 2, 3), partition().isr());
        assertEquals(List.of(), partition().removingReplicas());
        assertEquals(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, harness.reassign("t"));
    }

    @Test
    void aMoveIsNotTakenBackWhereOnlyNewReplicasHaveTheRecords() {
        harness.create("t", 1, 2);
        harness.reassign("t", 4, 5);
        harness.alterIsr("t", 1, 2, 4);
        harness.die(2);
        harness.die(1);
        assertEquals(List.of(4), partition().isr());
        assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, harness.reassign("t"));
        assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, harness.reassign("t", 5, 6));
        assertEquals(List.of(4, 5, 1, 2), partition().replicas());
        harness.die(4);
        assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, harness.reassign("t"));
    }

    @Test
    void aMoveIsTakenBackAtTheCostOfRecordsWhereUncleanElectionsAreAllowed() {
        harness.createWith("t", Map.of("unclean.leader.election.enable", "true"), 1, 2);
        harness.reassign("t", 4, 5);
        harness.alterIsr("t", 1, 4);
        harness.die(1);
        assertEquals(4, partition().leader());
        assertEquals(ErrorCode.NONE, harness.reassign("t"));
        assertEquals(List.of(1, 2), partition().replicas());
        assertEquals(2, partition().leader());
        assertTrue(partition().recovering());
    }

    @Test
    void anotherTargetReplacesTheFirstAndTheOriginalStaysWhatItWas() {
        harness.create("t", 1, 2, 3);
        harness.reassign("t", 4, 5, 6);
        harness.alterIsr("t", 1, 2, 3, 4);
        assertEquals(ErrorCode.NONE, harness.reassign("t", 6, 1, 2));
        assertEquals(List.of(6, 1, 2, 3), partition().replicas());
        assertEquals(List.of(6), partition().addingReplicas());
        assertEquals(List.of(3), partition().removingReplicas());
        assertEquals(List.of(1, 2, 3), partition().isr());
        assertEquals(ErrorCode.NONE, harness.reassign("t"));
        assertEquals(List.of(1, 2, 3), partition().replicas());
    }

    @Test
    void theDeathOfANewOrAnOldReplicaNeitherEndsNorUndoesAMove() {
        harness.create("t", 1, 2, 3);
        harness.reassign("t", 4, 5, 6);
        harness.alterIsr("t", 1, 2, 3, 4, 5);
        harness.die(5);
        harness.die(1);
        assertEquals(4, partition().leader());
        assertEquals(List.of(4, 5, 6), partition().addingReplicas());
        harness.join(5, "");
        harness.alterIsr("t", 4, 5, 6);
        assertEquals(List.of(4, 5, 6), partition().replicas());
        assertEquals(4, partition().leader());
    }

    @Test
    void anUncleanElectionPrefersOldReplicas() {
        harness.createWith("t", Map.of("unclean.leader.election.enable", "true"), 1, 2);
        harness.alterIsr("t", 1);
        harness.reassign("t", 5, 6);
        harness.die(1);
        assertEquals(2, partition().leader());
    }

    @Test
    void badRequestsAreRefused() {
        harness.create("t", 1, 2, 3);
        assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, harness.reassign("none", 1));
        assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, harness.reassign("t", 1, 1));
        assertEquals(ErrorCode.INVALID_REPLICA_ASSIGNMENT, harness.reassign("t", 1, 9));
        List<ApiError> results =
                harness.run(
                                ControllerState.alterReassignments(
                                        new AlterReassignments(
                                                false,
                                                List.of(
                                                        new AlterReassignments.Item(
                                                                "t", 0, List.of(1, 2)),
                                                        new AlterReassignments.Item(
                                                                "t", 0, List.of()),
                                                        new AlterReassignments.Item(
                                                                "t", 0, List.of(4, 5, 6)),
                                                        new AlterReassignments.Item("t", 0, null),
                                                        new AlterReassignments.Item(
                                                                "t", 1, null)))))
                        .results();
        assertEquals(
                List.of(
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        ErrorCode.NONE,
                        ErrorCode.NONE,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
                results.stream().map(ApiError::code).toList());
    }

    @Test
    void partitionsAddedDuringAMoveHaveAsManyReplicasAsThereWillBe() {
        harness.create("t", 1, 2);
        harness.reassign("t", 4, 5, 6);
        CreatePartitions.Result result =
                harness.run(
                                ControllerState.createPartitions(
                                        new CreatePartitions(
                                                List.of(
                                                        new CreatePartitions.Item(
                                                                "t", 2, List.of())),
                                                false)))
                        .getFirst();
        assertEquals(ErrorCode.NONE, result.error().code());
        assertEquals(3, harness.topic("t").partitions().get(1).replicas().size());
    }

    @Test
    void largeRequestsAndTheDeathOfALargeBrokerAreSeveralBatches() {
        Harness many = new Harness(Map.of(), new SplittableRandom(2), 500);
        for (int id = 1; id <= 4; id++) {
            many.join(id, "");
        }
        List<AlterReassignments.Item> items = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.create("t" + i, 1, 2, 3);
            items.add(new AlterReassignments.Item("t" + i, 0, List.of(2, 3, 4)));
        }
        AlterReassignments.Reply reply =
                many.run(ControllerState.alterReassignments(new AlterReassignments(true, items)));
        assertEquals(100, reply.results().size());
        assertTrue(many.batches > 5, "batches: " + many.batches);
        many.die(1);
        assertTrue(many.batches > 5, "batches: " + many.batches);
        assertTrue(many.broker(1).fenced());
        for (int i = 0; i < 100; i++) {
            assertEquals(2, many.partition("t" + i).leader());
            assertEquals(List.of(2, 3), many.partition("t" + i).isr());
        }
        many.die(2);
        many.die(3);
        assertEquals(-1, many.partition("t7").leader());
        many.join(3, "");
        assertTrue(
                many.image().topics().values().stream()
                        .allMatch(t -> t.partitions().get(0).leader() == 3));
    }

    @Test
    void aFencingCutShortIsBegunAgain() {
        Harness many = new Harness(Map.of(), new SplittableRandom(2), 500);
        for (int id = 1; id <= 3; id++) {
            many.join(id, "");
        }
        for (int i = 0; i < 50; i++) {
            many.create("t" + i, 1, 2, 3);
        }
        many.state.streamEnded(1, many.stream(1));
        many.runOneBatch(ControllerState.fenceExpired());
        assertTrue(!many.broker(1).fenced() && many.state.hasExpired(many.nowMs));
        many.takeover();
        many.state.processGone(1);
        many.run(ControllerState.fenceExpired());
        assertTrue(many.broker(1).fenced());
    }

    @Test
    void electionsCutShortAreDueUntilTheyAreMade() {
        Harness many = new Harness(Map.of(), new SplittableRandom(2), 500);
        many.join(1, "");
        for (int i = 0; i < 50; i++) {
            many.create("t" + i, 1);
        }
        many.run(ControllerState.lightPartitions());
        many.die(1);
        many.register(many.registration(1, "", new java.util.UUID(1, 1), -1));
        many.runOneBatch(
                ControllerState.heartbeat(
                        new Heartbeat(
                                1, many.broker(1).epoch(), many.offset, false, false, List.of())));
        assertTrue(many.state.lightDue());
        many.run(ControllerState.lightPartitions());
        assertTrue(many.state.index().leaderless().isEmpty());
        assertTrue(!many.state.lightDue());
    }
}
