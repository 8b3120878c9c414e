package io.odradek.broker.replica;

import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.config.TopicKey;
import io.odradek.broker.config.TopicKeys;
import io.odradek.controller.image.ClusterImage;
import io.odradek.log.batch.BatchRules;
import io.odradek.log.batch.Compression;
import io.odradek.log.batch.Packing;
import io.odradek.log.batch.TimestampType;
import io.odradek.log.batch.UpConversion;
import io.odradek.log.clean.CleanRules;
import io.odradek.log.partition.LogConfig;
import io.odradek.log.partition.Retention;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A topic's configuration, as far as its partitions act upon it.
 *
 * @param compaction null when the topic is not compacted
 */
record TopicSettings(
        LogConfig log,
        Packing packing,
        int minInsyncReplicas,
        Retention retention,
        @Nullable CleanRules compaction,
        ThrottledReplicas leaderThrottled,
        ThrottledReplicas followerThrottled) {

    /** Reads the effective values for one topic as of one image. */
    record Source(TopicConfigs configs, long producerIdExpirationMs) {

        TopicSettings of(ClusterImage image, String topic) {
            List<String> cleanup = value(image, topic, TopicKeys.CLEANUP_POLICY);
            boolean compacted = cleanup.contains("compact");
            BatchRules rules =
                    new BatchRules(
                            value(image, topic, TopicKeys.MESSAGE_BYTES),
                            value(image, topic, TopicKeys.TIMESTAMP_TYPE).equals("LogAppendTime")
                                    ? TimestampType.LOG_APPEND_TIME
                                    : TimestampType.CREATE_TIME,
                            value(image, topic, TopicKeys.TIMESTAMP_BEFORE_MAX_MS),
                            value(image, topic, TopicKeys.TIMESTAMP_AFTER_MAX_MS),
                            compacted);
            LogConfig log =
                    new LogConfig(
                            value(image, topic, TopicKeys.SEGMENT_BYTES),
                            value(image, topic, TopicKeys.SEGMENT_MS),
                            value(image, topic, TopicKeys.INDEX_INTERVAL_BYTES),
                            rules,
                            producerIdExpirationMs);
            boolean deletes = cleanup.contains("delete");
            return new TopicSettings(
                    log,
                    packing(image, topic, rules.maxMessageBytes()),
                    value(image, topic, TopicKeys.MIN_INSYNC),
                    deletes
                            ? new Retention(
                                    value(image, topic, TopicKeys.RETENTION_MS),
                                    value(image, topic, TopicKeys.RETENTION_BYTES))
                            : Retention.FOREVER,
                    compacted ? compaction(image, topic) : null,
                    ThrottledReplicas.of(value(image, topic, TopicKeys.LEADER_THROTTLED)),
                    ThrottledReplicas.of(value(image, topic, TopicKeys.FOLLOWER_THROTTLED)));
        }

        private CleanRules compaction(ClusterImage image, String topic) {
            return new CleanRules(
                    value(image, topic, TopicKeys.DIRTY_RATIO_MIN),
                    value(image, topic, TopicKeys.COMPACTION_LAG_MIN_MS),
                    value(image, topic, TopicKeys.COMPACTION_LAG_MAX_MS),
                    value(image, topic, TopicKeys.DELETE_RETENTION_MS),
                    value(image, topic, TopicKeys.SEGMENT_BYTES),
                    value(image, topic, TopicKeys.INDEX_BYTES));
        }

        /** Whatever the bound is set to, one request never unpacks to more than is reasonable. */
        private Packing packing(ClusterImage image, String topic, int maxMessageBytes) {
            int unpackedBytesMax =
                    Math.min(
                            value(image, topic, TopicKeys.DECOMPRESSED_BYTES),
                            Math.max(UpConversion.UNPACKED_BYTES_MAX, maxMessageBytes));
            return switch (value(image, topic, TopicKeys.COMPRESSION_TYPE)) {
                case "uncompressed" -> new Packing(Compression.NONE, 0, unpackedBytesMax);
                case "snappy" -> new Packing(Compression.SNAPPY, 0, unpackedBytesMax);
                case "gzip" ->
                        new Packing(
                                Compression.GZIP,
                                value(image, topic, TopicKeys.GZIP_LEVEL),
                                unpackedBytesMax);
                case "lz4" ->
                        new Packing(
                                Compression.LZ4,
                                value(image, topic, TopicKeys.LZ4_LEVEL),
                                unpackedBytesMax);
                case "zstd" ->
                        new Packing(
                                Compression.ZSTD,
                                value(image, topic, TopicKeys.ZSTD_LEVEL),
                                unpackedBytesMax);
                default -> new Packing(null, 0, unpackedBytesMax);
            };
        }

        private <T> T value(ClusterImage image, String topic, TopicKey<T> key) {
            return configs.effective(image, topic, key);
        }
    }
}
