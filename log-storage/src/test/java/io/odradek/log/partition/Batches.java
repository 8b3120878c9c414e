package io.odradek.log.partition;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.log.batch.BatchCursor;
import io.odradek.log.batch.Compression;
import io.odradek.log.batch.LogRecord;
import io.odradek.log.batch.RecordIterator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Batches for tests, and what is in them. */
final class Batches {

    private Batches() {}

    static ByteBuffer utf8(String s) {
        return ByteBuffer.wrap(s.getBytes(StandardCharsets.UTF_8));
    }

    static ByteBuffer of(long timestamp, String... values) {
        return builder(timestamp, values).build();
    }

    static BatchBuilder builder(long timestamp, String... values) {
        BatchBuilder builder = new BatchBuilder();
        for (String value : values) {
            builder.add(timestamp, null, utf8(value));
        }
        return builder;
    }

    static ByteBuffer compressed(Compression codec, long timestamp, String... values) {
        return builder(timestamp, values).compression(codec).build();
    }

    static ByteBuffer from(long producerId, int epoch, int sequence, String... values) {
        return builder(1, values).producer(producerId, (short) epoch, sequence).build();
    }

    /** As a leader hands them to followers: with offset and epoch. */
    static ByteBuffer replicated(long offset, int epoch, String... values) {
        return builder(offset, values).baseOffset(offset).leaderEpoch(epoch).build();
    }

    static ByteBuffer join(ByteBuffer... parts) {
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer part : parts) {
            all.put(part.duplicate());
        }
        return all.flip();
    }

    /** "offset@epoch:value" of every record. */
    static List<String> show(ByteBuffer batches) {
        List<String> shown = new ArrayList<>();
        BatchCursor cursor = new BatchCursor(batches);
        while (cursor.next()) {
            RecordIterator records = new RecordIterator(cursor.view(), 1 << 24);
            while (records.hasNext()) {
                LogRecord record = records.next();
                ByteBuffer value = record.value();
                shown.add(
                        record.offset()
                                + "@"
                                + cursor.view().leaderEpoch()
                                + ":"
                                + (value == null
                                        ? "null"
                                        : StandardCharsets.UTF_8.decode(value.duplicate())));
            }
        }
        return shown;
    }

    static ByteBuffer copy(LogSlice slice) throws IOException {
        try (slice) {
            ByteBuffer copy = ByteBuffer.allocate(slice.sizeInBytes());
            slice.copyTo(copy);
            return copy.flip();
        }
    }

    /** Everything readable from an offset on, over all segments. */
    static List<String> readAll(PartitionLog log, long from) throws IOException {
        List<String> all = new ArrayList<>();
        long offset = from;
        while (log.read(offset, 1 << 20, log.logEndOffset(), true) instanceof LogSlice slice) {
            offset = slice.nextOffset();
            all.addAll(show(copy(slice)));
        }
        return all;
    }
}
