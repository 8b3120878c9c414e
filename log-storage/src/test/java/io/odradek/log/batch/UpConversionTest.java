package io.odradek.log.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.OldMessages.Plain;

import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;

import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** What clients before 0.11 write, in Apache's hand, becomes batches that Apache reads. */
final class UpConversionTest {

    private static final int UNPACKED = UpConversion.UNPACKED_BYTES_MAX;

    private static final BatchRules RULES = rules(10 << 20, TimestampType.CREATE_TIME, false);

    private final long seed = Long.getLong("odradek.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    private static BatchRules rules(int max, TimestampType type, boolean keyRequired) {
        return new BatchRules(max, type, Long.MAX_VALUE, Long.MAX_VALUE, keyRequired);
    }

    private static UpConversion.Outcome.Converted converted(ByteBuffer set, BatchRules rules) {
        UpConversion.Outcome outcome = UpConversion.convert(set, rules, UNPACKED);
        if (outcome instanceof UpConversion.Outcome.Converted converted) {
            return converted;
        }
        throw new AssertionError(outcome);
    }

    private static BatchProblem refused(ByteBuffer set, BatchRules rules) {
        UpConversion.Outcome outcome = UpConversion.convert(set, rules, UNPACKED);
        if (outcome instanceof UpConversion.Outcome.Refused(BatchProblem problem)) {
            return problem;
        }
        throw new AssertionError(outcome);
    }

    /** As the log would: checks each batch and gives it its offsets. */
    private static List<RecordBatchView> append(
            ByteBuffer batches, BatchRules rules, long offset, long nowMs) {
        List<RecordBatchView> all = new ArrayList<>();
        long next = offset;
        BatchCursor cursor = new BatchCursor(batches);
        while (cursor.next()) {
            RecordBatchView batch = cursor.view();
            assertNull(
                    new BatchValidator()
                            .checkProduced(
                                    batch, batches.limit() - batch.position(), rules, nowMs));
            batch.setBaseOffset(next);
            next = batch.nextOffset();
            all.add(new RecordBatchView().wrap(batches, batch.position()));
        }
        assertEquals(0, cursor.remaining());
        return all;
    }

    private static List<Plain> expected(List<Plain> records, byte magic, long baseOffset) {
        List<Plain> all = new ArrayList<>();
        for (Plain r : records) {
            all.add(r.at(baseOffset + all.size(), magic == 0 ? -1 : r.timestamp()));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void everyCodecOfTheOldFormatsIsConvertedAndKept(byte magic) {
        System.out.println("UpConversionTest -Dodradek.seed=" + seed);
        for (int round = 0; round < 40; round++) {
            for (Compression codec : OldMessages.CODECS) {
                List<Plain> sent =
                        OldMessages.random(random, 1 + random.nextInt(200), random.nextInt(50));
                ByteBuffer set = OldMessages.set(magic, codec, OldMessages.type(magic), sent);
                assertEquals(OldMessages.readByApache(set.duplicate()), OldMessages.readByUs(set));
                UpConversion.Outcome.Converted converted = converted(set, RULES);
                assertEquals(sent.size(), converted.records());
                List<RecordBatchView> batches = append(converted.batches(), RULES, 900, 1);
                assertEquals(1, batches.size());
                assertEquals(codec, batches.getFirst().compression());
                assertEquals(
                        expected(sent, magic, 900),
                        OldMessages.readByApache(converted.batches()),
                        "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void snappyWithoutFramingIsRead(byte magic) throws IOException {
        List<Plain> sent = OldMessages.random(random, 50, 0);
        ByteBuffer set = OldMessages.rawSnappy(magic, sent);
        var converted = converted(set, RULES);
        append(converted.batches(), RULES, 0, 1);
        assertEquals(expected(sent, magic, 0), OldMessages.readByApache(converted.batches()));
    }

    @Test
    void offsetsInsideAreRelativeInFormat1AndAbsoluteInFormat0() throws IOException {
        List<Plain> sent = OldMessages.random(random, 5, 1000);
        List<Long> offsets = List.of(1000L, 1001L, 1002L, 1003L, 1004L);
        for (byte magic = 0; magic <= 1; magic++) {
            ByteBuffer set = OldMessages.rawSnappy(magic, sent);
            assertEquals(offsets, OldMessages.readByUs(set).stream().map(Plain::offset).toList());
            assertEquals(
                    offsets, OldMessages.readByApache(set).stream().map(Plain::offset).toList());
        }
    }

    @Test
    void aSetOfManyCompressedAndPlainMessagesKeepsItsOrder() {
        for (int round = 0; round < 30; round++) {
            List<Plain> sent = new ArrayList<>();
            List<ByteBuffer> sets = new ArrayList<>();
            byte magic = (byte) random.nextInt(2);
            for (int part = 0; part < 6; part++) {
                List<Plain> some = OldMessages.random(random, 1 + random.nextInt(20), sent.size());
                Compression codec = OldMessages.CODECS.get(random.nextInt(4));
                sets.add(OldMessages.set(magic, codec, OldMessages.type(magic), some));
                sent.addAll(some);
            }
            var converted = converted(OldMessages.concat(sets), RULES);
            append(converted.batches(), RULES, 0, 1);
            assertEquals(
                    expected(sent, magic, 0),
                    OldMessages.readByApache(converted.batches()),
                    "seed " + seed);
        }
    }

    @Test
    void whatExceedsTheLargestBatchIsSplit() {
        List<Plain> sent = OldMessages.random(random, 400, 0);
        ByteBuffer set =
                OldMessages.set((byte) 1, Compression.NONE, OldMessages.type((byte) 1), sent);
        BatchRules small = rules(2000, TimestampType.CREATE_TIME, false);
        var converted = converted(set, small);
        assertTrue(append(converted.batches(), small, 0, 1).size() > 10);
        assertEquals(expected(sent, (byte) 1, 0), OldMessages.readByApache(converted.batches()));
    }

    @Test
    void whatItsProducerPackedBetterThanWeDoIsSplit() throws IOException {
        List<Plain> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            StringBuilder words = new StringBuilder();
            for (int w = 0; w < 100; w++) {
                words.append("word").append(random.nextInt(500)).append(' ');
            }
            sent.add(new Plain(i, i, null, words.toString()));
        }
        byte[] plain =
                OldMessages.bytes(
                        OldMessages.set(
                                (byte) 1, Compression.NONE, OldMessages.type((byte) 1), sent));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream best =
                new LZ4FrameOutputStream(
                        packed,
                        LZ4FrameOutputStream.BLOCKSIZE.SIZE_4MB,
                        -1,
                        LZ4Factory.fastestInstance().highCompressor(17),
                        XXHashFactory.fastestInstance().hash32(),
                        LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE)) {
            best.write(plain);
        }
        ByteBuffer set =
                OldMessages.wrapper((byte) 1, CompressionType.LZ4, 199, packed.toByteArray());
        BatchRules tight = rules(set.remaining(), TimestampType.CREATE_TIME, false);
        var converted = converted(set, tight);
        assertTrue(append(converted.batches(), tight, 0, 1).size() > 1);
        assertEquals(expected(sent, (byte) 1, 0), OldMessages.readByApache(converted.batches()));
    }

    @Test
    void logAppendTimeComesFromTheTopic() {
        List<Plain> sent = OldMessages.random(random, 20, 0);
        ByteBuffer claimed =
                OldMessages.set(
                        (byte) 1,
                        Compression.GZIP,
                        org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME,
                        sent);
        assertEquals(RejectReason.INVALID_TIMESTAMP, refused(claimed, RULES).reason());
        BatchRules stamped = rules(10 << 20, TimestampType.LOG_APPEND_TIME, false);
        var converted = converted(claimed, stamped);
        append(converted.batches(), stamped, 0, 4242);
        OldMessages.readByApache(converted.batches())
                .forEach(record -> assertEquals(4242, record.timestamp()));
    }

    @Test
    void aCompactedTopicWantsKeysInsideCompressedMessagesToo() {
        List<Plain> sent = List.of(new Plain(0, 1, "k", "v"), new Plain(1, 1, null, "v"));
        for (Compression codec : OldMessages.CODECS) {
            ByteBuffer set = OldMessages.set((byte) 0, codec, OldMessages.type((byte) 0), sent);
            BatchProblem problem = refused(set, rules(1 << 20, TimestampType.CREATE_TIME, true));
            assertEquals(RejectReason.INVALID_RECORD, problem.reason());
            assertTrue(problem.message().contains("key"), problem.message());
        }
    }

    @Test
    void whatMayNotBeIsNamed() throws IOException {
        List<Plain> sent = OldMessages.random(random, 20, 0);
        ByteBuffer inner =
                OldMessages.set((byte) 1, Compression.GZIP, OldMessages.type((byte) 1), sent);
        ByteBuffer nested =
                OldMessages.wrapper(
                        (byte) 1, CompressionType.GZIP, 0, gzip(OldMessages.bytes(inner)));
        assertEquals(RejectReason.INVALID_RECORD, refused(nested, RULES).reason());
        ByteBuffer otherFormat =
                OldMessages.wrapper(
                        (byte) 0,
                        CompressionType.GZIP,
                        0,
                        gzip(
                                OldMessages.bytes(
                                        OldMessages.set(
                                                (byte) 1,
                                                Compression.NONE,
                                                OldMessages.type((byte) 1),
                                                sent))));
        assertEquals(RejectReason.INVALID_RECORD, refused(otherFormat, RULES).reason());
        ByteBuffer empty =
                OldMessages.wrapper((byte) 1, CompressionType.GZIP, 0, gzip(new byte[0]));
        assertEquals(RejectReason.INVALID_RECORD, refused(empty, RULES).reason());
        ByteBuffer large =
                OldMessages.set((byte) 1, Compression.NONE, OldMessages.type((byte) 1), sent);
        int largest = 0;
        for (int at = 0; at < large.limit(); at += 12 + large.getInt(at + 8)) {
            largest = Math.max(largest, 12 + large.getInt(at + 8));
        }
        BatchRules tight = rules(largest - 1, TimestampType.CREATE_TIME, false);
        assertEquals(RejectReason.TOO_LARGE, refused(large, tight).reason());
        ByteBuffer zstd = inner.duplicate();
        zstd.put(17, (byte) 4);
        OldMessages.repairChecksum(zstd);
        assertEquals(RejectReason.CORRUPT, refused(zstd, RULES).reason());
        assertTrue(refused(zstd, RULES).message().contains("compression type 4"));
    }

    @Test
    void formatZeroForgivesTheChecksumOfAnLz4FrameAndFormatOneDoesNot() {
        List<Plain> sent = OldMessages.random(random, 20, 0);
        for (byte magic = 0; magic <= 1; magic++) {
            ByteBuffer set = OldMessages.set(magic, Compression.LZ4, OldMessages.type(magic), sent);
            int frame = (magic == 0 ? 18 : 26) + 4 + 4;
            int descriptorChecksum = frame + 6;
            set.put(descriptorChecksum, (byte) ~set.get(descriptorChecksum));
            OldMessages.repairChecksum(set);
            if (magic == 0) {
                assertEquals(20, converted(set, RULES).records());
            } else {
                assertEquals(RejectReason.CORRUPT, refused(set, RULES).reason());
            }
        }
    }

    @Test
    void aSetThatUnpacksToTooMuchIsRefused() throws IOException {
        byte[] much = OldMessages.zeros(UNPACKED + 1000);
        ByteArrayOutputStream lz4 = new ByteArrayOutputStream();
        try (OutputStream out =
                OldMessages.apache(Compression.LZ4)
                        .wrapForOutput(
                                new org.apache.kafka.common.utils.internals.ByteBufferOutputStream(
                                        1 << 20) {
                                    @Override
                                    public void write(byte[] b, int off, int len) {
                                        lz4.write(b, off, len);
                                    }

                                    @Override
                                    public void write(int b) {
                                        lz4.write(b);
                                    }
                                },
                                (byte) 1)) {
            out.write(much);
        }
        assertBomb(CompressionType.GZIP, gzip(much));
        assertBomb(CompressionType.SNAPPY, org.xerial.snappy.Snappy.compress(much));
        assertBomb(CompressionType.LZ4, lz4.toByteArray());
    }

    private static void assertBomb(CompressionType codec, byte[] packed) {
        ByteBuffer set = OldMessages.wrapper((byte) 1, codec, 0, packed);
        BatchProblem problem = refused(set, rules(64 << 20, TimestampType.CREATE_TIME, false));
        assertEquals(RejectReason.TOO_LARGE, problem.reason(), problem.message());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
