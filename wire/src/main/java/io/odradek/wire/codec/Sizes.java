package io.odradek.wire.codec;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/** How many bytes a value will take, computed without encoding it. */
public final class Sizes {
    private Sizes() {}

    /** Bytes of an unsigned varint: seven bits each. */
    public static int uvarint(int value) {
        return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    public static int string(@Nullable String value, boolean flexible) {
        if (value == null) {
            return flexible ? 1 : 2;
        }
        int length = utf8(value);
        return length + (flexible ? uvarint(length + 1) : 2);
    }

    public static int bytes(@Nullable ByteBuffer value, boolean flexible) {
        return value == null ? (flexible ? 1 : 4) : blob(value.remaining(), flexible);
    }

    public static int records(@Nullable RecordData value, boolean flexible) {
        return value == null ? (flexible ? 1 : 4) : blob(value.sizeInBytes(), flexible);
    }

    private static int blob(int length, boolean flexible) {
        return Math.addExact(length, flexible ? uvarint(length + 1) : 4);
    }

    /** The length field of an array. */
    public static int arrayLength(@Nullable List<?> list, boolean flexible) {
        return !flexible ? 4 : list == null ? 1 : uvarint(list.size() + 1);
    }

    /** An array of numbers of the same width. */
    public static int fixed(@Nullable List<?> list, int width, boolean flexible) {
        return arrayLength(list, flexible) + (list == null ? 0 : list.size() * width);
    }

    public static int strings(@Nullable List<String> list, boolean flexible) {
        int size = arrayLength(list, flexible);
        if (list != null) {
            for (String value : list) {
                size += string(value, flexible);
            }
        }
        return size;
    }

    /** Bytes of a string in UTF-8; a lone surrogate counts as the question mark it becomes. */
    public static int utf8(String value) {
        int chars = value.length();
        int size = chars;
        for (int i = 0; i < chars; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                size++;
            } else if (!Character.isSurrogate(c)) {
                size += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < chars
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                size += 2;
                i++;
            }
        }
        return size;
    }
}
