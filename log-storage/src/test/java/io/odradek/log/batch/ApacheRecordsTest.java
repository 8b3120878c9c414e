package io.odradek.log.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What Apache writes we accept and read; what we write Apache reads. */
final class ApacheRecordsTest {

    private static final BatchRules RULES =
            new BatchRules(
                    10 << 20, TimestampType.CREATE_TIME, Long.MAX_VALUE, Long.MAX_VALUE, false);

    private static byte[] utf8(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? "null" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static org.apache.kafka.common.compress.Compression apache(Compression codec) {
        return switch (codec) {
            case NONE -> org.apache.kafka.common.compress.Compression.NONE;
            case GZIP -> org.apache.kafka.common.compress.Compression.gzip().build();
            case SNAPPY -> org.apache.kafka.common.compress.Compression.snappy().build();
            case LZ4 -> org.apache.kafka.common.compress.Compression.lz4().build();
            case ZSTD -> org.apache.kafka.common.compress.Compression.zstd().build();
        };
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatApacheWritesIsAcceptedPatchedAndRead(Compression codec) {
        List<SimpleRecord> sent = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            byte[] key = i % 3 == 0 ? null : utf8("key" + i);
            byte[] value = i % 7 == 0 ? null : utf8("value" + i + "y".repeat(i % 90));
            Header[] headers = {new RecordHeader("h" + i, i % 2 == 0 ? null : utf8("v"))};
            sent.add(new SimpleRecord(1000 + i, key, value, headers));
            expected.add(
                    (500 + i)
                            + " "
                            + (1000 + i)
                            + " "
                            + (key == null ? "null" : "key" + i)
                            + " "
                            + (value == null ? "null" : new String(value, StandardCharsets.UTF_8))
                            + " h"
                            + i
                            + "="
                            + (i % 2 == 0 ? "null" : "v"));
        }
        ByteBuffer bytes =
                MemoryRecords.withIdempotentRecords(
                                apache(codec), 7L, (short) 2, 40, sent.toArray(SimpleRecord[]::new))
                        .buffer()
                        .duplicate();
        RecordBatchView view = new RecordBatchView().wrap(bytes, bytes.position());
        assertNull(new BatchValidator().checkProduced(view, bytes.remaining(), RULES, 0));
        assertEquals(7, view.producerId());
        assertEquals(2, view.producerEpoch());
        assertEquals(40, view.baseSequence());
        assertEquals(3039, view.lastSequence());
        assertEquals(codec, view.compression());
        view.setBaseOffset(500);
        view.setLeaderEpoch(9);
        RecordIterator records = new RecordIterator(view, 10 << 20);
        List<String> read = new ArrayList<>();
        while (records.hasNext()) {
            LogRecord r = records.next();
            LogRecord.Header h = r.headers().getFirst();
            read.add(
                    r.offset()
                            + " "
                            + r.timestamp()
                            + " "
                            + text(r.key())
                            + " "
                            + text(r.value())
                            + " "
                            + h.key()
                            + "="
                            + text(h.value()));
        }
        assertEquals(expected, read);
        MutableRecordBatch again = MemoryRecords.readableRecords(bytes).batches().iterator().next();
        again.ensureValid();
        assertEquals(500, again.baseOffset());
        assertEquals(9, again.partitionLeaderEpoch());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatWeWriteApacheReads(Compression codec) {
        BatchBuilder builder =
                new BatchBuilder()
                        .baseOffset(70)
                        .leaderEpoch(3)
                        .compression(codec)
                        .producer(5, (short) 1, 10);
        for (int i = 0; i < 2000; i++) {
            builder.add(
                    2000 - i,
                    i % 2 == 0 ? null : ByteBuffer.wrap(utf8("k" + i)),
                    ByteBuffer.wrap(utf8("v" + "z".repeat(i % 50))),
                    List.of(new LogRecord.Header("é", null)));
        }
        MutableRecordBatch batch =
                MemoryRecords.readableRecords(builder.build()).batches().iterator().next();
        batch.ensureValid();
        assertEquals(2000, batch.countOrNull());
        assertEquals(2000, batch.maxTimestamp());
        assertEquals(2069, batch.lastOffset());
        int i = 0;
        for (Record record : batch) {
            record.ensureValid();
            assertEquals(70 + i, record.offset());
            assertEquals(2000 - i, record.timestamp());
            assertEquals(i % 2 == 0 ? -1 : utf8("k" + i).length, record.keySize());
            assertEquals(1 + i % 50, record.valueSize());
            assertEquals("é", record.headers()[0].key());
            assertNull(record.headers()[0].value());
            i++;
        }
        assertEquals(2000, i);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void logAppendTimeIsSeenByApache(Compression codec) {
        ByteBuffer bytes =
                MemoryRecords.withRecords(apache(codec), new SimpleRecord(5, null, utf8("a")))
                        .buffer()
                        .duplicate();
        RecordBatchView view = new RecordBatchView().wrap(bytes, bytes.position());
        BatchRules stamped = new BatchRules(1 << 20, TimestampType.LOG_APPEND_TIME, 0, 0, false);
        assertNull(new BatchValidator().checkProduced(view, bytes.remaining(), stamped, 12345));
        MutableRecordBatch batch = MemoryRecords.readableRecords(bytes).batches().iterator().next();
        batch.ensureValid();
        assertEquals(12345, batch.iterator().next().timestamp());
        assertTrue(view.isCrcValid());
    }
}
