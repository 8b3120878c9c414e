package io.odradek.raft.store;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The file {@code quorum-state}: the latest term and whom this node voted for in it. Text, for
 * people; checked, because a forgotten vote elects two leaders. Replaced atomically and durably.
 */
final class VoteFile {

    record Vote(int term, int votedFor) {
        static final Vote NONE = new Vote(0, -1);
    }

    private static final Pattern SHAPE =
            Pattern.compile("(version=1\nterm=(\\d+)\nvotedFor=(-?\\d+)\n)crc32c=(\\d+)\n");
    private static final int BYTES_MAX = 200;

    private final Disk disk;
    private final Path directory;
    private final Path path;

    VoteFile(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.path = directory.resolve("quorum-state");
    }

    boolean exists() throws IOException {
        return disk.exists(path);
    }

    Vote read() throws IOException {
        if (!exists()) {
            return Vote.NONE;
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            Io.read(file, bytes, 0);
        }
        Matcher text = SHAPE.matcher(StandardCharsets.US_ASCII.decode(bytes));
        if (!text.matches() || crc(text.group(1)) != Long.parseLong(text.group(4))) {
            throw new CorruptStoreException(path, 0, "it does not say what was voted");
        }
        return new Vote(Integer.parseInt(text.group(2)), Integer.parseInt(text.group(3)));
    }

    void write(Vote vote) throws IOException {
        String text = "version=1\nterm=%d\nvotedFor=%d\n".formatted(vote.term(), vote.votedFor());
        byte[] bytes = (text + "crc32c=" + crc(text) + "\n").getBytes(StandardCharsets.US_ASCII);
        Path draft = directory.resolve("quorum-state.tmp");
        try (DiskFile file = disk.open(draft, Disk.Mode.CREATE)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(bytes), 0);
            file.sync();
        }
        disk.rename(draft, path);
        disk.syncDirectory(directory);
    }

    private static long crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }
}
