package io.odradek.sim.plant;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.WrappedDisk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A disk as code sees it that forgot something: to sync some files, to give some their names, or to
 * close some.
 */
final class CarelessDisk extends WrappedDisk {
    private final Predicate<Path> unsynced;
    private final Predicate<Path> unnamed;
    private final Predicate<Path> unclosed;

    private CarelessDisk(
            Disk disk,
            Predicate<Path> unsynced,
            Predicate<Path> unnamed,
            Predicate<Path> unclosed) {
        super(disk);
        this.unsynced = unsynced;
        this.unnamed = unnamed;
        this.unclosed = unclosed;
    }

    static Disk withoutSync(Disk disk, Predicate<Path> files) {
        return new CarelessDisk(disk, files, _ -> false, _ -> false);
    }

    static Disk withoutRename(Disk disk, Predicate<Path> names) {
        return new CarelessDisk(disk, _ -> false, names, _ -> false);
    }

    static Disk withoutClose(Disk disk, Predicate<Path> files) {
        return new CarelessDisk(disk, _ -> false, _ -> false, files);
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        DiskFile file = super.open(path, mode);
        if (unclosed.test(path)) {
            return new UnclosedFile(file);
        }
        return unsynced.test(path) ? new UnsyncedFile(file) : file;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (unnamed.test(to)) {
            delete(from);
        } else {
            super.rename(from, to);
        }
    }

    private static final class UnsyncedFile extends File {
        UnsyncedFile(DiskFile file) {
            super(file);
        }

        @Override
        public void sync() {}
    }

    private static final class UnclosedFile extends File {
        UnclosedFile(DiskFile file) {
            super(file);
        }

        @Override
        public void close() {}
    }
}
