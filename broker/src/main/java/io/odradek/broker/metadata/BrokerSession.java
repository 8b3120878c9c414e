package io.odradek.broker.metadata;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.Uuids;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.Goodbye;
import io.odradek.wire.control.Heartbeat;
import io.odradek.wire.control.HeartbeatAck;
import io.odradek.wire.control.Refused;
import io.odradek.wire.control.Register;
import io.odradek.wire.control.Registered;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;
import io.odradek.wire.control.metadata.Endpoint;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A broker's life as the active controller sees it: registered, alive, unfenced, and in the end
 * shut down in order. The stream it holds is what the controller watches; when the stream breaks or
 * the controller changes, the session re-attaches with the epoch it has. Confined to the control
 * shard, but for {@link #brokerEpoch} and the futures.
 */
public final class BrokerSession
        implements ControlTransport.Incoming<SessionResponse>, MetadataListener {
    private static final Logger log = LoggerFactory.getLogger(BrokerSession.class);
    private static final long NO_EPOCH = -1;

    /** While something is about to change, heartbeats follow so quickly. */
    private static final long EAGER_HEARTBEAT_MS = 20;

    /** A controller that said no is not asked again at once. */
    private static final long REFUSED_RETRY_MS = 200;

    /** A stop that loses its controller gives it so long to come back: it may be stopping, too. */
    private static final long ORPHANED_STOP_MS = 2000;

    private final Shard shard;
    private final ControlTransport transport;
    private final MetadataView view;
    private final SessionSettings settings;
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> unfenced = new CompletableFuture<>();
    private final CompletableFuture<Void> shutDown = new CompletableFuture<>();
    private ControlTransport.@Nullable Stream<SessionRequest> stream;
    private volatile long brokerEpoch = NO_EPOCH;
    private long unfenceAtOffset = Long.MAX_VALUE;
    private long registerByNanos;
    private boolean attached;
    private boolean awaitsAnswer;
    private boolean fenced = true;
    private boolean stopping;
    private boolean orphaned;
    private boolean ended;
    private long firstRefusedNanos = NO_EPOCH;
    private String lastProblem = "nobody answered";
    private List<UUID> offlineLogDirs = List.of();
    private boolean offlineTold = true;
    private Shard.@Nullable Timer nextHeartbeat;

    public BrokerSession(
            Shard shard, ControlTransport transport, MetadataView view, SessionSettings settings) {
        this.shard = shard;
        this.transport = transport;
        this.view = view;
        this.settings = settings;
        view.addListener(this);
    }

    /** Begins to register. */
    public void start() {
        shard.execute(
                () -> {
                    registerByNanos =
                            shard.nanoTime()
                                    + TimeUnit.MILLISECONDS.toNanos(
                                            settings.registrationTimeoutMs());
                    open();
                });
    }

    /** The epoch of the current registration, -1 before the first. Thread-safe. */
    public long brokerEpoch() {
        return brokerEpoch;
    }

    /** Completes when a controller has taken this broker in; fails when none ever will. */
    public CompletableFuture<Void> registered() {
        return registered;
    }

    /** Completes when this broker may lead and serve for the first time. */
    public CompletableFuture<Void> unfenced() {
        return unfenced;
    }

    /** Tells the controller which log directories have failed. From any thread. */
    public void offlineLogDirs(List<UUID> ids) {
        shard.execute(
                () -> {
                    offlineLogDirs = List.copyOf(ids);
                    offlineTold = false;
                    heartbeatSoon(0);
                });
    }

    /**
     * Hands over this broker's leaderships and says goodbye; completes when that is done or after
     * {@code timeoutMs}. From any thread.
     */
    public CompletableFuture<Void> shutDown(long timeoutMs) {
        shard.execute(
                () -> {
                    if (ended || brokerEpoch == NO_EPOCH) {
                        end();
                        return;
                    }
                    stopping = true;
                    heartbeatSoon(0);
                    shard.schedule(this::end, TimeUnit.MILLISECONDS.toNanos(timeoutMs));
                });
        return shutDown;
    }

    private void open() {
        if (ended) {
            return;
        }
        if (brokerEpoch == NO_EPOCH && shard.nanoTime() - registerByNanos > 0) {
            fail(
                    firstRefusedNanos != NO_EPOCH
                            ? lastProblem
                            : "No active controller took this broker in within %d ms (initial.broker.registration.timeout.ms); last: %s"
                                    .formatted(settings.registrationTimeoutMs(), lastProblem));
            return;
        }
        attached = false;
        stream = transport.session(this);
        awaitsAnswer = true;
        stream.send(SessionRequest.newBuilder().setRegister(registration()).build());
    }

    private Register registration() {
        Register.Builder register =
                Register.newBuilder()
                        .setClusterId(settings.clusterId())
                        .setBrokerId(settings.brokerId())
                        .setIncarnationId(Uuids.toProto(settings.incarnationId()))
                        .setRack(settings.rack())
                        .addAllLogDirs(Uuids.toProto(onlineLogDirs()))
                        .setHasOfflineLogDirs(
                                settings.beganWithoutSome() || !offlineLogDirs.isEmpty())
                        .setSessionTimeoutMs(settings.sessionTimeoutMs())
                        .setSuspectTimeoutMs(settings.suspectTimeoutMs())
                        .setUncleanShutdown(
                                !settings.lackingRecords().isEmpty() && brokerEpoch == NO_EPOCH)
                        .addAllUncleanLogDirs(Uuids.toProto(settings.lackingRecords()))
                        .setPreviousBrokerEpoch(brokerEpoch);
        for (BrokerImage.Endpoint endpoint : settings.endpoints()) {
            register.addEndpoints(
                    Endpoint.newBuilder()
                            .setListener(endpoint.listener())
                            .setHost(endpoint.host())
                            .setPort(endpoint.port())
                            .setSecurityProtocol(endpoint.securityProtocol()));
        }
        return register.build();
    }

    private List<UUID> onlineLogDirs() {
        return settings.logDirs().stream().filter(id -> !offlineLogDirs.contains(id)).toList();
    }

    @Override
    public void message(SessionResponse response) {
        awaitsAnswer = false;
        switch (response.getMessageCase()) {
            case REGISTERED -> onRegistered(response.getRegistered());
            case HEARTBEAT_ACK -> onAck(response.getHeartbeatAck());
            case REFUSED -> onRefused(response.getRefused());
            case NOT_CONTROLLER, MESSAGE_NOT_SET ->
                    log.warn("The controller sent a session message this version does not know.");
        }
    }

    private void onRegistered(Registered answer) {
        if (brokerEpoch != answer.getBrokerEpoch()) {
            log.info(
                    "Registered as broker {} with epoch {} at controller {}.",
                    settings.brokerId(),
                    answer.getBrokerEpoch(),
                    answer.getControllerId());
        }
        attached = true;
        firstRefusedNanos = NO_EPOCH;
        brokerEpoch = answer.getBrokerEpoch();
        unfenceAtOffset = answer.getUnfenceAtOffset();
        registered.complete(null);
        heartbeatSoon(0);
    }

    private void onAck(HeartbeatAck ack) {
        if (fenced != ack.getFenced()) {
            fenced = ack.getFenced();
            log.info(fenced ? "This broker is fenced." : "This broker is unfenced.");
        }
        if (!fenced) {
            unfenced.complete(null);
        }
        if (stopping && ack.getShouldShutDown()) {
            end();
            return;
        }
        if (!offlineTold) {
            heartbeatSoon(0);
            return;
        }
        boolean eager = stopping || (fenced && view.current().offset() >= unfenceAtOffset);
        heartbeatSoon(eager ? EAGER_HEARTBEAT_MS : settings.heartbeatMs());
    }

    private void onRefused(Refused refused) {
        ErrorCode error = ErrorCode.forCode(refused.getErrorCode());
        boolean isNew = !lastProblem.equals(refused.getMessage());
        lastProblem = refused.getMessage();
        switch (error) {
            case STALE_BROKER_EPOCH, BROKER_ID_NOT_REGISTERED -> {
                log.warn("The controller forgot this broker's epoch: {}", refused.getMessage());
                brokerEpoch = NO_EPOCH;
                registerByNanos =
                        shard.nanoTime()
                                + TimeUnit.MILLISECONDS.toNanos(settings.registrationTimeoutMs());
                fenced = true;
            }
            case REQUEST_TIMED_OUT, UNKNOWN_SERVER_ERROR -> {
                if (isNew) {
                    log.warn("The controller could not answer: {}", refused.getMessage());
                }
            }
            case DUPLICATE_BROKER_REGISTRATION -> {
                // The former incarnation's session may not have run out yet.
                if (isNew) {
                    log.warn("Not registered yet, trying again: {}", refused.getMessage());
                }
                registerByNanos =
                        Math.min(
                                registerByNanos,
                                firstRefusalNanos()
                                        + TimeUnit.MILLISECONDS.toNanos(
                                                settings.sessionTimeoutMs() + 1000));
            }
            default -> {
                fail(refused.getMessage());
                return;
            }
        }
        if (stream != null) {
            stream.cancel();
        }
        reopen(REFUSED_RETRY_MS);
    }

    private long firstRefusalNanos() {
        if (firstRefusedNanos == NO_EPOCH) {
            firstRefusedNanos = shard.nanoTime();
        }
        return firstRefusedNanos;
    }

    private void fail(String why) {
        ended = true;
        cancelTimer();
        if (stream != null) {
            stream.cancel();
        }
        RuntimeException failure = new RegistrationRefusedException(why);
        registered.completeExceptionally(failure);
        unfenced.completeExceptionally(failure);
        shutDown.complete(null);
    }

    @Override
    public void ended(String why) {
        lastProblem = why;
        log.debug("The session's stream ended ({}); opening another.", why);
        reopen(settings.retryMs());
    }

    private void reopen(long delayMs) {
        stream = null;
        attached = false;
        awaitsAnswer = false;
        cancelTimer();
        if (stopping && !orphaned) {
            orphaned = true;
            shard.schedule(this::end, TimeUnit.MILLISECONDS.toNanos(ORPHANED_STOP_MS));
        }
        if (!ended) {
            shard.schedule(this::open, TimeUnit.MILLISECONDS.toNanos(delayMs));
        }
    }

    private void heartbeatSoon(long delayMs) {
        cancelTimer();
        if (delayMs == 0) {
            heartbeat();
        } else {
            nextHeartbeat = shard.schedule(this::heartbeat, TimeUnit.MILLISECONDS.toNanos(delayMs));
        }
    }

    private void cancelTimer() {
        if (nextHeartbeat != null) {
            nextHeartbeat.cancel();
            nextHeartbeat = null;
        }
    }

    /** One at a time: whatever changed meanwhile is told when the answer is there. */
    private void heartbeat() {
        if (!attached || awaitsAnswer || ended || stream == null) {
            return;
        }
        awaitsAnswer = true;
        offlineTold = true;
        stream.send(
                SessionRequest.newBuilder()
                        .setHeartbeat(
                                Heartbeat.newBuilder()
                                        .setBrokerEpoch(brokerEpoch)
                                        .setMetadataOffset(view.current().offset())
                                        .setWantShutdown(stopping)
                                        .addAllOfflineLogDirs(Uuids.toProto(offlineLogDirs)))
                        .build());
    }

    @Override
    public void onMetadata(ClusterImage image, ImageDelta delta) {
        boolean justCaughtUp =
                image.offset() >= unfenceAtOffset && delta.before().offset() < unfenceAtOffset;
        if (fenced && justCaughtUp) {
            heartbeatSoon(0);
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            cancelTimer();
            if (stream != null) {
                stream.send(
                        SessionRequest.newBuilder()
                                .setGoodbye(Goodbye.getDefaultInstance())
                                .build());
                stream.complete();
            }
        }
        shutDown.complete(null);
    }
}
