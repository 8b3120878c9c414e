package io.odradek.wire.codec;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Writes one message into a buffer of exactly the right size, record data excepted: that is kept as
 * it is, with the place where it belongs, and comes out in order from {@link #drainTo}. Confined to
 * its caller.
 */
public final class WireWriter {
    private final ByteBuffer buffer;
    private final List<RecordData> records = new ArrayList<>(0);
    private int[] recordPositions = new int[4];

    /**
     * @param buffer room for a message's {@code size - recordBytes}, from its position on
     */
    public WireWriter(ByteBuffer buffer) {
        this.buffer = buffer.order(ByteOrder.BIG_ENDIAN);
    }

    /** What a drained message consists of, in order. */
    public interface Chunks {
        /** Bytes {@code from} to {@code to} of the writer's buffer. */
        void bytes(int from, int to);

        void records(RecordData data);
    }

    /** Hands over everything written since the buffer's position was {@code start}, in order. */
    public void drainTo(int start, Chunks chunks) {
        int from = start;
        for (int i = 0; i < records.size(); i++) {
            if (recordPositions[i] > from) {
                chunks.bytes(from, recordPositions[i]);
                from = recordPositions[i];
            }
            chunks.records(records.get(i));
        }
        if (buffer.position() > from) {
            chunks.bytes(from, buffer.position());
        }
    }

    /** Whether the message has record data, without which the buffer is all there is. */
    public boolean hasRecords() {
        return !records.isEmpty();
    }

    public int position() {
        return buffer.position();
    }

    public void bool(boolean value) {
        buffer.put((byte) (value ? 1 : 0));
    }

    public void int8(byte value) {
        buffer.put(value);
    }

    public void int16(short value) {
        buffer.putShort(value);
    }

    public void uint16(String field, int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException(
                    field + " is " + value + ", which 16 bits do not hold");
        }
        buffer.putShort((short) value);
    }

    public void int32(int value) {
        buffer.putInt(value);
    }

    public void int64(long value) {
        buffer.putLong(value);
    }

    public void float64(double value) {
        buffer.putDouble(value);
    }

    public void uuid(UUID value) {
        buffer.putLong(value.getMostSignificantBits());
        buffer.putLong(value.getLeastSignificantBits());
    }

    public void uvarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            buffer.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    /**
     * @param nullable whether the version allows null here
     */
    public void string(String field, @Nullable String value, boolean flexible, boolean nullable) {
        if (value == null) {
            nullLength(field, flexible, nullable, 2);
            return;
        }
        int length = Sizes.utf8(value);
        if (length > Limits.STRING_BYTES_MAX) {
            throw new IllegalArgumentException(
                    field + " has " + length + " bytes; at most 32767 fit into a string");
        }
        if (flexible) {
            uvarint(length + 1);
        } else {
            buffer.putShort((short) length);
        }
        if (length == value.length()) {
            for (int i = 0; i < length; i++) {
                buffer.put(asciiOrMark(value.charAt(i)));
            }
        } else {
            buffer.put(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** As many bytes as chars: each is ASCII, or a lone surrogate, which becomes a '?'. */
    private static byte asciiOrMark(char c) {
        return c < 0x80 ? (byte) c : (byte) '?';
    }

    public void bytes(
            String field, @Nullable ByteBuffer value, boolean flexible, boolean nullable) {
        if (value == null) {
            nullLength(field, flexible, nullable, 4);
            return;
        }
        int length = value.remaining();
        blobLength(length, flexible);
        int at = buffer.position();
        buffer.position(at + length);
        buffer.put(at, value, value.position(), length);
    }

    public void records(
            String field, @Nullable RecordData value, boolean flexible, boolean nullable) {
        if (value == null) {
            nullLength(field, flexible, nullable, 4);
            return;
        }
        int length = value.sizeInBytes();
        blobLength(length, flexible);
        if (length == 0) {
            return;
        }
        if (records.size() == recordPositions.length) {
            recordPositions = Arrays.copyOf(recordPositions, 2 * records.size());
        }
        recordPositions[records.size()] = buffer.position();
        records.add(value);
    }

    private void blobLength(int length, boolean flexible) {
        if (flexible) {
            uvarint(length + 1);
        } else {
            buffer.putInt(length);
        }
    }

    public void arrayLength(
            String field, @Nullable List<?> list, boolean flexible, boolean nullable) {
        if (list == null) {
            nullLength(field, flexible, nullable, 4);
        } else if (flexible) {
            uvarint(list.size() + 1);
        } else {
            buffer.putInt(list.size());
        }
    }

    private void nullLength(String field, boolean flexible, boolean nullable, int width) {
        if (!nullable) {
            throw new UnsupportedVersionException(
                    field + " is null, which this version does not allow");
        }
        if (flexible) {
            buffer.put((byte) 0);
        } else if (width == 2) {
            buffer.putShort((short) -1);
        } else {
            buffer.putInt(-1);
        }
    }

    public void int8s(
            String field, @Nullable List<Byte> values, boolean flexible, boolean nullable) {
        arrayLength(field, values, flexible, nullable);
        if (values != null) {
            for (byte value : values) {
                buffer.put(value);
            }
        }
    }

    public void int16s(
            String field, @Nullable List<Short> values, boolean flexible, boolean nullable) {
        arrayLength(field, values, flexible, nullable);
        if (values != null) {
            for (short value : values) {
                buffer.putShort(value);
            }
        }
    }

    public void int32s(
            String field, @Nullable List<Integer> values, boolean flexible, boolean nullable) {
        arrayLength(field, values, flexible, nullable);
        if (values != null) {
            for (int value : values) {
                buffer.putInt(value);
            }
        }
    }

    public void int64s(
            String field, @Nullable List<Long> values, boolean flexible, boolean nullable) {
        arrayLength(field, values, flexible, nullable);
        if (values != null) {
            for (long value : values) {
                buffer.putLong(value);
            }
        }
    }

    public void uuids(
            String field, @Nullable List<UUID> values, boolean flexible, boolean nullable) {
        arrayLength(field, values, flexible, nullable);
        if (values != null) {
            for (UUID value : values) {
                uuid(value);
            }
        }
    }

    public void strings(
            String field, @Nullable List<String> values, boolean flexible, boolean nullable) {
        arrayLength(field, values, flexible, nullable);
        if (values != null) {
            for (String value : values) {
                string(field, value, flexible, false);
            }
        }
    }

    /** Writes the mark before a structure that may be null, and answers whether it is there. */
    public boolean present(@Nullable Object structure) {
        buffer.put((byte) (structure != null ? 1 : -1));
        return structure != null;
    }

    /** As {@link #present}, in a tagged field. */
    public boolean presentBehindTag(@Nullable Object structure) {
        buffer.put((byte) (structure != null ? 1 : 0));
        return structure != null;
    }

    /** A structure without tagged fields. */
    public void noTags() {
        buffer.put((byte) 0);
    }

    /** Begins a tagged field of the given size. */
    public void tag(int tag, int size) {
        uvarint(tag);
        uvarint(size);
    }
}
