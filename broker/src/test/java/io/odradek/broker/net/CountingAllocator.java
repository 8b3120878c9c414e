package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import java.util.ArrayList;
import java.util.List;

/** Remembers what it gave. */
final class CountingAllocator extends io.netty.buffer.AbstractByteBufAllocator {
    private final UnpooledByteBufAllocator real = new UnpooledByteBufAllocator(true);
    private final List<ByteBuf> given = new ArrayList<>();
    int largest;

    private ByteBuf count(ByteBuf buffer) {
        largest = Math.max(largest, buffer.capacity());
        given.add(buffer);
        return buffer;
    }

    long open() {
        return given.stream().filter(b -> b.refCnt() > 0).count();
    }

    @Override
    protected ByteBuf newHeapBuffer(int initial, int max) {
        return count(real.heapBuffer(initial, max));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initial, int max) {
        return count(real.directBuffer(initial, max));
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }
}
