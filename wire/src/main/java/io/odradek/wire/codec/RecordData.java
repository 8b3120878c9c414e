package io.odradek.wire.codec;

import java.nio.ByteBuffer;

/**
 * Record batches as they travel: opaque bytes of known length. A message that was read holds {@link
 * ByteRecords}, a slice of its frame; whoever answers a fetch brings his own kind (a slice of a
 * file, several buffers) and recognises it again in {@link WireWriter#drainTo}.
 */
public interface RecordData {
    int sizeInBytes();

    /**
     * Puts all the bytes at the target's position. For callers that need one contiguous buffer; it
     * may read from a file.
     */
    void copyTo(ByteBuffer target);
}
