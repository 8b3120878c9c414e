package io.odradek.wire.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.wire.OurCodec;
import io.odradek.wire.Seeds;
import io.odradek.wire.apache.ApacheMessages;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.MetadataRequest;
import io.odradek.wire.message.ProduceRequest;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Whatever the bytes say: a message, or a MalformedMessageException, and never much memory. */
final class MalformedMessagesTest {
    /** Slices, lists and boxed numbers take more room than the bytes they came from. */
    private static final long BYTES_PER_BYTE = 100;

    /** An exception with its stack trace, and the classes that a first message loads. */
    private static final long BYTES_AT_LEAST = 300_000;

    private static final long SEED = Seeds.choose(MalformedMessagesTest.class);
    private final ApacheMessages messages = new ApacheMessages(SEED);

    @Test
    void aMessageCutAtAnyByteIsMalformedAndSaysInWhichField() {
        messages.each(
                (message, version, bytes) -> {
                    int step = Math.max(1, bytes.length / 300);
                    for (int length = 0; length < bytes.length; length += step) {
                        byte[] cut = Arrays.copyOf(bytes, length);
                        String what = message + " version " + version + " cut at " + length;
                        var e =
                                assertThrows(
                                        MalformedMessageException.class,
                                        () -> read(message, version, cut),
                                        what);
                        assertTrue(
                                String.valueOf(e.getMessage()).startsWith(message), e.getMessage());
                    }
                });
    }

    @Test
    void corruptBytesAreAMessageOrMalformedAndTakeLittleMemory() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] malformed = {0};
        messages.each(
                (message, version, bytes) -> {
                    RandomGenerator random = Seeds.random(SEED, message, version, 99);
                    for (int round = 0; round < 20 && bytes.length > 0; round++) {
                        byte[] corrupt = bytes.clone();
                        for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                            int at = random.nextInt(corrupt.length);
                            corrupt[at] = corrupting(random);
                        }
                        long before = threads.getCurrentThreadAllocatedBytes();
                        try {
                            read(message, version, corrupt);
                        } catch (MalformedMessageException e) {
                            malformed[0]++;
                        }
                        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                        assertTrue(
                                allocated < BYTES_AT_LEAST + BYTES_PER_BYTE * corrupt.length,
                                () ->
                                        "%s version %d: %d bytes of memory for a message of %d"
                                                .formatted(
                                                        message,
                                                        version,
                                                        allocated,
                                                        corrupt.length));
                    }
                });
        assertTrue(malformed[0] > 500, "only " + malformed[0] + " were malformed");
    }

    /** Values that are interesting as lengths. */
    private static byte corrupting(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> (byte) 0x7f;
            case 1 -> (byte) 0xff;
            case 2 -> (byte) 0x80;
            default -> (byte) random.nextInt();
        };
    }

    @Test
    void aHugeArrayInATinyFrameIsRefusedBeforeItIsAllocated() {
        ByteBuffer frame = ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).flip();
        refused("MetadataRequest.topics", "2147483647 elements", frame, ApiKey.METADATA, 1);
        frame = ByteBuffer.allocate(4).putInt(999_999).flip();
        refused("MetadataRequest.topics", "999999 elements in 0 bytes", frame, ApiKey.METADATA, 1);
        frame = ByteBuffer.allocate(4).putInt(-2).flip();
        refused("MetadataRequest.topics", "-2 elements", frame, ApiKey.METADATA, 1);
    }

    @Test
    void moreThanAMillionElementsAreRefusedEvenIfTheyAreThere() {
        ByteBuffer frame = ByteBuffer.allocate(4 + 4_000_004);
        frame.putInt(1_000_001).position(0);
        refused("MetadataRequest.topics", "1000001 elements", frame, ApiKey.METADATA, 1);
    }

    @Test
    void moreThanTenThousandTaggedFieldsAreRefusedEvenIfTheyAreThere() {
        ByteBuffer frame = ByteBuffer.allocate(100_000);
        // Topics null, three booleans, then 10001 tagged fields.
        frame.put(new byte[] {0, 0, 0, 0, (byte) 0x91, 0x4e}).position(0);
        refused("MetadataRequest", "10001 tagged fields", frame, ApiKey.METADATA, 9);
    }

    @Test
    void lengthsBelowNullAreRefused() {
        ByteBuffer string = ByteBuffer.wrap(new byte[] {0, 0, 0, 1, (byte) 0xff, (byte) 0xfe});
        refused(
                "MetadataRequest.MetadataRequestTopic.name",
                "-2 bytes",
                string,
                ApiKey.METADATA,
                1);
        ByteBuffer records = ByteBuffer.allocate(64);
        records.putShort((short) 1).putInt(1000).putInt(1).putShort((short) 1).put((byte) 't');
        records.putInt(1).putInt(0).putInt(-5).flip();
        refused(
                "ProduceRequest.PartitionProduceData.records",
                "-5 bytes",
                records,
                ApiKey.PRODUCE,
                0);
    }

    @Test
    void overlongVariableLengthNumbersAreRefused() {
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0x80);
        refused("MetadataRequest.topics", "31 bits", ByteBuffer.wrap(endless), ApiKey.METADATA, 9);
        byte[] thirtyTwoBits = {-1, -1, -1, -1, 0x0f, 0, 0, 0};
        refused(
                "MetadataRequest.topics",
                "31 bits",
                ByteBuffer.wrap(thirtyTwoBits),
                ApiKey.METADATA,
                9);
    }

    @Test
    void nullWhereTheVersionDoesNotAllowItIsRefused() {
        ByteBuffer frame = ByteBuffer.allocate(4).putInt(-1).flip();
        refused("MetadataRequest.topics", "null", frame, ApiKey.METADATA, 0);
        frame.rewind();
        assertEquals(null, MetadataRequest.read(new WireReader(frame), (short) 1).topics());
    }

    @Test
    void aTaggedFieldThatIsLongerThanItSaysIsRefused() {
        FetchRequest fetch = FetchRequest.builder().clusterId("spool").build();
        byte[] bytes = OurCodec.write(fetch, (short) 12);
        int tag = bytes.length - 1 - "spool".length() - 1;
        assertEquals("spool".length() + 1, bytes[tag], "the tagged field's size");
        bytes[tag]--;
        var e =
                assertThrows(
                        MalformedMessageException.class,
                        () ->
                                FetchRequest.read(
                                        new WireReader(ByteBuffer.wrap(bytes)), (short) 12));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("FetchRequest.clusterId"),
                e.getMessage());
    }

    @Test
    void unknownTaggedFieldsAreSteppedOver() {
        // No topics (null), three booleans, two unknown tagged fields.
        byte[] bytes = {0, 1, 0, 1, 2, 0x64, 2, 7, 7, 0x65, 0};
        WireReader in = new WireReader(ByteBuffer.wrap(bytes));
        MetadataRequest request = MetadataRequest.read(in, (short) 9);
        assertEquals(new MetadataRequest(null, true, false, true), request);
        assertEquals(0, in.remaining());
    }

    @Test
    void badUtf8BecomesReplacementCharacters() {
        byte[] bytes = {0, 0, 0, 1, 0, 2, 'a', (byte) 0xff};
        var request = MetadataRequest.read(new WireReader(ByteBuffer.wrap(bytes)), (short) 1);
        assertEquals("a\ufffd", Objects.requireNonNull(request.topics()).getFirst().name());
    }

    @Test
    void aVersionThatDoesNotExistIsUnsupported() {
        WireReader in = new WireReader(ByteBuffer.allocate(100));
        var e =
                assertThrows(
                        UnsupportedVersionException.class,
                        () -> ProduceRequest.read(in, (short) 14));
        assertEquals("ProduceRequest has versions 0 to 13, not 14", e.getMessage());
    }

    private static void read(String message, short version, byte[] bytes) {
        WireReader in = new WireReader(ByteBuffer.wrap(bytes));
        OurCodec.read(message, in, version);
        in.expectEnd(message);
    }

    private static void refused(
            String field, String problem, ByteBuffer frame, ApiKey key, int version) {
        var e =
                assertThrows(
                        MalformedMessageException.class,
                        () ->
                                OurCodec.read(
                                        key.apiName() + "Request",
                                        new WireReader(frame),
                                        (short) version));
        assertTrue(String.valueOf(e.getMessage()).startsWith(field + " at byte "), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(problem), e.getMessage());
    }
}
