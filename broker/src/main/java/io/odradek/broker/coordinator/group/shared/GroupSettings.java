package io.odradek.broker.coordinator.group.shared;

import java.util.List;

/** What the operator sets, by Kafka's names. Times in milliseconds. */
public record GroupSettings(Classic classic, Consumer consumer, Offsets offsets) {
    /**
     * @param minSessionTimeoutMs {@code group.min.session.timeout.ms}
     * @param maxSessionTimeoutMs {@code group.max.session.timeout.ms}
     * @param initialRebalanceDelayMs {@code group.initial.rebalance.delay.ms}
     * @param maxSize {@code group.max.size}
     */
    public record Classic(
            int minSessionTimeoutMs,
            int maxSessionTimeoutMs,
            int initialRebalanceDelayMs,
            int maxSize) {
        public static final Classic DEFAULTS =
                new Classic(6_000, 1_800_000, 3_000, Integer.MAX_VALUE);
    }

    /**
     * @param sessionTimeoutMs {@code group.consumer.session.timeout.ms}
     * @param heartbeatIntervalMs {@code group.consumer.heartbeat.interval.ms}
     * @param maxSize {@code group.consumer.max.size}
     * @param assignors {@code group.consumer.assignors}, the first is the default: {@code uniform},
     *     {@code range}
     * @param migration {@code group.consumer.migration.policy}
     * @param regexRefreshIntervalMs {@code group.consumer.regex.refresh.interval.ms}
     */
    public record Consumer(
            int sessionTimeoutMs,
            int heartbeatIntervalMs,
            int maxSize,
            List<String> assignors,
            Migration migration,
            int regexRefreshIntervalMs) {
        public static final Consumer DEFAULTS =
                new Consumer(
                        45_000,
                        5_000,
                        Integer.MAX_VALUE,
                        List.of("uniform", "range"),
                        Migration.BIDIRECTIONAL,
                        600_000);
    }

    /** Which protocol a living group may change to. */
    public enum Migration {
        DISABLED(false, false),
        UPGRADE(true, false),
        DOWNGRADE(false, true),
        BIDIRECTIONAL(true, true);

        private final boolean up;
        private final boolean down;

        Migration(boolean up, boolean down) {
            this.up = up;
            this.down = down;
        }

        /** From classic to consumer. */
        public boolean upgrades() {
            return up;
        }

        /** From consumer to classic. */
        public boolean downgrades() {
            return down;
        }
    }

    /**
     * @param retentionMs {@code offsets.retention.minutes}
     * @param checkIntervalMs {@code offsets.retention.check.interval.ms}
     * @param metadataMaxBytes {@code offset.metadata.max.bytes}
     */
    public record Offsets(long retentionMs, long checkIntervalMs, int metadataMaxBytes) {
        public static final Offsets DEFAULTS = new Offsets(7 * 24 * 3_600_000L, 600_000, 4_096);
    }
}
