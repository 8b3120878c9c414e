package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.WholeFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * The file {@code partition.metadata}: which topic's incarnation this directory belongs to.
 * Stateless.
 */
public final class PartitionMetadata {

    private static final String NAME = "partition.metadata";

    private PartitionMetadata() {}

    /** Empty when the directory has none. */
    public static Optional<UUID> read(Disk disk, Path partitionDirectory) throws IOException {
        Path path = partitionDirectory.resolve(NAME);
        ByteBuffer bytes = WholeFile.read(disk, path, 4096).orElse(null);
        if (bytes == null) {
            return Optional.empty();
        }
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        for (String line : text.lines().toList()) {
            if (line.startsWith("topic_id:")) {
                return Optional.of(parse(path, line.substring("topic_id:".length()).strip()));
            }
        }
        throw new LogException(
                LogException.Category.CORRUPT, path + " has no line 'topic_id: ...'", null);
    }

    private static UUID parse(Path path, String id) throws LogException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(id));
            if (bytes.remaining() == 16) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new LogException(
                LogException.Category.CORRUPT, path + ": '" + id + "' is no topic id", null);
    }

    /** Durable when it returns. */
    public static void write(Disk disk, Path partitionDirectory, UUID topicId) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(16)
                        .putLong(topicId.getMostSignificantBits())
                        .putLong(topicId.getLeastSignificantBits());
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
        String text = "version: 0\ntopic_id: " + id + "\n";
        WholeFile.replace(
                disk, partitionDirectory.resolve(NAME), StandardCharsets.UTF_8.encode(text));
    }
}
