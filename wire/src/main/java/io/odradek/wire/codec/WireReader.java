package io.odradek.wire.codec;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Reads one frame. Confined to its caller.
 *
 * <p>Trusts nothing: whatever the bytes say, the only thing thrown is {@link
 * MalformedMessageException}, and no length makes it allocate more than the bytes that are there
 * could fill. Bytes and records come back as slices of the frame, not as copies.
 */
public final class WireReader {
    private final ByteBuffer buffer;

    /** Reads from the buffer's position to its limit; the caller's buffer is not moved. */
    public WireReader(ByteBuffer frame) {
        this.buffer = frame.slice().order(ByteOrder.BIG_ENDIAN);
    }

    public int remaining() {
        return buffer.remaining();
    }

    public int position() {
        return buffer.position();
    }

    /** The 16 bits at an offset from the position, which stays. */
    public short peekInt16(String field, int offset) {
        need(field, offset + 2);
        return buffer.getShort(buffer.position() + offset);
    }

    public boolean bool(String field) {
        need(field, 1);
        return buffer.get() != 0;
    }

    public byte int8(String field) {
        need(field, 1);
        return buffer.get();
    }

    public short int16(String field) {
        need(field, 2);
        return buffer.getShort();
    }

    public int uint16(String field) {
        need(field, 2);
        return Short.toUnsignedInt(buffer.getShort());
    }

    public int int32(String field) {
        need(field, 4);
        return buffer.getInt();
    }

    public long int64(String field) {
        need(field, 8);
        return buffer.getLong();
    }

    public double float64(String field) {
        need(field, 8);
        return buffer.getDouble();
    }

    public UUID uuid(String field) {
        need(field, 16);
        long most = buffer.getLong();
        long least = buffer.getLong();
        return (most | least) == 0 ? Limits.ZERO_UUID : new UUID(most, least);
    }

    /** An unsigned varint of at most 31 bits: all the protocol's varints are lengths or tags. */
    public int uvarint(String field) {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            need(field, 1);
            byte b = buffer.get();
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                if (shift == 28 && b > 7) {
                    break;
                }
                return value;
            }
        }
        throw malformed(field, "a variable-length number longer than 31 bits");
    }

    /** Null only where the version allows it. */
    public @Nullable String nullableString(String field, boolean flexible) {
        int length = flexible ? uvarint(field) - 1 : int16(field);
        return length == -1 ? null : text(field, length);
    }

    public String string(String field, boolean flexible) {
        int length = flexible ? uvarint(field) - 1 : int16(field);
        if (length == -1) {
            throw malformed(field, "null, which this version does not allow");
        }
        return text(field, length);
    }

    private String text(String field, int length) {
        if (length < 0 || length > Limits.STRING_BYTES_MAX) {
            throw malformed(field, "a string of " + length + " bytes");
        }
        if (length == 0) {
            return "";
        }
        need(field, length);
        int start = buffer.position();
        buffer.position(start + length);
        if (buffer.hasArray()) {
            int from = buffer.arrayOffset() + start;
            return new String(buffer.array(), from, length, StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[length];
        buffer.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public @Nullable ByteBuffer nullableBytes(String field, boolean flexible) {
        int length = flexible ? uvarint(field) - 1 : int32(field);
        return length == -1 ? null : slice(field, length);
    }

    public ByteBuffer bytes(String field, boolean flexible) {
        ByteBuffer bytes = nullableBytes(field, flexible);
        if (bytes == null) {
            throw malformed(field, "null, which this version does not allow");
        }
        return bytes;
    }

    public @Nullable RecordData nullableRecords(String field, boolean flexible) {
        ByteBuffer bytes = nullableBytes(field, flexible);
        return bytes == null ? null : new ByteRecords(bytes);
    }

    public RecordData records(String field, boolean flexible) {
        return new ByteRecords(bytes(field, flexible));
    }

    private ByteBuffer slice(String field, int length) {
        if (length < 0) {
            throw malformed(field, length + " bytes");
        }
        need(field, length);
        int start = buffer.position();
        buffer.position(start + length);
        return buffer.slice(start, length);
    }

    /**
     * The length of an array whose elements take at least so many bytes each; -1 for null.
     *
     * @throws MalformedMessageException if so many elements cannot be in the bytes that remain
     */
    public int nullableArrayLength(String field, boolean flexible, int elementBytesMin) {
        int length = flexible ? uvarint(field) - 1 : int32(field);
        if (length < -1
                || length > Limits.ARRAY_LENGTH_MAX
                || (long) length * elementBytesMin > buffer.remaining()) {
            throw malformed(
                    field,
                    "an array of " + length + " elements in " + buffer.remaining() + " bytes");
        }
        return length;
    }

    public int arrayLength(String field, boolean flexible, int elementBytesMin) {
        int length = nullableArrayLength(field, flexible, elementBytesMin);
        if (length == -1) {
            throw malformed(field, "null, which this version does not allow");
        }
        return length;
    }

    /** Lists take a length of -1 for null, as {@link #nullableArrayLength} answers it. */
    public @Nullable List<Byte> int8s(String field, int length) {
        if (length < 0) {
            return null;
        }
        Byte[] values = new Byte[length];
        for (int i = 0; i < length; i++) {
            values[i] = int8(field);
        }
        return List.of(values);
    }

    public @Nullable List<Short> int16s(String field, int length) {
        if (length < 0) {
            return null;
        }
        Short[] values = new Short[length];
        for (int i = 0; i < length; i++) {
            values[i] = int16(field);
        }
        return List.of(values);
    }

    public @Nullable List<Integer> int32s(String field, int length) {
        if (length < 0) {
            return null;
        }
        Integer[] values = new Integer[length];
        for (int i = 0; i < length; i++) {
            values[i] = int32(field);
        }
        return List.of(values);
    }

    public @Nullable List<Long> int64s(String field, int length) {
        if (length < 0) {
            return null;
        }
        Long[] values = new Long[length];
        for (int i = 0; i < length; i++) {
            values[i] = int64(field);
        }
        return List.of(values);
    }

    public @Nullable List<UUID> uuids(String field, int length) {
        if (length < 0) {
            return null;
        }
        UUID[] values = new UUID[length];
        for (int i = 0; i < length; i++) {
            values[i] = uuid(field);
        }
        return List.of(values);
    }

    public @Nullable List<String> strings(String field, int length, boolean flexible) {
        if (length < 0) {
            return null;
        }
        String[] values = new String[length];
        for (int i = 0; i < length; i++) {
            values[i] = string(field, flexible);
        }
        return List.of(values);
    }

    /** Whether a structure that may be null is there. */
    public boolean present(String field) {
        return int8(field) >= 0;
    }

    /** Whether a structure that may be null is there, in a tagged field. */
    public boolean presentBehindTag(String field) {
        return uvarint(field) > 0;
    }

    /** How many tagged fields follow. */
    public int tagCount(String struct) {
        int count = uvarint(struct);
        // A tagged field is at least a tag and a size.
        if (count > Limits.TAGGED_FIELDS_MAX || count * 2 > buffer.remaining()) {
            throw malformed(struct, count + " tagged fields in " + buffer.remaining() + " bytes");
        }
        return count;
    }

    /** Reads a tagged field's size and answers the position where the field ends. */
    public int tagEnd(String struct) {
        int size = uvarint(struct);
        need(struct, size);
        return buffer.position() + size;
    }

    /** Checks that a tagged field took exactly the size it announced. */
    public void expectEnd(String field, int end) {
        if (buffer.position() != end) {
            throw malformed(field, "the field's announced size ends at byte " + end);
        }
    }

    /** Steps over a tagged field nobody here knows. */
    public void skipTo(int end) {
        buffer.position(end);
    }

    /** Steps over tagged fields of a structure that knows none. */
    public void skipTags(String struct) {
        for (int n = tagCount(struct); n > 0; n--) {
            uvarint(struct);
            skipTo(tagEnd(struct));
        }
    }

    /** Refuses bytes after a message's end. */
    public void expectEnd(String message) {
        if (buffer.hasRemaining()) {
            throw malformed(message, buffer.remaining() + " bytes follow the message's end");
        }
    }

    private void need(String field, int bytes) {
        if (buffer.remaining() < bytes) {
            throw malformed(
                    field, "needs " + bytes + " bytes, only " + buffer.remaining() + " remain");
        }
    }

    private MalformedMessageException malformed(String field, String problem) {
        return MalformedMessageException.at(field, buffer.position(), problem);
    }

    @Override
    public String toString() {
        return "WireReader" + Arrays.asList(buffer.position(), buffer.limit());
    }
}
