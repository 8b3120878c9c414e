package io.odradek.broker.fetch;

import io.odradek.log.partition.LogSlice;
import io.odradek.wire.codec.RecordData;

import java.nio.ByteBuffer;

/**
 * Batches that an old client cannot read, until they are converted.
 *
 * @param bytesMax what the client has room for of this partition
 * @param damaged run when the disk has changed some of it
 */
record OldSlice(LogSlice slice, int bytesMax, Runnable damaged) implements RecordData {

    @Override
    public int sizeInBytes() {
        throw new IllegalStateException("not converted yet");
    }

    @Override
    public void copyTo(ByteBuffer target) {
        throw new IllegalStateException("not converted yet");
    }
}
