package io.odradek.broker.fetch;

import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.log.io.Shard;
import io.odradek.wire.message.FetchRequest;

import org.jspecify.annotations.Nullable;

/** One fetch request on its way. Confined to its session's shard. */
final class FetchCall {
    private static final short KNOWS_RACKS = 11;

    private final RequestContext context;
    private final FetchRequest request;
    private final Responder responder;
    private final int follower;
    private final int bytesMax;
    private final boolean full;
    private final int sessionId;

    /** Whether it is answered with whatever is there: its time is up. */
    boolean expired;

    private Shard.@Nullable Timer timer;

    FetchCall(
            RequestContext context,
            FetchRequest request,
            Responder responder,
            int follower,
            int bytesMax,
            boolean full,
            int sessionId) {
        this.context = context;
        this.request = request;
        this.responder = responder;
        this.follower = follower;
        this.bytesMax = bytesMax;
        this.full = full;
        this.sessionId = sessionId;
        // A follower learns its session from the first answer and needs it to go on.
        this.expired = request.maxWaitMs() <= 0 || (full && follower >= 0);
    }

    RequestContext context() {
        return context;
    }

    FetchRequest request() {
        return request;
    }

    Responder responder() {
        return responder;
    }

    boolean byTopicId() {
        return context.apiVersion() >= 13;
    }

    /** Null when only the leader may serve the client: a follower, or a consumer of before. */
    @Nullable String rack() {
        return follower >= 0 || context.apiVersion() < KNOWS_RACKS ? null : request.rackId();
    }

    /** Whether the client reads old messages only. */
    boolean old() {
        return OldFetch.isOld(context.apiVersion());
    }

    /**
     * Whether it can read what is compressed with zstd, as version 10 says (KIP-110). Old clients
     * can: they are sent plain messages.
     */
    boolean knowsZstd() {
        return context.apiVersion() >= 10 || old();
    }

    int follower() {
        return follower;
    }

    long brokerEpoch() {
        return request.replicaState().replicaEpoch();
    }

    int bytesMax() {
        return bytesMax;
    }

    int bytesMin() {
        return Math.min(request.minBytes(), bytesMax);
    }

    /** Whether the answer names every partition, not only those with news. */
    boolean full() {
        return full;
    }

    /** What the answer says; 0 for none. */
    int sessionId() {
        return sessionId;
    }

    void startTimer(Shard shard, long waitNanos, Runnable onExpiry) {
        if (!expired) {
            timer =
                    shard.schedule(
                            () -> {
                                timer = null;
                                expired = true;
                                onExpiry.run();
                            },
                            waitNanos);
        }
    }

    void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
