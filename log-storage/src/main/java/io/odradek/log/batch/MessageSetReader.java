package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Walks the records of a message set, formats 0 and 1, and those inside its compressed messages.
 * Every checksum is checked, those inside too. Confined; copies nothing that is not compressed.
 *
 * <p>{@link #next} throws {@link MalformedRecordException} where the bytes are no message set, or
 * one that may not be. Half a message at the end is an error too: its producer would believe it
 * written.
 */
public final class MessageSetReader {

    private final CRC32 crc = new CRC32();
    private final ByteBuffer set;
    private final int entryBytesMax;
    private int unpackedLeft;
    private int at;

    /** What is unpacked, null between compressed messages, and how far it has been read. */
    private @Nullable ByteBuffer inner;

    private int innerAt;
    private byte wrapperMagic;
    private long wrapperTimestamp;
    private boolean wrapperStamped;
    private long innerBase;
    private Compression compression = Compression.NONE;

    private long offset;
    private long timestamp;
    private boolean stamped;
    private @Nullable ByteBuffer key;
    private @Nullable ByteBuffer value;

    /**
     * @param set big-endian, from its position to its limit
     * @param entryBytesMax the largest message as it arrives, compressed or not, with its offset
     *     and size
     * @param unpackedBytesMax what all compressed messages together may unpack to
     */
    public MessageSetReader(ByteBuffer set, int entryBytesMax, int unpackedBytesMax) {
        this.set = set.slice();
        this.entryBytesMax = entryBytesMax;
        this.unpackedLeft = unpackedBytesMax;
    }

    /** Moves to the next record; false when there is none. */
    public boolean next() {
        while (true) {
            ByteBuffer unpacked = inner;
            if (unpacked == null) {
                if (at == set.limit()) {
                    return false;
                }
                int entry = at;
                at += entryBytes(set, entry, entryBytesMax);
                readEntry(set, entry);
                if (compression == Compression.NONE) {
                    return true;
                }
                open(set.get(entry + MessageFormat.MAGIC));
            } else if (innerAt < unpacked.limit()) {
                readInner(unpacked);
                return true;
            } else {
                inner = null;
            }
        }
    }

    private void readEntry(ByteBuffer in, int entry) {
        byte attributes = checked(in, entry);
        int codec = attributes & MessageFormat.COMPRESSION_BITS;
        if (codec > Compression.LZ4.id()) {
            throw new MalformedRecordException(
                    "message formats 0 and 1 know no compression type " + codec);
        }
        compression = Compression.known(codec);
    }

    /** Unpacks the message just read. */
    private void open(byte magic) {
        ByteBuffer packed = value;
        if (packed == null) {
            throw new MalformedRecordException("a compressed message without a value");
        }
        ByteBuffer unpacked = Codecs.unpackOld(compression, magic, packed, unpackedLeft);
        unpackedLeft -= unpacked.remaining();
        long last = -1;
        for (int i = 0; i < unpacked.limit(); ) {
            int bytes = entryBytes(unpacked, i, Integer.MAX_VALUE);
            last = unpacked.getLong(i + MessageFormat.OFFSET);
            i += bytes;
        }
        if (unpacked.limit() == 0) {
            throw new MalformedRecordException(
                    RejectReason.INVALID_RECORD, "a compressed message with nothing in it");
        }
        inner = unpacked;
        innerAt = 0;
        wrapperMagic = magic;
        wrapperTimestamp = timestamp;
        wrapperStamped = stamped;
        // Format 0 counts from the log's start, format 1 within the message, whose own offset is
        // that of its last record. Some producers leave that one 0.
        innerBase = magic == MessageFormat.MAGIC_V0 ? 0 : Math.max(0, offset - last);
    }

    private void readInner(ByteBuffer unpacked) {
        int entry = innerAt;
        innerAt += entryBytes(unpacked, entry, Integer.MAX_VALUE);
        byte attributes = checked(unpacked, entry);
        if ((attributes & MessageFormat.COMPRESSION_BITS) != 0) {
            throw new MalformedRecordException(
                    RejectReason.INVALID_RECORD, "a compressed message inside a compressed one");
        }
        byte magic = unpacked.get(entry + MessageFormat.MAGIC);
        if (magic != wrapperMagic) {
            throw new MalformedRecordException(
                    RejectReason.INVALID_RECORD,
                    "a message of format " + magic + " inside one of format " + wrapperMagic);
        }
        offset += innerBase;
        stamped = wrapperStamped;
        if (stamped) {
            timestamp = wrapperTimestamp;
        }
    }

    /** The size of the entry at {@code entry}, which is whole. */
    private static int entryBytes(ByteBuffer in, int entry, int max) {
        int available = in.limit() - entry;
        if (available < MessageFormat.emptyEntryBytes(MessageFormat.MAGIC_V0)) {
            throw new MalformedRecordException(available + " bytes are too few for a message");
        }
        int size = in.getInt(entry + MessageFormat.SIZE);
        byte magic = in.get(entry + MessageFormat.MAGIC);
        if (magic != MessageFormat.MAGIC_V0 && magic != MessageFormat.MAGIC_V1) {
            throw new MalformedRecordException("a message of format " + magic + " among old ones");
        }
        if (size > available - MessageFormat.PREFIX
                || size < MessageFormat.emptyEntryBytes(magic) - MessageFormat.PREFIX) {
            throw new MalformedRecordException(
                    "a message claims " + size + " bytes where " + available + " have arrived");
        }
        int bytes = MessageFormat.PREFIX + size;
        if (bytes > max) {
            throw new MalformedRecordException(
                    RejectReason.TOO_LARGE,
                    "A message of "
                            + bytes
                            + " bytes exceeds max.message.bytes="
                            + max
                            + "; send smaller ones or raise it for the topic");
        }
        return bytes;
    }

    /** Reads the fields of a whole entry; returns its attributes. */
    private byte checked(ByteBuffer in, int entry) {
        int end = entry + MessageFormat.PREFIX + in.getInt(entry + MessageFormat.SIZE);
        crc.reset();
        crc.update(in.slice(entry + MessageFormat.MAGIC, end - entry - MessageFormat.MAGIC));
        if ((int) crc.getValue() != in.getInt(entry + MessageFormat.CRC)) {
            throw new MalformedRecordException("the checksum of a message does not fit its bytes");
        }
        byte magic = in.get(entry + MessageFormat.MAGIC);
        byte attributes = in.get(entry + MessageFormat.ATTRIBUTES);
        offset = in.getLong(entry + MessageFormat.OFFSET);
        if (magic == MessageFormat.MAGIC_V0) {
            timestamp = BatchFormat.NO_TIMESTAMP;
            stamped = false;
        } else {
            timestamp = in.getLong(entry + MessageFormat.TIMESTAMP_V1);
            stamped = (attributes & MessageFormat.LOG_APPEND_TIME_BIT) != 0;
        }
        int keyAt = entry + MessageFormat.key(magic);
        int keyEnd = fieldEnd(in, keyAt, end - Integer.BYTES);
        int valueEnd = fieldEnd(in, keyEnd, end);
        if (valueEnd != end) {
            throw new MalformedRecordException("a message does not end where its size says");
        }
        key = field(in, keyAt);
        value = field(in, keyEnd);
        return attributes;
    }

    private static int fieldEnd(ByteBuffer in, int at, int end) {
        int length = in.getInt(at);
        if (length < -1 || length > end - at - Integer.BYTES) {
            throw new MalformedRecordException("a message's key or value of " + length + " bytes");
        }
        return at + Integer.BYTES + Math.max(0, length);
    }

    private static @Nullable ByteBuffer field(ByteBuffer in, int at) {
        int length = in.getInt(at);
        return length < 0 ? null : in.slice(at + Integer.BYTES, length);
    }

    /** How the record came: the codec of the message around it. */
    public Compression compression() {
        return compression;
    }

    public long offset() {
        return offset;
    }

    /** -1 in format 0, which has none. */
    public long timestamp() {
        return timestamp;
    }

    public TimestampType timestampType() {
        return stamped ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
    }

    public @Nullable ByteBuffer key() {
        return key;
    }

    public @Nullable ByteBuffer value() {
        return value;
    }
}
