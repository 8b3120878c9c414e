package io.odradek.tools.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.wire.coordinator.ConsumerGroupMetadataKey;
import io.odradek.wire.coordinator.ConsumerGroupMetadataValue;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.GroupMetadataValue;
import io.odradek.wire.coordinator.OffsetCommitKey;
import io.odradek.wire.coordinator.OffsetCommitValue;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.MessageFormatter;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What Apache's formatters print of records like these. */
final class GroupRecordFormatterTest {

    private static final OffsetCommitKey COMMIT = new OffsetCommitKey("g", "t1", 1);

    private static String shown(String formatter, CoordinatorRecord... records) {
        MessageFormatter lines =
                Formatters.named("org.apache.kafka.tools.consumer." + formatter, Map.of());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            for (CoordinatorRecord record : records) {
                ByteBuffer value = record.valueBytes();
                lines.writeTo(
                        new ConsumerRecord<>(
                                "__consumer_offsets",
                                0,
                                0,
                                Utils.toArray(record.keyBytes()),
                                value == null ? null : Utils.toArray(value)),
                        out);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static CoordinatorRecord commit(int version) {
        return CoordinatorRecord.of(
                COMMIT,
                new OffsetCommitValue(
                        3,
                        version >= 3 ? 7 : -1,
                        "",
                        1_795_262_323_093L,
                        -1,
                        version >= 4 ? new UUID(1, 2) : new UUID(0, 0)),
                version);
    }

    @Test
    void commitsShowTheFieldsOfTheirVersion() {
        String key =
                "{\"key\":{\"type\":1,\"data\":{\"group\":\"g\",\"topic\":\"t1\",\"partition\":1}},";
        assertEquals(
                key
                        + "\"value\":{\"version\":4,\"data\":{\"offset\":3,\"leaderEpoch\":7,\"metadata\":\"\",\"commitTimestamp\":1795262323093,\"topicId\":\"AAAAAAAAAAEAAAAAAAAAAg\"}}}",
                shown("OffsetsMessageFormatter", commit(4)));
        assertEquals(
                key
                        + "\"value\":{\"version\":1,\"data\":{\"offset\":3,\"metadata\":\"\",\"commitTimestamp\":1795262323093,\"expireTimestamp\":-1}}}"
                        + key
                        + "\"value\":null}",
                shown("OffsetsMessageFormatter", commit(1), CoordinatorRecord.tombstone(COMMIT)));
    }

    @Test
    void classicGroupsShowTheirMembers() {
        var member =
                new GroupMetadataValue.MemberMetadata(
                        "m",
                        null,
                        "c",
                        "/127.0.0.1",
                        300_000,
                        45_000,
                        ByteBuffer.wrap(new byte[] {0, 3}),
                        ByteBuffer.wrap(new byte[] {-1}));
        var group = new GroupMetadataValue("consumer", 1, "range", "m", 5, List.of(member));
        assertEquals(
                "{\"key\":{\"type\":2,\"data\":{\"group\":\"g\"}},\"value\":{\"version\":3,\"data\":{\"protocolType\":\"consumer\",\"generation\":1,\"protocol\":\"range\",\"leader\":\"m\",\"currentStateTimestamp\":5,\"members\":[{\"memberId\":\"m\",\"groupInstanceId\":null,\"clientId\":\"c\",\"clientHost\":\"/127.0.0.1\",\"rebalanceTimeout\":300000,\"sessionTimeout\":45000,\"subscription\":\"AAM=\",\"assignment\":\"/w==\"}]}}}",
                shown(
                        "GroupMetadataMessageFormatter",
                        CoordinatorRecord.of(new GroupMetadataKey("g"), group, 3)));
    }

    @Test
    void recordsOfOtherKindsAreLeftOut() {
        var other =
                CoordinatorRecord.of(
                        new ConsumerGroupMetadataKey("g"),
                        ConsumerGroupMetadataValue.builder().epoch(1).build(),
                        0);
        assertEquals("", shown("OffsetsMessageFormatter", other));
        assertEquals("", shown("GroupMetadataMessageFormatter", other, commit(4)));
    }
}
