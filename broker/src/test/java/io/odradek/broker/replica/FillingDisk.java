package io.odradek.broker.replica;

import io.odradek.log.io.DiskFile;
import io.odradek.log.io.DiskFullException;
import io.odradek.log.io.NioDisk;
import io.odradek.log.io.WrappedDisk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A real disk that is full when a test says so. */
final class FillingDisk extends WrappedDisk {
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean full;

    FillingDisk() {
        super(new NioDisk());
    }

    void full(boolean now) {
        full = now;
    }

    /** Writes that found no room. */
    int refused() {
        return refused.get();
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        return new FillingFile(super.open(path, mode), path);
    }

    private final class FillingFile extends File {
        private final Path path;

        FillingFile(DiskFile file, Path path) {
            super(file);
            this.path = path;
        }

        @Override
        public void write(ByteBuffer src, long position) throws IOException {
            requireRoom();
            super.write(src, position);
        }

        @Override
        public void write(ByteBuffer[] sources, long position) throws IOException {
            requireRoom();
            super.write(sources, position);
        }

        private void requireRoom() throws DiskFullException {
            if (full) {
                refused.incrementAndGet();
                throw new DiskFullException(path, "no room in this test", null);
            }
        }
    }
}
