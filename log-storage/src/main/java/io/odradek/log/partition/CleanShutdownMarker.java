package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.WholeFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The file {@code .kafka_cleanshutdown} of a log directory: there exactly when every log in it was
 * closed. Stateless.
 */
public final class CleanShutdownMarker {

    private static final String NAME = ".kafka_cleanshutdown";

    private CleanShutdownMarker() {}

    /**
     * Says whether the last shutdown was clean, and removes the marker durably. Before any write.
     */
    public static boolean take(Disk disk, Path logDirectory) throws IOException {
        Path path = logDirectory.resolve(NAME);
        if (!disk.exists(path)) {
            return false;
        }
        disk.delete(path);
        disk.syncDirectory(logDirectory);
        return true;
    }

    /** After every log was closed. */
    public static void leave(Disk disk, Path logDirectory, long brokerEpoch) throws IOException {
        String text = "{\"version\":0,\"brokerEpoch\":" + brokerEpoch + "}";
        WholeFile.replace(disk, logDirectory.resolve(NAME), StandardCharsets.UTF_8.encode(text));
    }
}
