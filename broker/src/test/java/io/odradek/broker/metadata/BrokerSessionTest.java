package io.odradek.broker.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.metadata.FakeTransport.Opened;
import io.odradek.broker.support.ManualShard;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.HeartbeatAck;
import io.odradek.wire.control.Refused;
import io.odradek.wire.control.Registered;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;

final class BrokerSessionTest {
    private static final long HEARTBEAT_MS = 2000;
    private static final long RETRY_MS = 20;
    private static final long REFUSED_RETRY_MS = 200;

    private final ManualShard shard = new ManualShard();
    private final FakeTransport transport = new FakeTransport();
    private final MetadataView view = new MetadataView();
    private final BrokerSession session =
            new BrokerSession(
                    shard,
                    transport,
                    view,
                    new SessionSettings(
                            "cluster",
                            1,
                            new UUID(1, 2),
                            List.of(),
                            "",
                            List.of(new UUID(3, 4)),
                            false,
                            List.of(new UUID(3, 4)),
                            9000,
                            1500,
                            HEARTBEAT_MS,
                            60_000,
                            RETRY_MS));

    private Opened<SessionRequest, SessionResponse> stream() {
        return transport.sessions.getLast();
    }

    private void answer(SessionResponse.Builder response) {
        stream().incoming.message(response.build());
        shard.run();
    }

    private void registered(long epoch, long unfenceAt) {
        answer(
                SessionResponse.newBuilder()
                        .setRegistered(
                                Registered.newBuilder()
                                        .setBrokerEpoch(epoch)
                                        .setUnfenceAtOffset(unfenceAt)));
    }

    private void ack(boolean fenced, boolean shutDown) {
        answer(
                SessionResponse.newBuilder()
                        .setHeartbeatAck(
                                HeartbeatAck.newBuilder()
                                        .setFenced(fenced)
                                        .setShouldShutDown(shutDown)));
    }

    private void refused(ErrorCode error) {
        answer(
                SessionResponse.newBuilder()
                        .setRefused(
                                Refused.newBuilder()
                                        .setErrorCode(error.code())
                                        .setMessage("because of " + error)));
    }

    private void metadataReaches(long offset) {
        ClusterImage before = view.current();
        view.publish(ImageDelta.between(before, before.apply(offset, 1, List.of())));
        shard.run();
    }

    private void start() {
        session.start();
        shard.run();
    }

    @Test
    void registersAndIsUnfencedAsSoonAsItHasCaughtUp() {
        start();
        assertEquals(-1, stream().last().getRegister().getPreviousBrokerEpoch());
        assertTrue(stream().last().getRegister().getUncleanShutdown());
        registered(42, 10);
        assertEquals(42, session.brokerEpoch());
        assertEquals(42, stream().last().getHeartbeat().getBrokerEpoch());
        ack(true, false);
        int before = stream().sent.size();
        metadataReaches(9);
        assertEquals(before, stream().sent.size());
        metadataReaches(10);
        assertEquals(before + 1, stream().sent.size());
        assertEquals(10, stream().last().getHeartbeat().getMetadataOffset());
        assertFalse(session.unfenced().isDone());
        ack(false, false);
        assertTrue(session.unfenced().isDone());
    }

    @Test
    void speaksInTurnAndAtTheInterval() {
        start();
        registered(42, 0);
        ack(false, false);
        int before = stream().sent.size();
        shard.advanceMs(HEARTBEAT_MS - 1);
        assertEquals(before, stream().sent.size());
        shard.advanceMs(1);
        assertEquals(before + 1, stream().sent.size());
        shard.advanceMs(10 * HEARTBEAT_MS);
        assertEquals(before + 1, stream().sent.size(), "no second message before the answer");
    }

    @Test
    void reattachesWithItsEpochWhenTheControllerChanges() {
        start();
        registered(42, 0);
        ack(false, false);
        stream().incoming.ended("reset");
        shard.advanceMs(RETRY_MS);
        assertEquals(2, transport.sessions.size());
        assertEquals(42, stream().last().getRegister().getPreviousBrokerEpoch());
        assertFalse(stream().last().getRegister().getUncleanShutdown());
        registered(42, 0);
        assertEquals(42, session.brokerEpoch());
    }

    @Test
    void registersAnewWhenItsEpochIsForgotten() {
        start();
        registered(42, 0);
        refused(ErrorCode.STALE_BROKER_EPOCH);
        shard.advanceMs(REFUSED_RETRY_MS);
        assertEquals(-1, stream().last().getRegister().getPreviousBrokerEpoch());
        registered(57, 0);
        assertEquals(57, session.brokerEpoch());
    }

    @Test
    void aWrongClusterIsFinal() {
        start();
        refused(ErrorCode.INCONSISTENT_CLUSTER_ID);
        shard.advanceMs(100_000);
        assertEquals(1, transport.sessions.size());
        CompletionException failure =
                assertThrows(CompletionException.class, () -> session.unfenced().join());
        assertTrue(failure.getCause() instanceof RegistrationRefusedException, failure.toString());
    }

    @Test
    void aDuplicateIdIsGivenUpOnceTheOtherSessionCannotBeAnOldOne() {
        start();
        for (int i = 0; i < 2000 && !session.unfenced().isDone(); i++) {
            if (!stream().cancelled) {
                refused(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
            }
            shard.advanceMs(RETRY_MS);
        }
        CompletionException failure =
                assertThrows(CompletionException.class, () -> session.unfenced().join());
        assertEquals(
                "because of DUPLICATE_BROKER_REGISTRATION",
                java.util.Objects.requireNonNull(failure.getCause()).getMessage());
        assertTrue(transport.sessions.size() < 60, "asked " + transport.sessions.size());
        assertTrue(shard.wallClockMs() >= 9000, "gave up after " + shard.wallClockMs());
        assertTrue(shard.wallClockMs() <= 15_000, "gave up after " + shard.wallClockMs());
    }

    @Test
    void aStartWithoutAnyControllerEndsAfterTheTimeout() {
        start();
        for (int i = 0; i < 10_000 && !session.unfenced().isDone(); i++) {
            stream().incoming.ended("UNAVAILABLE");
            shard.advanceMs(RETRY_MS);
        }
        CompletionException failure =
                assertThrows(CompletionException.class, () -> session.unfenced().join());
        assertTrue(String.valueOf(failure.getMessage()).contains("UNAVAILABLE"));
        assertTrue(shard.wallClockMs() >= 60_000);
    }

    @Test
    void saysGoodbyeOnceItsLeadershipsHaveMoved() {
        start();
        registered(42, 0);
        ack(false, false);
        var done = session.shutDown(5000);
        shard.run();
        assertTrue(stream().last().getHeartbeat().getWantShutdown());
        ack(false, false);
        shard.advanceMs(100);
        assertTrue(stream().last().getHeartbeat().getWantShutdown());
        assertFalse(done.isDone());
        ack(false, true);
        assertTrue(stream().last().hasGoodbye());
        assertTrue(stream().completed);
        assertTrue(done.isDone());
    }

    @Test
    void aShutdownNobodyAnswersEndsInTime() {
        start();
        registered(42, 0);
        ack(false, false);
        var done = session.shutDown(5000);
        shard.advanceMs(4999);
        assertFalse(done.isDone());
        shard.advanceMs(1);
        assertTrue(done.isDone());
    }

    @Test
    void aShutdownWithoutControllersIsGivenUpSoon() {
        start();
        registered(42, 0);
        ack(false, false);
        var done = session.shutDown(60_000);
        shard.run();
        for (int i = 0; i < 200; i++) {
            if (!stream().cancelled) {
                stream().incoming.ended("UNAVAILABLE");
            }
            shard.advanceMs(RETRY_MS);
        }
        assertTrue(done.isDone());
    }

    @Test
    void aBrokerThatNeverRegisteredShutsDownAtOnce() {
        start();
        var done = session.shutDown(60_000);
        shard.run();
        assertTrue(done.isDone());
    }
}
