package io.odradek.log.partition;

import io.odradek.log.io.DiskFullException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * A log could not do what it was asked for a reason that is neither the caller's fault nor a bug.
 */
public sealed class LogException extends IOException permits CorruptLogException {

    /** What the caller can do about it. */
    public enum Category {
        /** Nothing changed; the same call may work later. */
        RETRIABLE,
        /** The disk is full. Nothing changed; it works again once there is room. */
        FULL,
        /** Stored bytes are damaged: restore this replica from a peer. */
        CORRUPT,
        /** The log was closed or deleted. */
        CLOSED,
        /**
         * The disk failed. What was not flushed may or may not be there: the directory must go
         * offline; only a restart with recovery makes it usable again.
         */
        FAILED
    }

    private final Category category;

    public LogException(Category category, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    public Category category() {
        return category;
    }

    /** Whether it passes: the same may work in a moment. */
    public boolean isTransient() {
        return switch (category) {
            case FULL, RETRIABLE -> true;
            case CORRUPT, CLOSED, FAILED -> false;
        };
    }

    /** What kind of failure this is. */
    public static Category categoryOf(IOException e) {
        return switch (e) {
            case LogException known -> known.category();
            case DiskFullException _ -> Category.FULL;
            default -> Category.FAILED;
        };
    }
}
