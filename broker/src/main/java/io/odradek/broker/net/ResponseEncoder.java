package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.RecordData;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.frame.OutFrame;

/** Lays a response out for the channel: one buffer of exact size, record data as it is. */
final class ResponseEncoder {
    private ResponseEncoder() {}

    /** Writes without flushing; returns the bytes the frame takes. */
    static int write(ChannelHandlerContext context, Exchange exchange, Response response) {
        OutFrame frame = OutFrame.response(exchange.correlationId, response, exchange.version);
        int bytes = frame.bufferBytes();
        ByteBuf buffer = context.alloc().directBuffer(bytes, bytes);
        try {
            frame.write(buffer.nioBuffer(0, bytes), new Sender(context, buffer));
        } finally {
            buffer.release();
        }
        return frame.totalBytes();
    }

    /** Sends the chunks of a frame in order. */
    private record Sender(ChannelHandlerContext context, ByteBuf buffer)
            implements WireWriter.Chunks {

        @Override
        public void bytes(int from, int to) {
            send(buffer.retainedSlice(from, to - from));
        }

        @Override
        public void records(RecordData data) {
            switch (data) {
                case OutboundRecords outbound -> send(outbound.toMessage());
                case ByteRecords(var bytes) -> send(Unpooled.wrappedBuffer(bytes));
                default -> {
                    ByteBuf copy = context.alloc().directBuffer(data.sizeInBytes());
                    data.copyTo(copy.nioBuffer(0, data.sizeInBytes()));
                    send(copy.writerIndex(data.sizeInBytes()));
                }
            }
        }

        private void send(Object message) {
            var unused = context.write(message, context.voidPromise());
        }
    }
}
