package io.odradek.raft.store;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.raft.RaftStatus.Voter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The file {@code quorum-state}: the latest term and whom this node voted for in it, with the
 * directory in a dynamic quorum (version 2). Text, for people; checked, because a forgotten vote
 * elects two leaders. Replaced atomically and durably.
 */
final class VoteFile {

    /**
     * @param votedDirectory {@link Voter#NO_DIRECTORY} where voters are known by id alone
     */
    record Vote(int term, int votedFor, UUID votedDirectory) {
        static final Vote NONE = new Vote(0, -1, Voter.NO_DIRECTORY);
    }

    private static final Pattern SHAPE =
            Pattern.compile(
                    "(version=[12]\nterm=(\\d+)\nvotedFor=(-?\\d+)\n(?:votedDirectory=([0-9a-f-]{36})\n)?)crc32c=(\\d+)\n");
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
        if (!text.matches() || crc(text.group(1)) != Long.parseLong(text.group(5))) {
            throw new CorruptStoreException(path, 0, "it does not say what was voted");
        }
        String directoryId = text.group(4);
        return new Vote(
                Integer.parseInt(text.group(2)),
                Integer.parseInt(text.group(3)),
                directoryId == null ? Voter.NO_DIRECTORY : UUID.fromString(directoryId));
    }

    void write(Vote vote) throws IOException {
        boolean named = !vote.votedDirectory().equals(Voter.NO_DIRECTORY);
        String text =
                "version=%d\nterm=%d\nvotedFor=%d\n"
                        .formatted(named ? 2 : 1, vote.term(), vote.votedFor());
        text += named ? "votedDirectory=%s\n".formatted(vote.votedDirectory()) : "";
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
