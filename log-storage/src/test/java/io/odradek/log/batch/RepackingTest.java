package io.odradek.log.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class RepackingTest {
    private static final BatchRules RULES = BatchRules.DEFAULT;
    private static final BatchRules KEYED =
            new BatchRules(1 << 20, TimestampType.CREATE_TIME, Long.MAX_VALUE, 1000, true);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As requests come: outside the heap. */
    private static ByteBuffer direct(ByteBuffer heap) {
        return ByteBuffer.allocateDirect(heap.limit()).put(heap).flip();
    }

    private static ByteBuffer batch(Compression codec) {
        return direct(heapBatch(codec));
    }

    private static ByteBuffer heapBatch(Compression codec) {
        return new BatchBuilder()
                .producer(7, (short) 3, 40)
                .compression(codec)
                .add(10, bytes("k"), bytes("spool ".repeat(500)))
                .add(30, null, bytes("star"), List.of(new LogRecord.Header("h", bytes("v"))))
                .add(20, bytes("gone"), null)
                .build();
    }

    private static List<LogRecord> records(ByteBuffer batches) {
        List<LogRecord> records = new ArrayList<>();
        RecordBatchView view = new RecordBatchView();
        for (int at = 0; at < batches.limit(); at += view.sizeInBytes()) {
            new RecordIterator(view.wrap(batches, at), 1 << 20).forEachRemaining(records::add);
        }
        return records;
    }

    private static ByteBuffer packed(ByteBuffer sent, BatchRules rules, Packing packing) {
        return assertInstanceOf(
                        Repacking.Outcome.Packed.class, Repacking.of(sent, rules, packing, 1000))
                .batches();
    }

    private static BatchProblem refused(ByteBuffer sent, BatchRules rules, Packing packing) {
        return assertInstanceOf(
                        Repacking.Outcome.Refused.class, Repacking.of(sent, rules, packing, 1000))
                .problem();
    }

    @ParameterizedTest
    @EnumSource
    void everyCodecBecomesEveryOtherAndTheRecordsStay(Compression sent) {
        ByteBuffer original = batch(sent);
        for (Compression wanted : Compression.values()) {
            Packing packing = new Packing(wanted);
            assertEquals(sent != wanted, Repacking.isNeeded(original, RULES, packing));
            ByteBuffer stored = packed(original, RULES, packing);
            RecordBatchView view = new RecordBatchView().wrap(stored, 0);
            assertEquals(wanted, view.compression());
            assertEquals(List.of(7L, 3L, 40L), producer(view));
            assertEquals(30, view.maxTimestamp());
            assertEquals(records(original), records(stored));
            assertNull(new BatchValidator().checkProduced(view, stored.limit(), RULES, 1000));
        }
        assertFalse(Repacking.isNeeded(original, RULES, Packing.AS_SENT));
    }

    private static List<Long> producer(RecordBatchView view) {
        return List.of(view.producerId(), (long) view.producerEpoch(), (long) view.baseSequence());
    }

    @Test
    void aLevelDecidesHowSmallABatchGets() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4000; i++) {
            text.append(i * 7919 % 1000).append(' ');
        }
        ByteBuffer sent = new BatchBuilder().add(1, null, bytes(text.toString())).build();
        for (Compression codec : List.of(Compression.GZIP, Compression.LZ4, Compression.ZSTD)) {
            int quick = packed(sent, RULES, new Packing(codec, 1, 1 << 20)).limit();
            int small = packed(sent, RULES, new Packing(codec, 1000, 1 << 20)).limit();
            assertTrue(small <= quick, codec + ": " + small + " and " + quick);
            assertTrue(small < sent.limit() / 2, codec + ": " + small + " of " + sent.limit());
        }
    }

    @Test
    void batchesThatAreRightAlreadyAreLeftAsTheyAre() {
        ByteBuffer right = batch(Compression.ZSTD);
        ByteBuffer wrong = batch(Compression.GZIP);
        ByteBuffer both =
                ByteBuffer.allocate(right.limit() + wrong.limit())
                        .put(right.duplicate())
                        .put(wrong.duplicate())
                        .flip();
        ByteBuffer stored = packed(both, RULES, new Packing(Compression.ZSTD));
        assertEquals(right, stored.slice(0, right.limit()));
        assertEquals(
                Compression.ZSTD, new RecordBatchView().wrap(stored, right.limit()).compression());
    }

    @Test
    void aCompactedTopicSeesAMissingKeyInsideACompressedBatch() {
        ByteBuffer sent = batch(Compression.LZ4);
        assertTrue(Repacking.isNeeded(sent, KEYED, Packing.AS_SENT));
        BatchProblem problem = refused(sent, KEYED, Packing.AS_SENT);
        assertEquals(RejectReason.INVALID_RECORD, problem.reason());
        assertTrue(problem.message().contains("record 1 has no key"), problem.message());
        ByteBuffer keyed =
                new BatchBuilder()
                        .compression(Compression.LZ4)
                        .add(1, bytes("k"), bytes("v"))
                        .build();
        assertEquals(keyed, packed(keyed, KEYED, Packing.AS_SENT));
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() {
        ByteBuffer bomb =
                new BatchBuilder()
                        .compression(Compression.GZIP)
                        .add(1, null, ByteBuffer.allocate(1 << 20))
                        .build();
        BatchProblem problem = refused(bomb, RULES, new Packing(Compression.ZSTD, 3, 1 << 16));
        assertEquals(RejectReason.TOO_LARGE, problem.reason());
    }

    @Test
    void whatDoesNotUnpackOrLiesIsRefused() {
        ByteBuffer torn = batch(Compression.ZSTD);
        torn.put(torn.limit() - 5, (byte) ~torn.get(torn.limit() - 5));
        assertEquals(
                RejectReason.CORRUPT,
                refused(torn, RULES, new Packing(Compression.LZ4)).reason(),
                "the checksum says so");
        torn.putInt(BatchFormat.CRC, new RecordBatchView().wrap(torn, 0).computeCrc());
        refused(torn, RULES, new Packing(Compression.LZ4));
        ByteBuffer lying = batch(Compression.GZIP);
        lying.putInt(BatchFormat.RECORD_COUNT, 2);
        lying.putInt(BatchFormat.LAST_OFFSET_DELTA, 1);
        lying.putInt(BatchFormat.CRC, new RecordBatchView().wrap(lying, 0).computeCrc());
        assertEquals(
                RejectReason.INVALID_RECORD,
                refused(lying, RULES, new Packing(Compression.NONE)).reason());
    }

    @Test
    void timesInsideAreHeldToTheTopicsLimits() {
        ByteBuffer early =
                new BatchBuilder()
                        .compression(Compression.SNAPPY)
                        .add(5000, bytes("k"), bytes("from the future"))
                        .build();
        assertEquals(
                RejectReason.INVALID_TIMESTAMP, refused(early, KEYED, Packing.AS_SENT).reason());
    }
}
