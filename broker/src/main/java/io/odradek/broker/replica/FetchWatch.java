package io.odradek.broker.replica;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * One partition of one fetch session. The session keeps it and passes it with every order; its
 * mutable part is confined to the partition's shard.
 */
public final class FetchWatch {
    private final FetchSubscriber subscriber;
    private final UUID topicId;
    private final int partition;
    private final int follower;
    private final long brokerEpoch;
    private final long bornNanos;
    private final @Nullable String rack;
    private final Object name;

    // Confined to the partition's shard from here on.
    @Nullable HostedPartition host;
    @Nullable FetchOrder armedWith;
    boolean watermarkTold = true;

    /** There is something to read, but not before the leader's quota allows. */
    boolean held;

    /**
     * @param follower the broker that fetches, -1 for a consumer
     * @param bornNanos when the session began
     * @param rack a consumer's, empty when it names none; null when only the leader may serve it
     * @param name what the subscriber knows the partition by
     */
    public FetchWatch(
            FetchSubscriber subscriber,
            UUID topicId,
            int partition,
            int follower,
            long brokerEpoch,
            long bornNanos,
            @Nullable String rack,
            Object name) {
        this.subscriber = subscriber;
        this.topicId = topicId;
        this.partition = partition;
        this.follower = follower;
        this.brokerEpoch = brokerEpoch;
        this.bornNanos = bornNanos;
        this.rack = rack;
        this.name = name;
    }

    FetchSubscriber subscriber() {
        return subscriber;
    }

    UUID topicId() {
        return topicId;
    }

    int partition() {
        return partition;
    }

    int follower() {
        return follower;
    }

    boolean isFollower() {
        return follower >= 0;
    }

    long brokerEpoch() {
        return brokerEpoch;
    }

    long bornNanos() {
        return bornNanos;
    }

    @Nullable String rack() {
        return rack;
    }

    public Object name() {
        return name;
    }
}
