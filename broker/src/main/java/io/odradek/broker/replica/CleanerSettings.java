package io.odradek.broker.replica;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.CleanerKeys;

import java.time.Duration;

/**
 * What compaction may use of this broker.
 *
 * @param threads partitions compacted at once; 0 for none
 * @param backoffNanos how often partitions are sought that are worth it
 * @param mapBytes memory for the keys of one partition
 * @param loadFactor how full that may get
 * @param bytesPerSecond what compacting one partition may read and write
 */
record CleanerSettings(
        int threads, long backoffNanos, long mapBytes, double loadFactor, double bytesPerSecond) {

    static CleanerSettings of(BrokerConfig config) {
        int threads = config.get(CleanerKeys.ENABLE) ? config.get(CleanerKeys.THREADS) : 0;
        int shares = Math.max(1, threads);
        return new CleanerSettings(
                threads,
                Duration.ofMillis(Math.max(1, config.get(CleanerKeys.BACKOFF_MS))).toNanos(),
                config.get(CleanerKeys.DEDUPE_BYTES) / shares,
                config.get(CleanerKeys.LOAD_FACTOR),
                config.get(CleanerKeys.BYTES_PER_SECOND) / shares);
    }

    /** How long to rest after so many bytes were read, and at most as many written. */
    long restNanos(long bytes) {
        return (long) Math.min(2.0 * bytes / bytesPerSecond * 1e9, 10e9);
    }
}
