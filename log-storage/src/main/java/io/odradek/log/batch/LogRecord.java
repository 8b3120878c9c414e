package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/** One record, its bytes shared with the batch (or with the unpacked copy of it). */
public record LogRecord(
        long offset,
        long timestamp,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<Header> headers) {

    /** A record header. */
    public record Header(String key, @Nullable ByteBuffer value) {}
}
