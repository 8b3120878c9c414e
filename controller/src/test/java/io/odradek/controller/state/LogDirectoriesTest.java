package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Brokers with several log directories (KIP-112, KIP-858). */
final class LogDirectoriesTest {
    private static final UUID A = new UUID(1, 100);
    private static final UUID B = new UUID(1, 200);

    private final Harness harness = new Harness(Map.of("min.insync.replicas", "1"));

    @BeforeEach
    void start() {
        harness.join(1, List.of(A, B), false);
        harness.join(2, "");
        harness.create("t", 1, 2);
        harness.create("u", 1, 2);
    }

    @Test
    void onlyABrokerWithSeveralDirectoriesHasToSayWhereItsReplicaIs() {
        assertEquals(
                List.of(PartitionImage.UNASSIGNED, new UUID(2, 1)),
                harness.partition("t").directories());
        int epoch = harness.partition("t").leaderEpoch();
        assertFalse(harness.assign(1, "t", B).isError());
        assertEquals(B, harness.partition("t").directory(1));
        assertEquals(epoch, harness.partition("t").leaderEpoch());
        assertFalse(harness.assign(1, "t", B).isError());
        assertTrue(harness.last.isEmpty(), "it says the same again");
    }

    @Test
    void aLeaderThatMovesToAnotherDirectoryBeginsANewEpoch() {
        harness.assign(1, "t", A);
        int epoch = harness.partition("t").leaderEpoch();
        harness.assign(1, "t", B);
        assertEquals(epoch + 1, harness.partition("t").leaderEpoch());
        assertEquals(1, harness.partition("t").leader());
        assertEquals(List.of(1, 2), harness.partition("t").isr());
        harness.assign(2, "t", new UUID(2, 1));
        assertEquals(epoch + 1, harness.partition("t").leaderEpoch());
    }

    @Test
    void aFailedDirectoryTakesItsReplicasOutAndLeavesTheOthers() {
        harness.assign(1, "t", A);
        harness.assign(1, "u", B);
        assertFalse(harness.heartbeat(1, List.of(A)).fenced());
        assertEquals(2, harness.partition("t").leader());
        assertEquals(List.of(2), harness.partition("t").isr());
        assertEquals(1, harness.partition("u").leader());
        assertEquals(List.of(1, 2), harness.partition("u").isr());
        assertEquals(List.of(B), harness.broker(1).logDirs());
        assertFalse(harness.heartbeat(1, List.of(A)).fenced());
        assertTrue(harness.last.isEmpty(), "it is known by now");
        assertEquals(ErrorCode.INELIGIBLE_REPLICA, harness.alterIsr("t", 2, 1).error().code());
    }

    @Test
    void aReplicaThatIsReportedInAFailedDirectoryGoesOutOfService() {
        harness.heartbeat(1, List.of(A));
        assertEquals(1, harness.partition("t").leader());
        harness.assign(1, "t", A);
        assertEquals(2, harness.partition("t").leader());
        harness.assign(1, "u", PartitionImage.LOST);
        assertEquals(2, harness.partition("u").leader());
    }

    @Test
    void allDirectoriesFailedIsABrokerThatIsFenced() {
        harness.heartbeat(1, List.of(A));
        assertTrue(harness.heartbeat(1, List.of(A, B)).fenced());
        assertEquals(2, harness.partition("u").leader());
    }

    @Test
    void whatIsInAMissingDirectoryStaysEligibleUntilItBeginsAnewElsewhere() {
        harness.assign(1, "t", A);
        harness.die(2);
        harness.die(1);
        assertEquals(List.of(1), harness.partition("t").eligibleLeaderReplicas());
        harness.join(1, List.of(B), true);
        assertEquals(-1, harness.partition("t").leader());
        assertEquals(List.of(1), harness.partition("t").eligibleLeaderReplicas());
        harness.die(1);
        harness.join(1, List.of(A, B), false);
        assertEquals(1, harness.partition("t").leader(), "the disk is back");

        harness.die(1);
        harness.join(1, List.of(B), true);
        harness.assign(1, "t", B);
        assertEquals(List.of(), harness.partition("t").eligibleLeaderReplicas());
    }

    @Test
    void whatWasInADirectoryThatIsGoneForGoodIsNotEligible() {
        harness.assign(1, "t", A);
        harness.assign(1, "u", B);
        harness.die(2);
        harness.die(1);
        harness.join(1, List.of(B), false);
        assertEquals(List.of(), harness.partition("t").eligibleLeaderReplicas());
        assertEquals(1, harness.partition("u").leader());
    }

    @Test
    void whoHasNoReplicaOrAnotherEpochIsRefused() {
        harness.create("v", 2);
        assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, harness.assign(1, "v", A).code());
        assertEquals(
                ErrorCode.UNKNOWN_TOPIC_ID,
                harness.assign(1, List.of(new AssignReplicas.Item(new UUID(9, 9), 0, A)))
                        .getFirst()
                        .code());
        assertEquals(
                ErrorCode.STALE_BROKER_EPOCH,
                harness.run(ControllerState.assignReplicas(new AssignReplicas(1, 0, List.of())))
                        .error()
                        .code());
    }
}
