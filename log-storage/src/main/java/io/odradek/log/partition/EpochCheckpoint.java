package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.WholeFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The file {@code leader-epoch-checkpoint}: a version (0), a count, then {@code epoch startOffset}
 * lines. Stateless.
 */
final class EpochCheckpoint {

    private static final String NAME = "leader-epoch-checkpoint";
    private static final int MAX_BYTES = 64 << 20;

    private EpochCheckpoint() {}

    static void load(Disk disk, Path directory, EpochHistory into) throws IOException {
        Path path = directory.resolve(NAME);
        ByteBuffer bytes = WholeFile.read(disk, path, MAX_BYTES).orElse(null);
        if (bytes == null) {
            return;
        }
        List<String> lines = StandardCharsets.UTF_8.decode(bytes).toString().lines().toList();
        int previous = -1;
        for (String[] fields : CheckpointLines.parse(path, lines, 2)) {
            int epoch = (int) CheckpointLines.number(path, fields[0]);
            long start = CheckpointLines.number(path, fields[1]);
            if (epoch <= previous) {
                throw new LogException(
                        LogException.Category.CORRUPT,
                        path + ": epoch " + epoch + " follows epoch " + previous,
                        null);
            }
            previous = epoch;
            into.assign(epoch, start);
        }
    }

    static void delete(Disk disk, Path directory) throws IOException {
        disk.delete(directory.resolve(NAME));
    }

    static void save(Disk disk, Path directory, List<EpochHistory.Entry> entries)
            throws IOException {
        StringBuilder text = new StringBuilder("0\n").append(entries.size()).append('\n');
        for (EpochHistory.Entry entry : entries) {
            text.append(entry.epoch()).append(' ').append(entry.startOffset()).append('\n');
        }
        WholeFile.replace(
                disk, directory.resolve(NAME), StandardCharsets.UTF_8.encode(text.toString()));
    }
}
