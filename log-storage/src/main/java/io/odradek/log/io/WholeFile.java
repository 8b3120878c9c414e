package io.odradek.log.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Small files that are read and replaced as a whole. Stateless. */
public final class WholeFile {

    private WholeFile() {}

    /** Everything in the file; empty when there is no such file. Refuses more than maxBytes. */
    public static Optional<ByteBuffer> read(Disk disk, Path path, int maxBytes) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            long size = file.size();
            if (size > maxBytes) {
                throw new IOException(
                        path
                                + " has "
                                + size
                                + " bytes, more than the "
                                + maxBytes
                                + " it may have");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining()) {
                if (file.read(bytes, bytes.position()) < 0) {
                    throw new EOFException(path + " shrank while it was read");
                }
            }
            return Optional.of(bytes.flip());
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    /**
     * Replaces the file; after a crash it holds either the old bytes or the new ones, and once this
     * returns, the new ones.
     */
    public static void replace(Disk disk, Path path, ByteBuffer bytes) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        try (DiskFile file = disk.open(temporary, Disk.Mode.CREATE)) {
            file.truncate(0);
            file.write(bytes, 0);
            file.sync();
        }
        disk.rename(temporary, path);
        Path directory = path.getParent();
        if (directory != null) {
            disk.syncDirectory(directory);
        }
    }
}
