package io.odradek.tools.demo;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream into records: lines with their line feed, a very long line into several records.
 * The records put together are the stream, byte for byte, whatever it holds.
 */
final class LineSource {

    /** A longer line continues in the next record. */
    static final int RECORD_BYTES_MAX = 64 << 10;

    private final InputStream in;

    LineSource(InputStream in) {
        this.in = new BufferedInputStream(in, RECORD_BYTES_MAX);
    }

    /** The next record, or null at the end of the stream. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        while (record.size() < RECORD_BYTES_MAX) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            record.write(b);
            if (b == '\n') {
                break;
            }
        }
        return record.size() == 0 ? null : record.toByteArray();
    }
}
