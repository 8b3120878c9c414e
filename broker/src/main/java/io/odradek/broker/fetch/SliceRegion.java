package io.odradek.broker.fetch;

import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import io.odradek.log.partition.LogSlice;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** A slice that goes to the socket piece by piece, as the socket takes it. */
final class SliceRegion extends AbstractReferenceCounted implements FileRegion {
    /** One piece: what a busy event loop gives to one connection at a time. */
    private static final int PIECE_BYTES_MAX = 1 << 20;

    private final LogSlice slice;
    private long transferred;

    SliceRegion(LogSlice slice) {
        this.slice = slice;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public long count() {
        return slice.sizeInBytes();
    }

    @Override
    public long transferred() {
        return transferred;
    }

    @Override
    @Deprecated
    public long transfered() {
        return transferred;
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        int left = (int) (slice.sizeInBytes() - position);
        if (left <= 0) {
            return 0;
        }
        long sent = slice.transferTo((int) position, Math.min(left, PIECE_BYTES_MAX), target);
        if (sent > 0) {
            transferred += sent;
        } else if (!slice.isWhole()) {
            // Nothing will ever be there to send; without this the loop would ask for ever.
            throw new IOException("A truncation has shortened the " + slice);
        }
        return sent;
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }

    @Override
    protected void deallocate() {
        Slices.close(slice);
    }
}
