package io.odradek.broker.net;

import io.odradek.wire.codec.RecordData;

/**
 * Record data of a response that brings its own way onto the wire: a slice of a file, or memory
 * that somebody counts. Other kinds are copied or wrapped by what they are.
 */
public interface OutboundRecords extends RecordData {

    /**
     * A Netty {@code ByteBuf} or {@code FileRegion} with exactly {@link #sizeInBytes} bytes. Called
     * once, on the connection's shard; the channel releases it once it is written, or at once when
     * the connection is gone.
     */
    Object toMessage();
}
