package io.odradek.sim.client;

import io.odradek.log.batch.BatchCursor;
import io.odradek.log.batch.LogRecord;
import io.odradek.log.batch.RecordIterator;
import io.odradek.wire.codec.RecordData;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** What a fetched partition holds, record by record. */
final class ReadRecords {
    private ReadRecords() {}

    interface Visitor {
        void record(long offset, Written record);
    }

    /**
     * Visits every record with a value, also those before the offset asked for that share its
     * batch.
     *
     * @return how many bytes there were
     */
    static int each(@Nullable RecordData records, Visitor visitor, Runnable onDamage) {
        if (records == null || records.sizeInBytes() == 0) {
            return 0;
        }
        ByteBuffer bytes = ByteBuffer.allocate(records.sizeInBytes());
        records.copyTo(bytes);
        BatchCursor cursor = new BatchCursor(bytes.flip());
        while (cursor.next()) {
            if (!cursor.view().isCrcValid()) {
                onDamage.run();
            }
            RecordIterator all = new RecordIterator(cursor.view(), 1 << 20);
            while (all.hasNext()) {
                LogRecord record = all.next();
                ByteBuffer value = record.value();
                if (value != null) {
                    visitor.record(record.offset(), Written.read(value));
                }
            }
        }
        return records.sizeInBytes();
    }
}
