package io.odradek.log.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A process's claim on a directory, held by locking the file {@code .lock} in it, as Apache Kafka
 * does. The operating system gives it back when the process ends, however it ends.
 */
public final class DirectoryLock implements AutoCloseable {
    public static final String FILE_NAME = ".lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Claims {@code directory}, which must exist; empty when another process, or another node in
     * this one, has it.
     */
    @SuppressWarnings("UnusedVariable") // Closing the channel gives the lock back.
    public static Optional<DirectoryLock> tryLock(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new DirectoryLock(channel));
            }
        } catch (OverlappingFileLockException another) {
            // Held within this process: said below.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    /** Whether {@code directory} can be written to. */
    public static boolean isWritable(Path directory) {
        return Files.isWritable(directory);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
