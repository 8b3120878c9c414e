package io.odradek.raft.store;

import io.odradek.raft.Entry;
import io.odradek.raft.RaftConfig;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * An entry on the disk, big-endian:
 *
 * <pre>
 * int32  length       bytes after the checksum
 * int32  crc32c       of what follows
 * int64  syncedIndex  the log was known to be synced so far when this was written
 * int64  index
 * int32  term
 * int8   kind
 * bytes  payload
 * </pre>
 *
 * <p>{@code syncedIndex} tells a torn tail from damage: if anything behind an unreadable place was
 * written when that place was synced already, then the disk lost what it had promised to keep.
 */
final class EntryFormat {

    static final int PREFIX_BYTES = 8;
    static final int HEAD_BYTES = PREFIX_BYTES + 21;

    /** A whole entry as found on the disk. */
    record Stored(Entry entry, long syncedIndex, int bytes) {}

    private EntryFormat() {}

    static int sizeOf(Entry entry) {
        return HEAD_BYTES + entry.payload().length;
    }

    static void write(Entry entry, long syncedIndex, ByteBuffer target) {
        int start = target.position();
        target.putInt(sizeOf(entry) - PREFIX_BYTES);
        target.putInt(0);
        target.putLong(syncedIndex);
        target.putLong(entry.index());
        target.putInt(entry.term());
        target.put((byte) entry.kind().code());
        target.put(entry.payload());
        target.putInt(start + 4, crc(target, start + PREFIX_BYTES, target.position()));
    }

    /** Whether {@code length}, read from the disk, may be an entry's. */
    static boolean isPlausible(int length) {
        return length >= HEAD_BYTES - PREFIX_BYTES
                && length <= HEAD_BYTES - PREFIX_BYTES + RaftConfig.ENTRY_BYTES_MAX;
    }

    /**
     * The entry at the position of {@code source}, which stays there; null when it is not whole.
     */
    static @Nullable Stored read(ByteBuffer source) {
        int start = source.position();
        if (source.remaining() < HEAD_BYTES) {
            return null;
        }
        int length = source.getInt(start);
        if (!isPlausible(length) || source.remaining() - PREFIX_BYTES < length) {
            return null;
        }
        int end = start + PREFIX_BYTES + length;
        if (source.getInt(start + 4) != crc(source, start + PREFIX_BYTES, end)) {
            return null;
        }
        byte[] payload = new byte[length - (HEAD_BYTES - PREFIX_BYTES)];
        source.get(start + HEAD_BYTES, payload);
        Entry entry =
                new Entry(
                        source.getLong(start + 16),
                        source.getInt(start + 24),
                        Entry.Kind.of(source.get(start + 28)),
                        payload);
        return new Stored(entry, source.getLong(start + 8), PREFIX_BYTES + length);
    }

    private static int crc(ByteBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, to - from));
        return (int) crc.getValue();
    }
}
