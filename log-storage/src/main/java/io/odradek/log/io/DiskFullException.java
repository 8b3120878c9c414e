package io.odradek.log.io;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

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

    /** {@code failure} by this name if it is the want of room, else itself. */
    static IOException orSame(Path path, IOException failure) {
        @Nullable String reason =
                failure instanceof FileSystemException named ? named.getReason() : null;
        String message = reason == null ? String.valueOf(failure.getMessage()) : reason;
        String lower = message.toLowerCase(Locale.ROOT);
        return lower.contains("no space left") || lower.contains("quota exceeded")
                ? new DiskFullException(path, message, failure)
                : failure;
    }

    public Path path() {
        return path;
    }
}
