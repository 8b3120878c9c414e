package io.odradek.sim.plant;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * A disk as code sees it that forgot something: to sync some files, or to give some their names.
 */
record CarelessDisk(Disk disk, Predicate<Path> unsynced, Predicate<Path> unnamed) implements Disk {
    private static boolean never(Path path) {
        return false;
    }

    static Disk withoutSync(Disk disk, Predicate<Path> files) {
        return new CarelessDisk(disk, files, CarelessDisk::never);
    }

    static Disk withoutRename(Disk disk, Predicate<Path> names) {
        return new CarelessDisk(disk, CarelessDisk::never, names);
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        DiskFile file = disk.open(path, mode);
        return unsynced.test(path) ? new UnsyncedFile(file) : file;
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public boolean isDirectory(Path path) throws IOException {
        return disk.isDirectory(path);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (unnamed.test(to)) {
            disk.delete(from);
        } else {
            disk.rename(from, to);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return disk.usableBytes(path);
    }

    /** Everything but {@link #sync}. */
    private record UnsyncedFile(DiskFile file) implements DiskFile {
        @Override
        public int read(ByteBuffer dst, long position) throws IOException {
            return file.read(dst, position);
        }

        @Override
        public void write(ByteBuffer src, long position) throws IOException {
            file.write(src, position);
        }

        @Override
        public void write(ByteBuffer[] sources, long position) throws IOException {
            file.write(sources, position);
        }

        @Override
        public long transferTo(long position, long bytes, WritableByteChannel target)
                throws IOException {
            return file.transferTo(position, bytes, target);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void sync() {}

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
