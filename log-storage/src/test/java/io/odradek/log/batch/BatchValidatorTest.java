package io.odradek.log.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;

final class BatchValidatorTest {

    private static final BatchRules RULES =
            new BatchRules(
                    1 << 20, TimestampType.CREATE_TIME, Long.MAX_VALUE, Long.MAX_VALUE, false);

    private static ByteBuffer value(String s) {
        return ByteBuffer.wrap(s.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static ByteBuffer good() {
        return new BatchBuilder()
                .producer(1, (short) 0, 0)
                .add(10, value("k"), value("one"))
                .add(11, null, value("two"))
                .build();
    }

    private static @Nullable BatchProblem check(ByteBuffer batch, BatchRules rules) {
        RecordBatchView view = new RecordBatchView().wrap(batch, 0);
        return new BatchValidator().checkProduced(view, batch.limit(), rules, 1000);
    }

    /** Changes a good batch, makes its checksum right again, and says why it is refused. */
    private static @Nullable RejectReason afterChange(Consumer<ByteBuffer> change) {
        ByteBuffer batch = good();
        change.accept(batch);
        batch.putInt(BatchFormat.CRC, new RecordBatchView().wrap(batch, 0).computeCrc());
        BatchProblem problem = check(batch, RULES);
        return problem == null ? null : problem.reason();
    }

    @Test
    void aGoodBatchPasses() {
        assertNull(check(good(), RULES));
        assertNull(afterChange(_ -> {}));
    }

    @Test
    void headersThatContradictThemselvesAreInvalid() {
        assertEquals(
                RejectReason.INVALID_RECORD,
                afterChange(b -> b.putInt(BatchFormat.RECORD_COUNT, 3)));
        assertEquals(
                RejectReason.INVALID_RECORD,
                afterChange(b -> b.putInt(BatchFormat.RECORD_COUNT, 0)));
        assertEquals(
                RejectReason.INVALID_RECORD,
                afterChange(b -> b.putInt(BatchFormat.LAST_OFFSET_DELTA, 2)));
        assertEquals(
                RejectReason.INVALID_RECORD,
                afterChange(b -> b.putInt(BatchFormat.BASE_SEQUENCE, -1)));
        assertEquals(
                RejectReason.INVALID_RECORD,
                afterChange(b -> b.putShort(BatchFormat.PRODUCER_EPOCH, (short) -1)));
        assertEquals(
                RejectReason.INVALID_RECORD,
                afterChange(b -> b.putShort(BatchFormat.ATTRIBUTES, (short) 7)));
        assertEquals(
                RejectReason.INVALID_RECORD,
                afterChange(b -> b.putShort(BatchFormat.ATTRIBUTES, (short) 0x20)));
        assertEquals(
                RejectReason.INVALID_TIMESTAMP,
                afterChange(b -> b.putShort(BatchFormat.ATTRIBUTES, (short) 0x08)));
        assertEquals(RejectReason.CORRUPT, afterChange(b -> b.put(BatchFormat.MAGIC, (byte) 3)));
        assertEquals(
                RejectReason.UNSUPPORTED_FORMAT,
                afterChange(b -> b.put(BatchFormat.MAGIC, (byte) 0)));
    }

    @Test
    void recordsThatContradictTheirHeaderAreInvalid() {
        int first = BatchFormat.RECORDS;
        assertEquals(RejectReason.INVALID_RECORD, afterChange(b -> b.put(first, (byte) 2)));
        assertEquals(RejectReason.INVALID_RECORD, afterChange(b -> b.put(first, (byte) 120)));
        assertEquals( // the offset delta
                RejectReason.INVALID_RECORD, afterChange(b -> b.put(first + 3, (byte) 2)));
        assertEquals( // the key's length
                RejectReason.INVALID_RECORD, afterChange(b -> b.put(first + 4, (byte) 100)));
    }

    @Test
    void theLargestTimestampIsCorrected() {
        ByteBuffer batch = good();
        batch.putLong(BatchFormat.MAX_TIMESTAMP, 999);
        RecordBatchView view = new RecordBatchView().wrap(batch, 0);
        batch.putInt(BatchFormat.CRC, view.computeCrc());
        assertNull(check(batch, RULES));
        assertEquals(11, view.maxTimestamp());
        assertTrue(view.isCrcValid());
    }

    @Test
    void compactedTopicsNeedKeys() {
        BatchRules keyed =
                new BatchRules(1 << 20, TimestampType.CREATE_TIME, Long.MAX_VALUE, 1000, true);
        BatchProblem problem = present(check(good(), keyed));
        assertEquals(RejectReason.INVALID_RECORD, problem.reason());
        assertTrue(problem.message().contains("no key"), problem.message());
    }

    private static <T> T present(@Nullable T value) {
        assertNotNull(value);
        return java.util.Objects.requireNonNull(value);
    }

    /**
     * Replay one: {@code mvn -pl log-storage test -Dtest=BatchValidatorTest -Dodradek.seed=SEED}.
     */
    @Test
    void damagedBytesAreRefusedAndNeverThrow() {
        Long one = Long.getLong("odradek.seed");
        long seed = one == null ? System.nanoTime() : one;
        System.out.println("damaged batches from -Dodradek.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer batch = good();
            int at = 8 + random.nextInt(batch.limit() - 8);
            if (at >= BatchFormat.LEADER_EPOCH && at < BatchFormat.MAGIC) {
                continue; // not covered by the checksum
            }
            batch.put(at, (byte) (batch.get(at) ^ (1 << random.nextInt(8))));
            assertNotNull(check(batch, RULES), "seed " + seed + ", byte " + at);
            // And with a checksum that fits: any answer, but no exception and no corruption.
            if (at > BatchFormat.ATTRIBUTES) {
                batch.putInt(BatchFormat.CRC, new RecordBatchView().wrap(batch, 0).computeCrc());
                RecordBatchView view = new RecordBatchView().wrap(batch, 0);
                if (check(batch, RULES) == null && !view.isCompressed()) {
                    new RecordIterator(new RecordBatchView().wrap(batch, 0), 1000)
                            .forEachRemaining(_ -> {});
                }
            }
            ByteBuffer cut = good();
            cut.limit(random.nextInt(cut.limit()));
            assertNotNull(check(cut, RULES), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void unpackingStopsAtItsBound(Compression codec) {
        byte[] zeros = new byte[1 << 20];
        Bytes packed = new Bytes(64, 4 << 20);
        Codecs.pack(codec, ByteBuffer.wrap(zeros), packed);
        if (codec != Compression.NONE) {
            assertThrows(
                    MalformedRecordException.class,
                    () -> Codecs.unpack(codec, packed.view(), zeros.length - 1));
        }
        assertEquals(ByteBuffer.wrap(zeros), Codecs.unpack(codec, packed.view(), zeros.length));
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void damagedCompressedBytesAreReportedAsSuch(Compression codec) {
        byte[] plain = new byte[5000];
        new java.util.Random(3).nextBytes(plain);
        Arrays.fill(plain, 1000, 3000, (byte) 7);
        Bytes packed = new Bytes(64, 1 << 20);
        Codecs.pack(codec, ByteBuffer.wrap(plain), packed);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = Arrays.copyOf(packed.view().array(), packed.size());
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                ByteBuffer out = Codecs.unpack(codec, ByteBuffer.wrap(damaged), 1 << 16);
                assertTrue(out.remaining() <= 1 << 16);
            } catch (MalformedRecordException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 10);
            }
        }
    }
}
