package io.odradek.raft.store;

import io.odradek.log.io.DiskFile;
import io.odradek.raft.quorum.VoterSet;
import io.odradek.raft.quorum.VoterSetFormat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands before the state in a snapshot file, big-endian:
 *
 * <pre>
 * int32  magic
 * int32  version      1 or 2
 * int64  index
 * int32  term
 * int64  length of the state
 * from version 2 on:
 *   int32  length of the voters, 0 when the log did not name any
 *   bytes  voters as of the index
 *   int32  crc32c       of what came before
 * </pre>
 *
 * <p>It has a checksum of its own, so that the voters are known before all of the state is read.
 *
 * @param bytes how long the head is
 */
record SnapshotHead(SnapshotId id, long stateBytes, VoterSet voters, int bytes) {

    private static final int MAGIC = 0x4f52534e;
    private static final int FIXED_BYTES = 28;
    private static final int VOTERS_BYTES_MAX = 1 << 20;

    static ByteBuffer encode(SnapshotId id, long stateBytes, VoterSet voters) {
        byte[] names = voters.isEmpty() ? new byte[0] : VoterSetFormat.encode(voters);
        ByteBuffer head = ByteBuffer.allocate(FIXED_BYTES + 8 + names.length);
        head.putInt(MAGIC).putInt(2).putLong(id.index()).putInt(id.term()).putLong(stateBytes);
        head.putInt(names.length).put(names);
        CRC32C crc = new CRC32C();
        crc.update(head.slice(0, head.position()));
        return head.putInt((int) crc.getValue()).flip();
    }

    /** The head of {@code file}; null when it is damaged, or of a version not known here. */
    static @Nullable SnapshotHead read(DiskFile file) throws IOException {
        ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES + 4);
        Io.read(file, fixed, 0);
        if (fixed.limit() < FIXED_BYTES || fixed.getInt() != MAGIC) {
            return null;
        }
        int version = fixed.getInt();
        SnapshotId id = new SnapshotId(fixed.getLong(), fixed.getInt());
        long stateBytes = fixed.getLong();
        if (version == 1) {
            return new SnapshotHead(id, stateBytes, VoterSet.NONE, FIXED_BYTES);
        }
        if (version != 2 || fixed.remaining() < 4) {
            return null;
        }
        int names = fixed.getInt();
        if (names < 0 || names > VOTERS_BYTES_MAX) {
            return null;
        }
        ByteBuffer whole = ByteBuffer.allocate(FIXED_BYTES + 8 + names);
        Io.read(file, whole, 0);
        if (whole.limit() < whole.capacity()) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(whole.slice(0, whole.limit() - 4));
        if (whole.getInt(whole.limit() - 4) != (int) crc.getValue()) {
            return null;
        }
        byte[] voters = new byte[names];
        whole.get(FIXED_BYTES + 4, voters);
        return new SnapshotHead(
                id,
                stateBytes,
                names == 0 ? VoterSet.NONE : VoterSetFormat.decode(voters),
                whole.limit());
    }
}
