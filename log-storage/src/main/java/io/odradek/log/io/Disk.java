package io.odradek.log.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything Odradek does to files. {@code NioDisk} is the real one; the tests' {@code SimDisk}
 * forgets what was not synced when it crashes, tears writes, flips bits, fills up, stalls and
 * fails.
 *
 * <p>Thread-safe, as the operating system is: calls on different files may run at once. Every
 * method that touches the device throws {@link IOException}; a failed {@link DiskFile#sync} is
 * fatal for its directory and must never be retried as if nothing had happened.
 */
public interface Disk {

    /** How {@link #open} treats the file. */
    enum Mode {
        /** The file must exist; writes fail. */
        READ,
        /** The file must exist. */
        READ_WRITE,
        /** The file is created when missing. */
        CREATE
    }

    DiskFile open(Path path, Mode mode) throws IOException;

    boolean exists(Path path) throws IOException;

    /**
     * The entries of {@code directory}, sorted by name; empty when the directory does not exist.
     */
    List<Path> list(Path directory) throws IOException;

    boolean isDirectory(Path path) throws IOException;

    void createDirectories(Path directory) throws IOException;

    /** Replaces {@code to} atomically. Durable only after {@link #syncDirectory} of the parent. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty directory; returns quietly when there is none. */
    void delete(Path path) throws IOException;

    /** Makes creations, renames and deletions in {@code directory} durable. */
    void syncDirectory(Path directory) throws IOException;

    /** Bytes that can still be written on the file system that holds {@code path}. */
    long usableBytes(Path path) throws IOException;
}
