package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

final class ElectionTest {
    private final Harness harness = Harness.ofThree(2);

    private ElectLeaders.Result elect(boolean unclean, String topic, int partition) {
        return harness.run(
                        ControllerState.electLeaders(
                                new ElectLeaders(
                                        unclean,
                                        false,
                                        List.of(new ElectLeaders.Target(topic, partition)))))
                .getFirst();
    }

    @Test
    void theNextInSyncReplicaLeads() {
        harness.create("t", 3, 1, 2);
        harness.alterIsr("t", 3, 2);
        harness.die(3);
        assertEquals(2, harness.partition("t").leader());
    }

    @Test
    void whoLeavesAnIsrThatIsLargeEnoughIsNotEligible() {
        harness.create("t", 1, 2, 3);
        harness.die(3);
        assertEquals(List.of(), harness.partition("t").eligibleLeaderReplicas());
    }

    @Test
    void whoLeavesAnIsrThatIsTooSmallThenIsEligible() {
        harness.create("t", 1, 2, 3);
        harness.die(3);
        harness.die(2);
        PartitionImage partition = harness.partition("t");
        assertEquals(List.of(1), partition.isr());
        assertEquals(List.of(2), partition.eligibleLeaderReplicas());
    }

    @Test
    void theEligibleLeaderLeadsWhenItReturnsAndTheOtherStaysEligible() {
        harness.create("t", 1, 2, 3);
        harness.die(3);
        harness.die(2);
        harness.die(1);
        PartitionImage dark = harness.partition("t");
        assertEquals(-1, dark.leader());
        assertEquals(List.of(), dark.isr());
        assertEquals(List.of(2, 1), dark.eligibleLeaderReplicas());
        harness.join(3, "");
        assertEquals(-1, harness.partition("t").leader());
        harness.join(2, "");
        PartitionImage lit = harness.partition("t");
        assertEquals(2, lit.leader());
        assertEquals(List.of(2), lit.isr());
        assertEquals(List.of(1), lit.eligibleLeaderReplicas());
        assertFalse(lit.recovering());
        assertEquals(List.of(), lit.lastKnownElr());
    }

    @Test
    void anIsrThatIsLargeEnoughAgainEndsEligibility() {
        harness.create("t", 1, 2, 3);
        harness.die(3);
        harness.die(2);
        harness.join(3, "");
        assertEquals(ErrorCode.NONE, harness.alterIsr("t", 1, 3).error().code());
        assertEquals(List.of(), harness.partition("t").eligibleLeaderReplicas());
        harness.die(3);
        harness.die(1);
        harness.join(2, "");
        assertEquals(-1, harness.partition("t").leader());
    }

    @Test
    void aPartitionWithFewerReplicasThanMinInsyncNeedsOnlyAllOfThem() {
        harness.create("t", 1);
        assertEquals(List.of(1), harness.partition("t").isr());
        harness.die(1);
        assertEquals(List.of(1), harness.partition("t").eligibleLeaderReplicas());
        harness.join(1, "");
        assertEquals(1, harness.partition("t").leader());
        assertFalse(harness.partition("t").recovering());
    }

    @Test
    void withUncleanElectionsAllowedAnyReplicaLeadsAndRecovers() {
        harness.createWith("t", Map.of("unclean.leader.election.enable", "true"), 1, 2);
        harness.alterIsr("t", 1);
        harness.alterConfig(
                ConfigResource.topic("t"), "min.insync.replicas", AlterConfigs.Kind.SET, "1");
        assertEquals(List.of(), harness.partition("t").eligibleLeaderReplicas());
        harness.die(1);
        PartitionImage partition = harness.partition("t");
        assertEquals(2, partition.leader());
        assertTrue(partition.recovering());
        assertEquals(List.of(), partition.eligibleLeaderReplicas());
        // Recovered: the leader says so.
        harness.alter(
                new AlterPartitions.Item(
                        harness.topic("t").id(),
                        0,
                        partition.leaderEpoch(),
                        partition.partitionEpoch(),
                        List.of(new AlterPartitions.Member(2, -1)),
                        false));
        assertFalse(harness.partition("t").recovering());
    }

    @Test
    void allowingUncleanElectionsGivesWaitingPartitionsALeader() {
        harness.createWith("t", Map.of("min.insync.replicas", "1"), 1, 2);
        harness.alterIsr("t", 1);
        harness.die(1);
        assertEquals(-1, harness.partition("t").leader());
        harness.alterConfig(
                ConfigResource.topic("t"),
                "unclean.leader.election.enable",
                AlterConfigs.Kind.SET,
                "true");
        assertEquals(2, harness.partition("t").leader());
        assertTrue(harness.partition("t").recovering());
    }

    @Test
    void anOperatorsUncleanElectionTakesAnyRunningReplica() {
        harness.createWith("t", Map.of("min.insync.replicas", "1"), 1, 2);
        assertEquals(ErrorCode.ELECTION_NOT_NEEDED, elect(true, "t", 0).error().code());
        harness.alterIsr("t", 1);
        harness.die(1);
        assertEquals(ErrorCode.NONE, elect(true, "t", 0).error().code());
        assertEquals(2, harness.partition("t").leader());
        harness.die(2);
        harness.heartbeat(3);
        assertEquals(ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE, elect(true, "t", 0).error().code());
        assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, elect(true, "t", 1).error().code());
    }

    @Test
    void aLowerMinInsyncEndsEligibilityInTheSameBatch() {
        harness.create("t", 1, 2);
        harness.die(2);
        assertEquals(List.of(2), harness.partition("t").eligibleLeaderReplicas());
        harness.alterConfig(
                ConfigResource.brokerDefault(), "min.insync.replicas", AlterConfigs.Kind.SET, "1");
        assertEquals(2, harness.last.size());
        assertEquals(List.of(), harness.partition("t").eligibleLeaderReplicas());
    }

    @Test
    void thePreferredReplicaLeadsAgainWhenAsked() {
        harness.create("t", 1, 2, 3);
        assertEquals(ErrorCode.ELECTION_NOT_NEEDED, elect(false, "t", 0).error().code());
        harness.die(1);
        assertEquals(ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE, elect(false, "t", 0).error().code());
        harness.join(1, "");
        harness.alterIsr("t", 2, 3, 1);
        assertEquals(2, harness.partition("t").leader());
        assertEquals(ErrorCode.NONE, elect(false, "t", 0).error().code());
        assertEquals(1, harness.partition("t").leader());
        assertEquals(List.of(2, 3, 1), harness.partition("t").isr());
    }

    private int balance(int most) {
        return harness.state.leadersDue(harness.nowMs)
                ? harness.run(ControllerState.rebalanceLeaders(most))
                : 0;
    }

    @Test
    void leadershipReturnsToABrokerThatIsInSyncAndBackForAWhile() {
        harness.create("t", 1, 2, 3);
        harness.die(1);
        harness.nowMs += 60_000;
        harness.heartbeat(2);
        harness.heartbeat(3);
        harness.join(1, "");
        harness.nowMs += 5_000;
        assertEquals(0, balance(100));
        harness.alterIsr("t", 2, 3, 1);
        assertEquals(1, balance(100));
        assertEquals(1, harness.partition("t").leader());
        assertEquals(0, balance(100));
    }

    @Test
    void leadershipsDoNotReturnToABrokerThatHasJustComeBack() {
        harness.create("t", 1, 2, 3);
        harness.die(1);
        harness.join(1, "");
        harness.alterIsr("t", 2, 3, 1);
        harness.nowMs += 4_999;
        assertEquals(0, balance(100));
        harness.nowMs++;
        assertEquals(1, balance(100));
    }

    @Test
    void leadershipsReturnAFewAtATimeAndThenAllOfThem() {
        for (int i = 0; i < 30; i++) {
            harness.create("t" + i, 1, 2, 3);
        }
        harness.die(1);
        harness.join(1, "");
        for (int i = 0; i < 30; i++) {
            harness.alterIsr("t" + i, 2, 3, 1);
        }
        harness.nowMs += 5_000;
        // The last one is less than a tenth of them and returns nevertheless.
        assertEquals(
                List.of(7, 7, 7, 7, 2, 0),
                IntStream.range(0, 6).mapToObj(_ -> balance(7)).toList());
    }

    @Test
    void aBrokerThatLacksNoMoreThanATenthOfItsLeadershipsIsLeftAlone() {
        harness.create("t0", 1, 2, 3);
        harness.die(1);
        harness.join(1, "");
        harness.alterIsr("t0", 2, 3, 1);
        for (int i = 1; i < 10; i++) {
            harness.create("t" + i, 1, 2, 3);
        }
        harness.nowMs += 5_000;
        assertEquals(0, balance(100));
        harness.run(
                ControllerState.deleteTopics(
                        new DeleteTopics(List.of(new DeleteTopics.Target("t9", new UUID(0, 0))))));
        assertEquals(1, balance(100));
    }

    @Test
    void electionsForAllPartitionsNameOnlyThoseThatMoved() {
        harness.create("a", 1, 2, 3);
        harness.create("b", 2, 1, 3);
        harness.die(1);
        harness.join(1, "");
        harness.alterIsr("a", 2, 3, 1);
        List<ElectLeaders.Result> results =
                harness.run(ControllerState.electLeaders(new ElectLeaders(false, true, List.of())));
        assertEquals(1, results.size());
        assertEquals("a", results.getFirst().target().topic());
    }
}
