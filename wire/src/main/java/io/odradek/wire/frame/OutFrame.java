package io.odradek.wire.frame;

import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Message;
import io.odradek.wire.codec.RecordData;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.message.RequestHeader;
import io.odradek.wire.message.ResponseHeader;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * A frame about to be sent: length prefix, header and body, measured but not yet written. The
 * caller brings a buffer of {@link #bufferBytes} for everything but the record data.
 */
public final class OutFrame {
    private final Message header;
    private final short headerVersion;
    private final Message body;
    private final short version;
    private final int length;
    private final int recordBytes;

    private OutFrame(Message header, short headerVersion, Message body, short version) {
        this.header = header;
        this.headerVersion = headerVersion;
        this.body = body;
        this.version = version;
        this.length = Math.addExact(header.size(headerVersion), body.size(version));
        this.recordBytes = body.recordBytes(version);
    }

    public static OutFrame response(int correlationId, Response body, short version) {
        ApiKey key = body.apiKey();
        return new OutFrame(
                new ResponseHeader(correlationId),
                key.responseHeaderVersion(version),
                body,
                version);
    }

    public static OutFrame request(
            int correlationId, @Nullable String clientId, Request body, short version) {
        ApiKey key = body.apiKey();
        return new OutFrame(
                new RequestHeader(key.id(), version, correlationId, clientId),
                key.requestHeaderVersion(version),
                body,
                version);
    }

    /** All bytes of the frame, its length prefix included. */
    public int totalBytes() {
        return Math.addExact(Integer.BYTES, length);
    }

    /** The bytes that {@link #write} puts into its buffer: all but the record data. */
    public int bufferBytes() {
        return totalBytes() - recordBytes;
    }

    /**
     * Writes the frame from the buffer's position on, and then hands over its chunks in order:
     * ranges of that buffer, and the record data that belongs between them.
     */
    public void write(ByteBuffer buffer, WireWriter.Chunks chunks) {
        int start = buffer.position();
        WireWriter out = new WireWriter(buffer);
        out.int32(length);
        header.write(out, headerVersion);
        body.write(out, version);
        int written = buffer.position() - start;
        if (written != bufferBytes()) {
            throw new IllegalStateException(
                    "wrote %d bytes of %s version %d, measured %d"
                            .formatted(
                                    written,
                                    body.getClass().getSimpleName(),
                                    version,
                                    bufferBytes()));
        }
        out.drainTo(start, chunks);
    }

    /** The whole frame in one buffer, record data copied. */
    public ByteBuffer toBuffer() {
        ByteBuffer structure = ByteBuffer.allocate(bufferBytes());
        if (recordBytes == 0) {
            write(structure, NO_CHUNKS);
            return structure.flip();
        }
        ByteBuffer whole = ByteBuffer.allocate(totalBytes());
        write(
                structure,
                new WireWriter.Chunks() {
                    @Override
                    public void bytes(int from, int to) {
                        whole.put(structure.array(), from, to - from);
                    }

                    @Override
                    public void records(RecordData data) {
                        data.copyTo(whole);
                    }
                });
        return whole.flip();
    }

    private static final WireWriter.Chunks NO_CHUNKS =
            new WireWriter.Chunks() {
                @Override
                public void bytes(int from, int to) {}

                @Override
                public void records(RecordData data) {}
            };
}
