package io.odradek.raft.store;

import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reading whole ranges. */
final class Io {

    private Io() {}

    /** Fills what it can of {@code target} from {@code position} on, and flips it. */
    static void read(DiskFile file, ByteBuffer target, long position) throws IOException {
        while (target.hasRemaining()) {
            int read = file.read(target, position);
            if (read <= 0) {
                break;
            }
            position += read;
        }
        target.flip();
    }
}
