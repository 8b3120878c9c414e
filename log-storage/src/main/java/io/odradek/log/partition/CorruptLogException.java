package io.odradek.log.partition;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** Bytes in the middle of a log are damaged. The log is not served; a peer has the truth. */
public final class CorruptLogException extends LogException {

    private final transient Path file;
    private final long position;

    CorruptLogException(Path file, long position, String what, @Nullable Throwable cause) {
        super(
                Category.CORRUPT,
                what
                        + " in "
                        + file
                        + " at position "
                        + position
                        + ". This replica is not served. If another replica is in sync, stop this broker,"
                        + " move "
                        + file.getParent()
                        + " away and start it again: it copies the partition from the leader. If this is"
                        + " the only replica, cutting the file at that position keeps everything before"
                        + " it and loses the rest",
                cause);
        this.file = file;
        this.position = position;
    }

    public Path file() {
        return file;
    }

    public long position() {
        return position;
    }
}
