package io.odradek.broker.replica;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.FlushPolicy;
import io.odradek.broker.config.LogKeys;
import io.odradek.broker.config.ReplicationKeys;

import java.time.Duration;
import java.util.UUID;

/**
 * What replication is configured to do.
 *
 * @param incarnationId under which this process registers; metadata counts from when the cluster
 *     knows it
 * @param fetchWaitMs how long a fetch to a leader may be parked there
 * @param fetchBytes most bytes of one partition in one fetch
 * @param fetchResponseBytes most bytes of one fetch
 * @param silenceNanos how long a leader may leave a fetch unanswered
 * @param watermarkNanos how often high watermarks are written down
 * @param retentionNanos how often leaders look for records that are not to be kept any longer
 * @param quotaWindows over how many windows the rate of throttled replication is measured
 * @param scrubbing how records are read again to find what a disk changed
 */
public record ReplicaSettings(
        ReplicaRules rules,
        UUID incarnationId,
        String interBrokerListener,
        int fetchWaitMs,
        int fetchBytes,
        int fetchResponseBytes,
        long silenceNanos,
        long watermarkNanos,
        long retentionNanos,
        int quotaWindows,
        long quotaWindowNanos,
        CleanerSettings cleaner,
        Scrubbing scrubbing) {

    /** What each of so many shards may do, where all of them have one limit. */
    ReplicaSettings sharedBy(int shards) {
        return new ReplicaSettings(
                rules,
                incarnationId,
                interBrokerListener,
                fetchWaitMs,
                fetchBytes,
                fetchResponseBytes,
                silenceNanos,
                watermarkNanos,
                retentionNanos,
                quotaWindows,
                quotaWindowNanos,
                cleaner,
                scrubbing.among(shards));
    }

    public static ReplicaSettings of(
            BrokerConfig config, int brokerId, UUID incarnationId, String interBrokerListener) {
        ReplicaRules rules =
                new ReplicaRules(
                        brokerId,
                        config.get(LogKeys.FLUSH_POLICY) == FlushPolicy.SYNC
                                ? Durability.SYNC
                                : Durability.PAGE_CACHE,
                        Duration.ofMillis(config.get(ReplicationKeys.LAG_MS)).toNanos(),
                        Duration.ofSeconds(1).toNanos(),
                        !config.get(ReplicationKeys.SELECTOR).isEmpty());
        int waitMs = config.get(ReplicationKeys.FETCH_WAIT_MS);
        return new ReplicaSettings(
                rules,
                incarnationId,
                interBrokerListener,
                waitMs,
                config.get(ReplicationKeys.FETCH_BYTES),
                config.get(ReplicationKeys.FETCH_RESPONSE_BYTES),
                Duration.ofMillis(waitMs + (long) config.get(ReplicationKeys.SOCKET_TIMEOUT_MS))
                        .toNanos(),
                Duration.ofMillis(config.get(ReplicationKeys.CHECKPOINT_MS)).toNanos(),
                Duration.ofMillis(config.get(LogKeys.RETENTION_CHECK_MS)).toNanos(),
                config.get(ReplicationKeys.QUOTA_WINDOWS),
                Duration.ofSeconds(config.get(ReplicationKeys.QUOTA_WINDOW_SECONDS)).toNanos(),
                CleanerSettings.of(config),
                Scrubbing.of(config));
    }
}
