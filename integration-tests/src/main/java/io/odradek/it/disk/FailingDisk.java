package io.odradek.it.disk;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.NioDisk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The operating system's disk, with one difference: while a file {@code X.failed} stands beside a
 * directory {@code X}, whatever is done to a file in {@code X}, or right below it, fails with EIO.
 * A node takes it by {@code -Dodradek.disk=} and this class's name.
 */
public final class FailingDisk implements Disk {
    private static final String SUFFIX = ".failed";

    /** Log directory, partition, file. */
    private static final int DEPTH = 3;

    private final Disk real = new NioDisk();

    /** What makes {@code directory} fail while it is there. */
    public static Path mark(Path directory) {
        return directory.resolveSibling(directory.getFileName() + SUFFIX);
    }

    private static void check(Path path) throws IOException {
        @Nullable Path at = path;
        for (int i = 0; i < DEPTH && at != null && at.getFileName() != null; i++) {
            if (Files.exists(mark(at))) {
                throw new IOException(path + ": Input/output error");
            }
            at = at.getParent();
        }
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        check(path);
        return new Failing(path, real.open(path, mode));
    }

    @Override
    public boolean exists(Path path) throws IOException {
        check(path);
        return real.exists(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        check(directory);
        return real.list(directory);
    }

    @Override
    public boolean isDirectory(Path path) throws IOException {
        check(path);
        return real.isDirectory(path);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        check(directory);
        real.createDirectories(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        check(from);
        check(to);
        real.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        check(path);
        real.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        check(directory);
        real.syncDirectory(directory);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        check(path);
        return real.usableBytes(path);
    }

    /** A file that was opened in good times. */
    private record Failing(Path path, DiskFile real) implements DiskFile {
        @Override
        public int read(ByteBuffer dst, long position) throws IOException {
            check(path);
            return real.read(dst, position);
        }

        @Override
        public void write(ByteBuffer src, long position) throws IOException {
            check(path);
            real.write(src, position);
        }

        @Override
        public void write(ByteBuffer[] sources, long position) throws IOException {
            check(path);
            real.write(sources, position);
        }

        @Override
        public long transferTo(long position, long bytes, WritableByteChannel target)
                throws IOException {
            check(path);
            return real.transferTo(position, bytes, target);
        }

        @Override
        public void truncate(long size) throws IOException {
            check(path);
            real.truncate(size);
        }

        @Override
        public long size() throws IOException {
            check(path);
            return real.size();
        }

        @Override
        public void sync() throws IOException {
            check(path);
            real.sync();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }

        @Override
        public String toString() {
            return real.toString();
        }
    }
}
