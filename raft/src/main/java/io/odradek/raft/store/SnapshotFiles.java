package io.odradek.raft.store;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.raft.quorum.VoterSet;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The files {@code snapshot-<index>-<term>}: a head, the state machine's bytes, and a checksum over
 * both. Written beside, synced, then renamed; only the newest is kept. A follower receives the file
 * as it is, so the checksum is end to end.
 */
final class SnapshotFiles {

    private static final Pattern NAME = Pattern.compile("snapshot-(\\d{20})-(\\d{10})");
    private static final int CRC_BYTES = 4;

    private final Disk disk;
    private final Path directory;
    private SnapshotId newest = SnapshotId.NONE;
    private SnapshotId previous = SnapshotId.NONE;
    private @Nullable DiskFile receiving;

    SnapshotFiles(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** Finds the newest snapshots, and removes older and unfinished ones. */
    void recover() throws IOException {
        for (Path path : disk.list(directory)) {
            Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
            if (name.matches()) {
                // Listed by name, and so by index.
                previous = newest;
                newest =
                        new SnapshotId(
                                Long.parseLong(name.group(1)), Integer.parseInt(name.group(2)));
            }
        }
        if (newest.index() > 0) {
            // Its name may be known only to the page cache.
            disk.syncDirectory(directory);
        }
        removeOthers();
    }

    SnapshotId newest() {
        return newest;
    }

    SnapshotId previous() {
        return previous;
    }

    void write(SnapshotId id, VoterSet voters, byte[] state) throws IOException {
        ByteBuffer head = SnapshotHead.encode(id, state.length, voters);
        CRC32C crc = new CRC32C();
        crc.update(head.duplicate());
        crc.update(state);
        ByteBuffer foot = ByteBuffer.allocate(CRC_BYTES).putInt((int) crc.getValue()).flip();
        Path draft = draft();
        try (DiskFile file = disk.open(draft, Disk.Mode.CREATE)) {
            file.truncate(0);
            file.write(new ByteBuffer[] {head, ByteBuffer.wrap(state), foot}, 0);
            file.sync();
        }
        publish(draft, id);
    }

    /** The state in the newest snapshot. */
    byte[] read() throws IOException {
        Path path = directory.resolve(newest.fileName());
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            byte[] state = stateIn(file, newest);
            if (state == null) {
                throw new CorruptStoreException(path, 0, "its checksum does not match");
            }
            return state;
        }
    }

    /** The voters the newest snapshot names, none if it does not. */
    VoterSet voters() throws IOException {
        if (newest.index() == 0) {
            return VoterSet.NONE;
        }
        Path path = directory.resolve(newest.fileName());
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            SnapshotHead head = SnapshotHead.read(file);
            if (head == null || !head.id().equals(newest)) {
                throw new CorruptStoreException(path, 0, "its head is unreadable");
            }
            return head.voters();
        }
    }

    /** A piece of a snapshot's file; null when it is no longer kept. */
    @Nullable Piece readPiece(SnapshotId id, long offset, int bytesMax) throws IOException {
        if (!id.equals(newest) && !id.equals(previous)) {
            return null;
        }
        Path path = directory.resolve(id.fileName());
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            if (offset == 0 && stateIn(file, id) == null) {
                // A follower would find out, and ask for it again for ever.
                throw new CorruptStoreException(path, 0, "its checksum does not match");
            }
            long total = file.size();
            ByteBuffer piece = ByteBuffer.allocate(Math.clamp(total - offset, 0, bytesMax));
            Io.read(file, piece, offset);
            byte[] data = new byte[piece.remaining()];
            piece.get(data);
            return new Piece(total, data);
        }
    }

    /** Some bytes of a snapshot file that has {@code total} of them. */
    @SuppressWarnings("ArrayRecordComponent") // Opaque bytes on their way; nobody compares them.
    record Piece(long total, byte[] data) {}

    /** Begins to receive a file, in place of one half received. */
    void beginReceiving() throws IOException {
        abandonReceiving();
        DiskFile file = disk.open(incoming(), Disk.Mode.CREATE);
        file.truncate(0);
        receiving = file;
    }

    void receive(long offset, byte[] data) throws IOException {
        if (receiving == null) {
            throw new IllegalStateException("A snapshot's piece came before its beginning.");
        }
        receiving.write(ByteBuffer.wrap(data), offset);
    }

    /**
     * Checks what arrived and makes it the newest. Returns the voters it names; null, and drops it,
     * if it is damaged.
     */
    @Nullable VoterSet finishReceiving(SnapshotId id) throws IOException {
        DiskFile file = receiving;
        SnapshotHead head = file == null ? null : SnapshotHead.read(file);
        if (file == null || head == null || stateIn(file, id) == null) {
            abandonReceiving();
            return null;
        }
        file.sync();
        file.close();
        receiving = null;
        if (id.index() <= newest.index()) {
            disk.delete(incoming());
            return head.voters();
        }
        publish(incoming(), id);
        return head.voters();
    }

    private void abandonReceiving() throws IOException {
        DiskFile file = receiving;
        receiving = null;
        if (file != null) {
            file.close();
        }
    }

    private void publish(Path draft, SnapshotId id) throws IOException {
        disk.rename(draft, directory.resolve(id.fileName()));
        disk.syncDirectory(directory);
        previous = newest;
        newest = id;
        removeOthers();
    }

    private void removeOthers() throws IOException {
        List<Path> others = disk.list(directory).stream().filter(path -> isOther(path)).toList();
        for (Path path : others) {
            disk.delete(path);
        }
    }

    private boolean isOther(Path path) {
        String name = String.valueOf(path.getFileName());
        boolean beingReceived = receiving != null && path.equals(incoming());
        boolean kept = name.equals(newest.fileName()) || name.equals(previous.fileName());
        return name.startsWith("snapshot-") && !kept && !beingReceived;
    }

    private static byte @Nullable [] stateIn(DiskFile file, SnapshotId id) throws IOException {
        SnapshotHead head = SnapshotHead.read(file);
        boolean fits =
                head != null
                        && head.id().equals(id)
                        && head.stateBytes() == file.size() - head.bytes() - CRC_BYTES
                        && head.stateBytes() >= 0
                        && head.stateBytes() <= Integer.MAX_VALUE - 64;
        if (head == null || !fits) {
            return null;
        }
        ByteBuffer before = ByteBuffer.allocate(head.bytes());
        Io.read(file, before, 0);
        ByteBuffer rest = ByteBuffer.allocate((int) head.stateBytes());
        Io.read(file, rest, head.bytes());
        ByteBuffer foot = ByteBuffer.allocate(CRC_BYTES);
        Io.read(file, foot, head.bytes() + head.stateBytes());
        CRC32C crc = new CRC32C();
        crc.update(before);
        crc.update(rest.duplicate());
        boolean whole = rest.remaining() == head.stateBytes() && foot.remaining() == CRC_BYTES;
        return whole && foot.getInt() == (int) crc.getValue() ? rest.array() : null;
    }

    private Path draft() {
        return directory.resolve("snapshot-draft.tmp");
    }

    private Path incoming() {
        return directory.resolve("snapshot-incoming.tmp");
    }

    void close() throws IOException {
        abandonReceiving();
    }
}
