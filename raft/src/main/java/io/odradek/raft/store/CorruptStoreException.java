package io.odradek.raft.store;

import java.io.IOException;
import java.nio.file.Path;

/** What the disk returns is not what was durably written. The node must not take part with it. */
public final class CorruptStoreException extends IOException {

    private final Path file;
    private final long position;

    CorruptStoreException(Path file, long position, String what) {
        super(
                ("%s is damaged at byte %d: %s. Do not start this node on it. While all other voters"
                                + " are up and have a leader, move %s away and start again: the"
                                + " node will copy the log from that leader.")
                        .formatted(file, position, what, file.getParent()));
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
