package io.odradek.broker.replica;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.LogKeys;

import java.time.Duration;

/**
 * How committed records are read again, to find what a disk changed.
 *
 * @param intervalNanos from the beginning of a pass to that of the next; 0 or less for none
 * @param bytesPerSecond at most so many
 */
public record Scrubbing(long intervalNanos, long bytesPerSecond) {

    static Scrubbing of(BrokerConfig config) {
        return new Scrubbing(
                Duration.ofMillis(config.get(LogKeys.SCRUB_INTERVAL_MS)).toNanos(),
                config.get(LogKeys.SCRUB_BYTES_PER_SECOND));
    }

    /** The part of one of so many. */
    Scrubbing among(int shards) {
        return new Scrubbing(intervalNanos, Math.max(1, bytesPerSecond / shards));
    }

    boolean isOn() {
        return intervalNanos > 0;
    }

    long nanosFor(long bytes) {
        return (long) (bytes * 1e9 / bytesPerSecond);
    }
}
