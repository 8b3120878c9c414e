package io.odradek.wire.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;

/** Records that an Apache Kafka 4.4.0 broker wrote: we read them, and write the same bytes. */
final class ApacheGroupRecordsTest {

    /** Of the group {@code mixed}, which a member of each protocol is in. */
    private static final String MEMBER_KEY =
            "000500056d6978656400166945516c5973383552387137704c3055726d55645167";

    private static final String MEMBER =
            "00000000056d782d610b2f3132372e302e302e310203743201000493e00001000100";

    private static final String CLASSIC_MEMBER =
            "00000000056d782d620b2f3132372e302e302e310203743201000493e000010058010000afc8030672616e6765"
                    + "1900030000000100027432ffffffff00000000ffffffffffff0013636f6f70657261746976652d737469636b79"
                    + "1d0003000000010002743200000004ffffffff00000000ffffffffffff0000";

    private static ConsumerGroupMemberMetadataValue readBack(String value) {
        CoordinatorRecord record =
                CoordinatorRecord.readGroup(bytes(MEMBER_KEY), bytes(value)).orElseThrow();
        assertEquals(bytes(MEMBER_KEY), record.keyBytes());
        assertEquals(bytes(value), record.valueBytes());
        return (ConsumerGroupMemberMetadataValue) Objects.requireNonNull(record.value());
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    @Test
    void aMemberOfTheConsumerProtocolHasNoClassicMetadata() {
        ConsumerGroupMemberMetadataValue member = readBack(MEMBER);
        assertEquals("mx-a", member.clientId());
        assertNull(member.classicMemberMetadata());
    }

    @Test
    void aMemberOfTheClassicProtocolHasItsProtocols() {
        var classic = Objects.requireNonNull(readBack(CLASSIC_MEMBER).classicMemberMetadata());
        assertEquals(45_000, classic.sessionTimeoutMs());
        assertEquals(
                "range cooperative-sticky",
                classic.supportedProtocols().stream()
                        .map(ConsumerGroupMemberMetadataValue.ClassicProtocol::name)
                        .reduce((one, other) -> one + " " + other)
                        .orElse(""));
    }
}
