package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.UUID;

final class FencingTest {
    private final Harness harness = Harness.ofThree(2);

    @Test
    void theEndOfTheStreamFencesMovesLeadershipsAndShrinksIsrsInOneBatch() {
        harness.create("led", 1, 2, 3);
        harness.create("followed", 2, 1, 3);
        harness.create("foreign", 2, 3);
        long before = harness.offset;
        harness.die(1);
        assertEquals(before + 1, harness.offset);
        assertEquals(3, harness.last.size());
        assertTrue(harness.broker(1).fenced());
        PartitionImage led = harness.partition("led");
        assertEquals(2, led.leader());
        assertEquals(1, led.leaderEpoch());
        assertEquals(List.of(2, 3), led.isr());
        PartitionImage followed = harness.partition("followed");
        assertEquals(2, followed.leader());
        assertEquals(0, followed.leaderEpoch());
        assertEquals(List.of(2, 3), followed.isr());
        assertEquals(0, harness.partition("foreign").partitionEpoch());
    }

    @Test
    void theEndOfAnOldStreamDoesNotFenceABrokerThatHasANewOne() {
        long old = harness.stream(1);
        harness.reattach(1);
        assertFalse(harness.state.streamEnded(1, old));
        assertFalse(harness.state.hasExpired(harness.nowMs));
    }

    @Test
    void silenceForTheSessionTimeoutFencesAndHeartbeatsKeepAlive() {
        harness.nowMs += 8_999;
        assertFalse(harness.state.hasExpired(harness.nowMs));
        harness.heartbeat(2);
        harness.nowMs += 1;
        assertEquals(Set.of(1, 3), harness.run(ControllerState.fenceExpired()));
        assertTrue(harness.broker(1).fenced());
        assertFalse(harness.broker(2).fenced());
        assertTrue(harness.broker(3).fenced());
        assertFalse(harness.state.hasExpired(harness.nowMs));
    }

    @Test
    void oneThatIsSilentWhileMostOthersAreHeardIsFencedSoon() {
        harness.create("t", 1, 2, 3);
        speak(1_600, 2, 3);
        assertEquals(Set.of(1), harness.run(ControllerState.fenceExpired()));
        assertEquals(2, harness.partition("t").leader());
        assertEquals(List.of(2, 3), harness.partition("t").isr());
        assertFalse(harness.state.hasExpired(harness.nowMs));
    }

    @Test
    void manyThatAreSilentAtOnceAreGivenTheirSessions() {
        speak(8_900, 2);
        assertFalse(harness.state.hasExpired(harness.nowMs));
        speak(100, 2);
        assertEquals(Set.of(1, 3), harness.run(ControllerState.fenceExpired()));
    }

    @Test
    void aControllerThatWasHeldUpItselfSuspectsNobody() {
        speak(1_000, 1, 2, 3);
        harness.nowMs += 5_000;
        harness.heartbeat(2);
        harness.heartbeat(3);
        assertFalse(harness.state.hasExpired(harness.nowMs), "1 may have spoken meanwhile");
        speak(1_400, 2, 3);
        assertFalse(harness.state.hasExpired(harness.nowMs));
        speak(200, 2, 3);
        assertEquals(Set.of(1), harness.run(ControllerState.fenceExpired()));
    }

    @Test
    void oneThatWasOnlySlowComesBackAndIsGivenMoreTime() {
        speak(1_600, 2, 3);
        harness.run(ControllerState.fenceExpired());
        assertTrue(harness.broker(1).fenced());
        assertFalse(harness.heartbeat(1).fenced());
        speak(2_900, 2, 3);
        assertFalse(harness.state.hasExpired(harness.nowMs), "twice as long");
        speak(200, 2, 3);
        assertEquals(Set.of(1), harness.run(ControllerState.fenceExpired()));
        assertFalse(harness.heartbeat(1).fenced());
        speak(600_600, 1, 2, 3);
        speak(1_600, 2, 3);
        assertEquals(Set.of(1), harness.run(ControllerState.fenceExpired()), "forgiven");
    }

    @Test
    void theDeathOfOneThatCameBackIsNoticed() {
        speak(1_600, 2, 3);
        harness.run(ControllerState.fenceExpired());
        harness.heartbeat(1);
        assertTrue(harness.state.streamEnded(1, harness.stream(1)));
        assertEquals(Set.of(1), harness.run(ControllerState.fenceExpired()));
        assertTrue(harness.broker(1).fenced());
    }

    /** For so long, these are heard of, and the controller looks. */
    private void speak(long ms, int... brokers) {
        for (long end = harness.nowMs + ms; harness.nowMs < end; ) {
            harness.nowMs += 50;
            if (harness.nowMs % 300 == 0) {
                for (int id : brokers) {
                    harness.heartbeat(id);
                }
            }
            if (harness.nowMs < end) {
                harness.state.hasExpired(harness.nowMs);
            }
        }
    }

    @Test
    void brokersThatDieTogetherAreFencedInOneBatch() {
        harness.create("t", 1, 2, 3);
        harness.state.streamEnded(1, harness.stream(1));
        harness.state.streamEnded(2, harness.stream(2));
        harness.run(ControllerState.fenceExpired());
        assertEquals(3, harness.partition("t").leader());
        assertEquals(1, harness.partition("t").partitionEpoch());
        assertEquals(List.of(1, 2), harness.partition("t").eligibleLeaderReplicas());
    }

    @Test
    void aNewControllerGivesEveryBrokerOneSessionTimeoutToComeBack() {
        harness.create("t", 1, 2, 3);
        harness.takeover();
        harness.reattach(2);
        assertEquals(
                List.of(1, 3),
                harness.state.unattached().stream().map(b -> b.id()).sorted().toList());
        harness.nowMs += 8_999;
        assertFalse(harness.state.hasExpired(harness.nowMs));
        harness.heartbeat(2);
        harness.nowMs += 1;
        harness.run(ControllerState.fenceExpired());
        assertEquals(2, harness.partition("t").leader());
        assertEquals(List.of(2), harness.partition("t").isr());
    }

    @Test
    void aProcessKnownToBeGoneIsFencedAtOnceUnlessItHasReattached() {
        harness.takeover();
        harness.reattach(2);
        harness.state.processGone(1);
        harness.state.processGone(2);
        assertEquals(Set.of(1), harness.run(ControllerState.fenceExpired()));
    }

    @Test
    void aBrokerMayAskToBeFencedAndComesBackByItself() {
        harness.create("t", 1, 2);
        assertTrue(harness.heartbeat(1, true, false).fenced());
        assertTrue(harness.broker(1).fenced());
        assertEquals(2, harness.partition("t").leader());
        assertFalse(harness.heartbeat(1).fenced());
    }

    @Test
    void aBrokerWhoseDisksAllFailedIsFencedAndStaysSo() {
        List<UUID> disks = harness.broker(1).logDirs();
        for (int i = 0; i < 2; i++) {
            Heartbeat broken =
                    new Heartbeat(
                            1, harness.broker(1).epoch(), harness.offset, false, false, disks);
            assertTrue(harness.run(ControllerState.heartbeat(broken)).fenced());
        }
    }

    @Test
    void aHeartbeatOfAFormerLifeIsRefused() {
        Heartbeat stale = new Heartbeat(1, 0, harness.offset, false, false, List.of());
        assertEquals(
                ErrorCode.STALE_BROKER_EPOCH,
                harness.run(ControllerState.heartbeat(stale)).error().code());
        Heartbeat unknown = new Heartbeat(99, 0, harness.offset, false, false, List.of());
        assertEquals(
                ErrorCode.BROKER_ID_NOT_REGISTERED,
                harness.run(ControllerState.heartbeat(unknown)).error().code());
    }

    @Test
    void aStoppingBrokerIsLetGoOnceNothingIsLeftOnItAndEveryOtherKnows() {
        harness.create("t", 1, 2, 3);
        assertFalse(harness.heartbeat(1, false, true).shouldShutDown());
        assertTrue(harness.broker(1).inControlledShutdown());
        assertFalse(harness.broker(1).fenced());
        assertEquals(2, harness.partition("t").leader());
        assertEquals(List.of(2, 3), harness.partition("t").isr());
        assertFalse(harness.heartbeat(1, false, true).shouldShutDown());
        harness.heartbeat(2);
        assertFalse(harness.heartbeat(1, false, true).shouldShutDown());
        harness.heartbeat(3);
        assertTrue(harness.heartbeat(1, false, true).shouldShutDown());
        harness.die(1);
        assertTrue(harness.broker(1).fenced());
    }

    @Test
    void aStoppingBrokerCannotEnterAnIsr() {
        harness.create("t", 2, 1);
        harness.heartbeat(1, false, true);
        assertEquals(ErrorCode.INELIGIBLE_REPLICA, harness.alterIsr("t", 2, 1).error().code());
    }

    @Test
    void aStoppingBrokerThatReturnsAsANewProcessIsInService() {
        harness.heartbeat(1, false, true);
        harness.die(1);
        harness.join(1, "");
        assertFalse(harness.broker(1).inControlledShutdown());
        assertFalse(harness.broker(1).fenced());
    }

    @Test
    void aBrokerThatWasFencedWhileStoppingAndChangedItsMindIsInService() {
        harness.create("t", 1);
        harness.heartbeat(1, false, true);
        harness.die(1);
        harness.reattach(1);
        assertFalse(harness.heartbeat(1).fenced());
        assertFalse(harness.broker(1).inControlledShutdown());
        assertEquals(1, harness.partition("t").leader());
    }

    @Test
    void aFencedBrokerMayStopAtOnce() {
        harness.heartbeat(1, true, false);
        assertTrue(harness.heartbeat(1, false, true).shouldShutDown());
    }
}
