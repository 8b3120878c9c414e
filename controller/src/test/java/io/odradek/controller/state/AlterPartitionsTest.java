package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;

final class AlterPartitionsTest {
    private final Harness harness = Harness.ofThree(1);
    private final UUID topicId;

    AlterPartitionsTest() {
        harness.create("t", 1, 2, 3);
        topicId = harness.topic("t").id();
    }

    private AlterPartitions.Item item(int leaderEpoch, int partitionEpoch, int... isr) {
        return new AlterPartitions.Item(
                topicId,
                0,
                leaderEpoch,
                partitionEpoch,
                Arrays.stream(isr).mapToObj(id -> new AlterPartitions.Member(id, -1)).toList(),
                false);
    }

    private ErrorCode error(AlterPartitions.Item item) {
        AlterPartitions.Result result = harness.alter(item);
        if (result.error().isError()) {
            assertTrue(harness.last.isEmpty());
        }
        return result.error().code();
    }

    @Test
    void theAnswerIsThePartitionAsItIsNow() {
        AlterPartitions.Result result = harness.alter(item(0, 0, 1, 2));
        assertEquals(ErrorCode.NONE, result.error().code());
        assertEquals(harness.partition("t"), result.state());
        assertEquals(List.of(1, 2), result.state().isr());
        assertEquals(1, result.state().partitionEpoch());
        assertEquals(0, result.state().leaderEpoch());
    }

    @Test
    void askingForWhatIsChangesNothing() {
        assertEquals(ErrorCode.NONE, error(item(0, 0, 3, 2, 1)));
        assertEquals(0, harness.partition("t").partitionEpoch());
    }

    @Test
    void anOutdatedPartitionEpochIsRefused() {
        harness.alterIsr("t", 1, 2);
        assertEquals(ErrorCode.INVALID_UPDATE_VERSION, error(item(0, 0, 1)));
    }

    @Test
    void aPastLeaderEpochIsFenced() {
        harness.die(1);
        assertEquals(ErrorCode.FENCED_LEADER_EPOCH, error(item(0, 1, 2)));
    }

    @Test
    void aFutureEpochMeansThatThisControllerIsBehind() {
        assertEquals(ErrorCode.NOT_CONTROLLER, error(item(1, 0, 1)));
        assertEquals(ErrorCode.NOT_CONTROLLER, error(item(0, 1, 1)));
    }

    @Test
    void onlyTheLeaderMayAsk() {
        AlterPartitions byFollower =
                new AlterPartitions(2, harness.broker(2).epoch(), List.of(item(0, 0, 1, 2)));
        assertEquals(
                ErrorCode.INVALID_REQUEST,
                harness.run(ControllerState.alterPartitions(byFollower))
                        .partitions()
                        .getFirst()
                        .error()
                        .code());
        AlterPartitions stale = new AlterPartitions(1, 0, List.of(item(0, 0, 1)));
        assertEquals(
                ErrorCode.STALE_BROKER_EPOCH,
                harness.run(ControllerState.alterPartitions(stale)).error().code());
    }

    @Test
    void anIsrIsMadeOfReplicasAndHoldsItsLeader() {
        assertEquals(ErrorCode.INVALID_REQUEST, error(item(0, 0, 2, 3)));
        assertEquals(ErrorCode.INVALID_REQUEST, error(item(0, 0)));
        assertEquals(ErrorCode.INVALID_REQUEST, error(item(0, 0, 1, 1)));
        assertEquals(ErrorCode.INVALID_REQUEST, error(item(0, 0, 1, 9)));
    }

    @Test
    void aFencedBrokerCannotEnter() {
        harness.die(3);
        assertEquals(ErrorCode.INELIGIBLE_REPLICA, error(item(0, 1, 1, 2, 3)));
    }

    @Test
    void aBrokerThatRestartedSinceCannotEnterOnItsOldFetches() {
        long old = harness.broker(3).epoch();
        harness.die(3);
        harness.join(3, "");
        PartitionImage partition = harness.partition("t");
        AlterPartitions.Item item =
                new AlterPartitions.Item(
                        topicId,
                        0,
                        partition.leaderEpoch(),
                        partition.partitionEpoch(),
                        List.of(
                                new AlterPartitions.Member(1, -1),
                                new AlterPartitions.Member(2, -1),
                                new AlterPartitions.Member(3, old)),
                        false);
        assertEquals(ErrorCode.INELIGIBLE_REPLICA, error(item));
    }

    @Test
    void whatDoesNotExistIsNamed() {
        AlterPartitions.Item noTopic =
                new AlterPartitions.Item(new UUID(1, 2), 0, 0, 0, List.of(), false);
        AlterPartitions.Item noPartition =
                new AlterPartitions.Item(topicId, 7, 0, 0, List.of(), false);
        List<AlterPartitions.Result> results =
                harness.run(
                                ControllerState.alterPartitions(
                                        new AlterPartitions(
                                                1,
                                                harness.broker(1).epoch(),
                                                List.of(noTopic, noPartition, item(0, 0, 1)))))
                        .partitions();
        assertEquals(
                List.of(
                        ErrorCode.UNKNOWN_TOPIC_ID,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.NONE),
                results.stream().map(r -> r.error().code()).toList());
    }

    @Test
    void aRecoveredPartitionDoesNotGoBack() {
        AlterPartitions.Item item =
                new AlterPartitions.Item(
                        topicId, 0, 0, 0, List.of(new AlterPartitions.Member(1, -1)), true);
        assertEquals(ErrorCode.INVALID_REQUEST, error(item));
    }
}
