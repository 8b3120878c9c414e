package io.odradek.broker.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class FrameAssemblerTest {
    private static final int MAX = 1 << 20;

    private static FrameAssembler assembler() {
        return new FrameAssembler(new UnpooledByteBufAllocator(true), MAX);
    }

    private static byte[] frame(int length, int seed) {
        byte[] frame = new byte[4 + length];
        new Random(seed).nextBytes(frame);
        ByteBuffer.wrap(frame).putInt(0, length);
        return frame;
    }

    private static List<byte[]> drain(FrameAssembler assembler) {
        List<byte[]> frames = new ArrayList<>();
        for (@Nullable ByteBuf frame = assembler.next(); frame != null; frame = assembler.next()) {
            byte[] bytes = new byte[frame.readableBytes()];
            frame.readBytes(bytes);
            frame.release();
            frames.add(bytes);
        }
        return frames;
    }

    private static byte[] body(byte[] frame) {
        return java.util.Arrays.copyOfRange(frame, 4, frame.length);
    }

    @Test
    void twoFramesSplitAtEveryByteComeOutWhole() {
        byte[] one = frame(10, 1);
        byte[] two = frame(23, 2);
        byte[] both = new byte[one.length + two.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        for (int cut = 0; cut <= both.length; cut++) {
            for (int cut2 = cut; cut2 <= both.length; cut2++) {
                FrameAssembler assembler = assembler();
                List<byte[]> frames = new ArrayList<>();
                int from = 0;
                for (int to : new int[] {cut, cut2, both.length}) {
                    if (to > from) {
                        assembler.add(Unpooled.copiedBuffer(both, from, to - from));
                        frames.addAll(drain(assembler));
                        from = to;
                    }
                }
                assertEquals(2, frames.size(), "cut at " + cut + " and " + cut2);
                assertArrayEquals(body(one), frames.get(0));
                assertArrayEquals(body(two), frames.get(1));
                assembler.close();
            }
        }
    }

    @Test
    void aLongFrameInManyPiecesComesOutWhole() {
        byte[] frame = frame(700_000, 3);
        FrameAssembler assembler = assembler();
        for (int from = 0; from < frame.length; from += 1000) {
            assertNull(assembler.next());
            assembler.add(Unpooled.copiedBuffer(frame, from, Math.min(1000, frame.length - from)));
        }
        assertArrayEquals(body(frame), drain(assembler).getFirst());
    }

    @Test
    void aLengthAloneAllocatesNothingLarge() {
        CountingAllocator allocator = new CountingAllocator();
        FrameAssembler assembler = new FrameAssembler(allocator, MAX);
        byte[] frame = frame(MAX, 4);
        assembler.add(Unpooled.copiedBuffer(frame, 0, 8));
        assertEquals(MAX, assembler.nextLength());
        assembler.add(Unpooled.copiedBuffer(frame, 8, 8));
        assertTrue(allocator.largest <= 16 << 10, "allocated " + allocator.largest);
        assembler.close();
    }

    @Test
    void lengthsOutsideTheBoundsAreRefused() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 0, 7, MAX + 1, Integer.MAX_VALUE}) {
            FrameAssembler assembler = assembler();
            assembler.add(Unpooled.buffer().writeInt(length));
            String why =
                    String.valueOf(
                            assertThrows(BadFrameException.class, assembler::nextLength)
                                    .getMessage());
            assertTrue(why.contains(Integer.toString(length)), why);
            assembler.close();
        }
    }

    @Test
    void everyBufferIsReleased() {
        CountingAllocator allocator = new CountingAllocator();
        FrameAssembler assembler = new FrameAssembler(allocator, MAX);
        byte[] frame = frame(100_000, 5);
        for (int from = 0; from < frame.length; from += 7_000) {
            assembler.add(Unpooled.copiedBuffer(frame, from, Math.min(7_000, frame.length - from)));
        }
        drain(assembler);
        assembler.add(Unpooled.copiedBuffer(frame, 0, 5_000));
        assembler.add(Unpooled.copiedBuffer(frame, 5_000, 50_000));
        assembler.close();
        assertEquals(0, allocator.open());
    }
}
