package io.odradek.wire.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.odradek.wire.Seeds;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

final class StringsAndSizesTest {
    @Test
    void textIsMeasuredAndWrittenAsJavaEncodesIt() {
        long seed = Seeds.choose(StringsAndSizesTest.class);
        RandomGenerator random = Seeds.random(seed, "text", 0, 0);
        for (int round = 0; round < 20_000; round++) {
            String text = text(random);
            byte[] expected = text.getBytes(StandardCharsets.UTF_8);
            assertEquals(expected.length, Sizes.utf8(text), () -> escaped(text));
            ByteBuffer buffer = ByteBuffer.allocate(Sizes.string(text, false));
            new WireWriter(buffer).string("text", text, false, false);
            byte[] actual = new byte[expected.length];
            buffer.flip().position(2).get(actual);
            assertArrayEquals(expected, actual, () -> escaped(text));
        }
    }

    /** Every kind of char, lone surrogates too. */
    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int kinds = random.nextInt(1, 16);
        for (int n = random.nextInt(12); n > 0; n--) {
            switch (kinds & 1 << random.nextInt(4)) {
                case 1 -> text.append((char) random.nextInt(0x80, 0x800));
                case 2 -> text.append((char) random.nextInt(0x800, 0xd800));
                case 4 -> text.append((char) random.nextInt(0xd800, 0xe000));
                case 8 -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
                default -> text.append((char) random.nextInt(0x80));
            }
        }
        return text.toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
        return escaped.toString();
    }

    @Test
    void variableLengthNumbersAreMeasuredAsWritten() {
        for (int bits = 0; bits < 31; bits++) {
            for (int value : new int[] {(1 << bits) - 1, 1 << bits, (1 << bits) + 1}) {
                ByteBuffer buffer = ByteBuffer.allocate(5);
                new WireWriter(buffer).uvarint(value);
                assertEquals(Sizes.uvarint(value), buffer.position(), "size of " + value);
                assertEquals(value, new WireReader(buffer.flip()).uvarint("number"));
            }
        }
    }

    @Test
    void aStringTooLongForTheProtocolIsRefusedByName() {
        WireWriter out = new WireWriter(ByteBuffer.allocate(40_000));
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> out.string("Some.field", "x".repeat(32_768), true, false));
        assertEquals("Some.field has 32768 bytes; at most 32767 fit into a string", e.getMessage());
    }

    @Test
    void nullIsRefusedByNameWhereTheVersionDoesNotAllowIt() {
        WireWriter out = new WireWriter(ByteBuffer.allocate(10));
        var e =
                assertThrows(
                        UnsupportedVersionException.class,
                        () -> out.string("Some.field", null, true, false));
        assertEquals("Some.field is null, which this version does not allow", e.getMessage());
    }

    @Test
    void directMemoryReadsLikeHeapMemory() {
        ByteBuffer direct = ByteBuffer.allocateDirect(32);
        WireWriter out = new WireWriter(direct);
        out.string("text", "käse", true, false);
        out.bytes("bytes", ByteBuffer.wrap(new byte[] {1, 2, 3}), false, false);
        WireReader in = new WireReader(direct.flip());
        assertEquals("käse", in.string("text", true));
        assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), in.bytes("bytes", false));
    }
}
