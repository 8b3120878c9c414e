package io.odradek.log.segment;

import java.io.IOException;
import java.nio.file.Path;

/** Bytes that were checked when they were written no longer form batches. */
public final class DamagedSegmentException extends IOException {

    private final transient Path path;
    private final long position;

    public DamagedSegmentException(Path path, long position) {
        super("no batch where one should be: " + path + " at position " + position);
        this.path = path;
        this.position = position;
    }

    public Path path() {
        return path;
    }

    public long position() {
        return position;
    }
}
