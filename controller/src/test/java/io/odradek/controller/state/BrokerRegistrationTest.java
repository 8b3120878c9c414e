package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.UUID;

final class BrokerRegistrationTest {
    private final Harness harness = new Harness(Map.of("min.insync.replicas", "2"));

    private static Registration with(
            Registration r,
            List<BrokerImage.Endpoint> endpoints,
            List<UUID> dirs,
            boolean unclean) {
        return new Registration(
                r.clusterId(),
                r.brokerId(),
                r.incarnationId(),
                endpoints,
                r.rack(),
                dirs,
                r.patience(),
                r.previousBrokerEpoch(),
                unclean,
                r.stream());
    }

    @Test
    void aNewBrokerStaysFencedUntilItHasReplayedItsRegistration() {
        Registration.Reply reply =
                harness.register(harness.registration(1, "r", new UUID(1, 1), -1));
        assertEquals(reply.brokerEpoch(), reply.unfenceAtOffset());
        assertTrue(harness.broker(1).fenced());
        Heartbeat behind =
                new Heartbeat(
                        1,
                        reply.brokerEpoch(),
                        reply.unfenceAtOffset() - 1,
                        false,
                        false,
                        List.of());
        assertTrue(harness.run(ControllerState.heartbeat(behind)).fenced());
        assertFalse(harness.heartbeat(1).fenced());
        assertFalse(harness.broker(1).fenced());
        assertEquals("r", harness.broker(1).rack());
    }

    @Test
    void aSecondProcessWithTheSameIdIsRefusedWhileTheFirstIsAttached() {
        harness.join(1, "");
        long epoch = harness.broker(1).epoch();
        Registration.Reply reply =
                harness.register(harness.registration(1, "", new UUID(9, 9), -1));
        assertEquals(ErrorCode.DUPLICATE_BROKER_REGISTRATION, reply.error().code());
        assertTrue(harness.last.isEmpty());
        assertEquals(epoch, harness.broker(1).epoch());
    }

    @Test
    void aRestartedBrokerGetsAHigherEpochAndIsFencedAgain() {
        harness.join(1, "");
        long epoch = harness.broker(1).epoch();
        harness.die(1);
        harness.register(harness.registration(1, "", new UUID(9, 9), -1));
        assertTrue(harness.broker(1).epoch() > epoch);
        assertTrue(harness.broker(1).fenced());
    }

    @Test
    void theSameProcessReattachesToANewControllerWithItsEpochAndNoRecords() {
        harness.join(1, "");
        BrokerImage before = harness.broker(1);
        harness.takeover();
        Registration.Reply reply = harness.reattach(1);
        assertEquals(before.epoch(), reply.brokerEpoch());
        assertTrue(harness.last.isEmpty());
        assertEquals(before, harness.broker(1));
        harness.nowMs += 8_000;
        harness.heartbeat(1);
        harness.nowMs += 8_000;
        assertFalse(harness.state.hasExpired(harness.nowMs));
    }

    @Test
    void aProcessWhoseReplyWasLostRegistersAgainWithoutHarm() {
        Registration first = harness.registration(1, "", new UUID(1, 1), -1);
        long epoch = harness.register(first).brokerEpoch();
        assertEquals(
                epoch,
                harness.register(harness.registration(1, "", new UUID(1, 1), -1)).brokerEpoch());
    }

    @Test
    void anotherIncarnationMayComeWhenTheKnownOneHoldsNoStreamAfterATakeover() {
        harness.join(1, "");
        harness.join(2, "");
        harness.create("t", 1, 2);
        harness.takeover();
        harness.reattach(2);
        harness.register(harness.registration(1, "", new UUID(9, 9), -1));
        assertTrue(harness.broker(1).fenced());
        PartitionImage partition = harness.partition("t");
        assertEquals(2, partition.leader());
        assertEquals(List.of(2), partition.isr());
        // The old incarnation comes late.
        Registration old = harness.registration(1, "", new UUID(5, 5), 3);
        assertEquals(ErrorCode.DUPLICATE_BROKER_REGISTRATION, harness.register(old).error().code());
    }

    @Test
    void changedListenersMakeANewEpoch() {
        harness.join(1, "");
        long epoch = harness.broker(1).epoch();
        Registration same = harness.registration(1, "", harness.incarnation(1), epoch);
        Registration moved =
                with(
                        same,
                        List.of(new BrokerImage.Endpoint("PLAINTEXT", "other", 9092, "PLAINTEXT")),
                        same.logDirs(),
                        false);
        assertTrue(harness.register(moved).brokerEpoch() > epoch);
        assertEquals("other", harness.broker(1).endpoints().getFirst().host());
    }

    @Test
    void aBrokerOfAnotherClusterIsRefused() {
        Registration r = harness.registration(1, "", new UUID(1, 1), -1);
        Registration foreign =
                new Registration(
                        "another",
                        1,
                        r.incarnationId(),
                        r.endpoints(),
                        "",
                        r.logDirs(),
                        new Patience(0, 0),
                        -1,
                        false,
                        7);
        Registration.Reply reply = harness.register(foreign);
        assertEquals(ErrorCode.INCONSISTENT_CLUSTER_ID, reply.error().code());
        assertTrue(reply.error().message().contains("another"));
    }

    @Test
    void aBrokerWithoutOrWithDoubledListenersIsRefused() {
        Registration r = harness.registration(1, "", new UUID(1, 1), -1);
        BrokerImage.Endpoint one = r.endpoints().getFirst();
        for (List<BrokerImage.Endpoint> bad :
                List.of(List.<BrokerImage.Endpoint>of(), List.of(one, one))) {
            assertEquals(
                    ErrorCode.INVALID_REGISTRATION,
                    harness.register(with(r, bad, r.logDirs(), false)).error().code());
        }
    }

    @Test
    void aBrokerThatMayHaveLostRecordsIsNoLongerEligible() {
        harness.join(1, "");
        harness.join(2, "");
        harness.create("t", 1, 2);
        harness.die(2);
        assertEquals(List.of(2), harness.partition("t").eligibleLeaderReplicas());
        Registration r = harness.registration(2, "", new UUID(9, 9), -1);
        harness.register(with(r, r.endpoints(), r.logDirs(), true));
        assertEquals(List.of(), harness.partition("t").eligibleLeaderReplicas());
    }

    @Test
    void aBrokerWithANewDiskIsNoLongerEligible() {
        harness.join(1, "");
        harness.join(2, "");
        harness.create("t", 1, 2);
        harness.die(2);
        Registration r = harness.registration(2, "", new UUID(9, 9), -1);
        harness.register(with(r, r.endpoints(), List.of(new UUID(7, 7)), false));
        assertEquals(List.of(), harness.partition("t").eligibleLeaderReplicas());
    }

    @Test
    void theOnlyReplicaOfAPartitionLeadsAgainEvenAfterAnUncleanShutdown() {
        harness.join(1, "");
        harness.create("t", 1);
        harness.die(1);
        Registration r = harness.registration(1, "", new UUID(9, 9), -1);
        harness.register(with(r, r.endpoints(), r.logDirs(), true));
        assertEquals(-1, harness.partition("t").leader());
        assertEquals(List.of(1), harness.partition("t").lastKnownElr());
        harness.heartbeat(1);
        assertEquals(1, harness.partition("t").leader());
        assertTrue(harness.partition("t").recovering());
    }

    @Test
    void anUnregisteredBrokerIsForgottenAndItsReplicasStay() {
        harness.join(1, "");
        harness.join(2, "");
        harness.create("t", 1, 2);
        harness.die(1);
        assertEquals(
                ErrorCode.NONE,
                harness.run(ControllerState.unregisterBroker(new UnregisterBroker(1))).code());
        assertFalse(harness.image().brokers().containsKey(1));
        assertEquals(List.of(1, 2), harness.partition("t").replicas());
        assertEquals(
                ErrorCode.BROKER_ID_NOT_REGISTERED,
                harness.run(ControllerState.unregisterBroker(new UnregisterBroker(1))).code());
        harness.join(1, "");
        assertFalse(harness.broker(1).fenced());
    }
}
