package io.odradek.tools.console;

import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.coordinator.CoordinatorKey;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.LegacyOffsetCommitKey;
import io.odradek.wire.coordinator.OffsetCommitKey;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.MessageFormatter;
import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Shows records of {@code __consumer_offsets} as JSON: the commits, or the classic groups. Records
 * of other kinds are left out. As from Apache Kafka's formatters, nothing stands between two of
 * them.
 */
final class GroupRecordFormatter implements MessageFormatter {

    /** What to show. */
    enum Kind {
        OFFSETS,
        CLASSIC_GROUPS;

        boolean includes(CoordinatorKey key) {
            return switch (this) {
                case OFFSETS ->
                        key instanceof OffsetCommitKey || key instanceof LegacyOffsetCommitKey;
                case CLASSIC_GROUPS -> key instanceof GroupMetadataKey;
            };
        }
    }

    private final Kind kind;

    GroupRecordFormatter(Kind kind) {
        this.kind = kind;
    }

    @Override
    public void writeTo(ConsumerRecord<byte[], byte[]> record, PrintStream output) {
        read(record)
                .filter(read -> kind.includes(read.key()))
                .ifPresent(
                        read ->
                                output.writeBytes(
                                        GroupRecordJson.text(read)
                                                .getBytes(StandardCharsets.UTF_8)));
    }

    /** Empty for what this version cannot read. */
    private static Optional<CoordinatorRecord> read(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] key = record.key();
        byte @Nullable [] value = record.value();
        if (key == null) {
            return Optional.empty();
        }
        try {
            return CoordinatorRecord.readGroup(
                    ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value));
        } catch (MalformedMessageException e) {
            System.err.printf(
                    "The record at %s-%d offset %d is no record of a group coordinator: %s%n",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
            return Optional.empty();
        }
    }
}
