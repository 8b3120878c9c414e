package io.odradek.log.io;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** The file system that holds {@link #path} has no room (or no quota) left for a write. */
public final class DiskFullException extends IOException {

    private final transient Path path;

    public DiskFullException(Path path, String cause, @Nullable Throwable reason) {
        super(
                "No space left to write "
                        + path
                        + " ("
                        + cause
                        + "); free space on that file system or lower the retention of its topics",
                reason);
        this.path = path;
    }

    public Path path() {
        return path;
    }
}
