package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.WholeFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of a log directory that keeps one offset per partition: version 0, a count, then {@code
 * topic partition offset} lines. Stateless but for its place; writes replace the whole file and are
 * durable.
 */
public final class CheckpointFile {

    public static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";
    public static final String HIGH_WATERMARKS = "replication-offset-checkpoint";
    public static final String CLEANED_OFFSETS = "cleaner-offset-checkpoint";
    public static final String LOG_START_OFFSETS = "log-start-offset-checkpoint";

    private static final int MAX_BYTES = 256 << 20;

    /** A partition by name. */
    public record Partition(String topic, int partition) {}

    private final Disk disk;
    private final Path path;

    public CheckpointFile(Disk disk, Path logDirectory, String name) {
        this.disk = disk;
        this.path = logDirectory.resolve(name);
    }

    /**
     * Empty when there is no file. Throws {@link LogException} (corrupt) when it makes no sense.
     */
    public Map<Partition, Long> read() throws IOException {
        ByteBuffer bytes = WholeFile.read(disk, path, MAX_BYTES).orElse(null);
        Map<Partition, Long> offsets = new LinkedHashMap<>();
        if (bytes == null) {
            return offsets;
        }
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        for (String[] fields : CheckpointLines.parse(path, text.lines().toList(), 3)) {
            int partition = (int) CheckpointLines.number(path, fields[1]);
            offsets.put(
                    new Partition(fields[0], partition), CheckpointLines.number(path, fields[2]));
        }
        return offsets;
    }

    public void write(Map<Partition, Long> offsets) throws IOException {
        StringBuilder text = new StringBuilder("0\n").append(offsets.size()).append('\n');
        offsets.forEach(
                (at, offset) ->
                        text.append(at.topic)
                                .append(' ')
                                .append(at.partition)
                                .append(' ')
                                .append(offset)
                                .append('\n'));
        WholeFile.replace(disk, path, StandardCharsets.UTF_8.encode(text.toString()));
    }
}
