package io.odradek.log.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;

/** A disk that passes everything on; planted bugs change some of it. */
public class WrappedDisk implements Disk {

    private final Disk real;

    public WrappedDisk(Disk real) {
        this.real = real;
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        return real.open(path, mode);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return real.exists(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public boolean isDirectory(Path path) throws IOException {
        return real.isDirectory(path);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        real.createDirectories(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        real.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        real.syncDirectory(directory);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return real.usableBytes(path);
    }

    /** A file that does. */
    public static class File implements DiskFile {

        private final DiskFile real;

        public File(DiskFile real) {
            this.real = real;
        }

        @Override
        public void sync() throws IOException {
            real.sync();
        }

        @Override
        public int read(ByteBuffer dst, long position) throws IOException {
            return real.read(dst, position);
        }

        @Override
        public void write(ByteBuffer src, long position) throws IOException {
            real.write(src, position);
        }

        @Override
        public void write(ByteBuffer[] sources, long position) throws IOException {
            real.write(sources, position);
        }

        @Override
        public long transferTo(long position, long bytes, WritableByteChannel target)
                throws IOException {
            return real.transferTo(position, bytes, target);
        }

        @Override
        public void truncate(long size) throws IOException {
            real.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
