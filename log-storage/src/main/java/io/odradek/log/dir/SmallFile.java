package io.odradek.log.dir;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads and replaces the small text files of a log directory as a whole. */
final class SmallFile {

    /** Far above anything we write; a larger file is not ours and is not loaded. */
    private static final long BYTES_MAX = 1 << 20;

    private SmallFile() {}

    /** The file's text, which must be UTF-8. */
    static String read(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            long size = file.size();
            if (size > BYTES_MAX) {
                throw new IOException(
                        "%s has %d bytes, more than such a file can have; is it the right file?"
                                .formatted(path, size));
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
                // Reads until the buffer is full or the file ends.
            }
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IOException(path + " is not a text file (its bytes are not UTF-8)", e);
        }
    }

    /**
     * Replaces {@code path} by a file that holds {@code text}. A crash at any moment leaves the old
     * file or the new one, never a part; on return the new one is durable.
     */
    static void replace(Disk disk, Path path, String text) throws IOException {
        Path directory = parent(path);
        Path next = path.resolveSibling(path.getFileName() + ".tmp");
        disk.delete(next);
        try (DiskFile file = disk.open(next, Disk.Mode.CREATE)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.sync();
        }
        disk.rename(next, path);
        disk.syncDirectory(directory);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
