package io.odradek.log.io;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file with several holders: the segment that owns it, slices on their way to a socket, a
 * flush. The last one to release it closes it, even when the file's name is long gone.
 *
 * <p>Thread-safe: the count is atomic, and {@link DiskFile} may be read by many threads.
 */
public final class SharedFile {

    private final DiskFile file;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** The caller is the first holder. */
    public SharedFile(DiskFile file) {
        this.file = file;
    }

    public DiskFile file() {
        return file;
    }

    /** Only by somebody who knows that a holder exists. */
    public SharedFile retain() {
        int before = holders.getAndIncrement();
        Invariants.check(before > 0, "a closed file was retained");
        return this;
    }

    public void release() throws IOException {
        int left = holders.decrementAndGet();
        Invariants.check(left >= 0, "a file was released too often");
        if (left == 0) {
            file.close();
        }
    }
}
