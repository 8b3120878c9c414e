package io.odradek.broker.replica;

import io.odradek.broker.config.ReplicationKeys;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.controller.image.ClusterImage;
import io.odradek.log.io.Shard;

/**
 * The replication quotas of a broker: for what it sends as a leader, and for what it fetches as a
 * follower.
 */
record Throttles(ReplicationThrottle leading, ReplicationThrottle following) {

    static Throttles of(ReplicaSettings settings, Shard control) {
        return new Throttles(throttle(settings, control), throttle(settings, control));
    }

    private static ReplicationThrottle throttle(ReplicaSettings settings, Shard control) {
        return new ReplicationThrottle(
                control, settings.quotaWindows(), settings.quotaWindowNanos());
    }

    /** Adopts what the configs say as of {@code image}. */
    void configure(TopicConfigs configs, ClusterImage image) {
        leading.limit(configs.ofBroker(image, ReplicationKeys.LEADER_THROTTLED_RATE));
        following.limit(configs.ofBroker(image, ReplicationKeys.FOLLOWER_THROTTLED_RATE));
    }
}
