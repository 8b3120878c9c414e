package io.odradek.broker.convert;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.odradek.broker.net.OutboundRecords;

import java.nio.ByteBuffer;

/** Converted records on their way out; charged until the socket has taken them. */
@SuppressWarnings("ByteBufferBackingArray") // What counts is the whole array behind it.
public final class ConvertedRecords implements OutboundRecords {
    private final ByteBuffer records;
    private final Conversions charged;

    /**
     * @param records in an array of their own, of which {@link #chargeOf} was charged
     */
    public ConvertedRecords(ByteBuffer records, Conversions charged) {
        this.records = records;
        this.charged = charged;
    }

    /** What holding {@code records} costs. */
    public static int chargeOf(ByteBuffer records) {
        return records.array().length;
    }

    @Override
    public int sizeInBytes() {
        return records.remaining();
    }

    @Override
    public void copyTo(ByteBuffer target) {
        target.put(records.duplicate());
        charged.release(chargeOf(records));
    }

    @Override
    public Object toMessage() {
        return new Charged(records.array(), charged)
                .setIndex(records.arrayOffset(), records.arrayOffset() + records.limit());
    }

    private static final class Charged extends UnpooledHeapByteBuf {
        private final Conversions charged;

        Charged(byte[] bytes, Conversions charged) {
            super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes.length);
            this.charged = charged;
        }

        @Override
        protected void freeArray(byte[] array) {
            charged.release(array.length);
        }
    }
}
