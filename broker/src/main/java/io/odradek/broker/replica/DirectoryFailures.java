package io.odradek.broker.replica;

import io.odradek.log.io.Shard;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Takes directories out of service whose disk failed (KIP-112). What was not flushed there cannot
 * be trusted, so none comes back before a restart, whose recovery looks at it. The others go on;
 * without the last of them, or the one that holds the metadata log, the process ends. {@link
 * #failed} is for any thread; the rest is confined to the control shard.
 */
final class DirectoryFailures {
    private static final Logger log = LoggerFactory.getLogger(DirectoryFailures.class);

    private final List<LogDirectory> directories;
    private final Predicate<LogDirectory> vital;
    private final Shard control;
    private final Marking marking;
    private final Consumer<String> fatal;
    private final List<Consumer<LogDirectory>> listeners = new ArrayList<>();

    /** Tells the next start that what is in the page cache may not be on the disk. */
    interface Marking {
        /**
         * @param then to be run on the control shard once the marks are there, or cannot be
         */
        void mark(List<LogDirectory> failed, Runnable then);
    }

    /**
     * @param vital whether it holds the metadata log of this process
     * @param marking how the next start is told
     * @param fatal told why this process must end
     */
    DirectoryFailures(
            List<LogDirectory> directories,
            Predicate<LogDirectory> vital,
            Shard control,
            Marking marking,
            Consumer<String> fatal) {
        this.directories = directories;
        this.vital = vital;
        this.control = control;
        this.marking = marking;
        this.fatal = fatal;
    }

    /** Hears of every directory that fails, on the control shard. */
    void listen(Consumer<LogDirectory> listener) {
        listeners.add(listener);
    }

    /** A file in {@code directory} could not be used. Told as often as it is met. */
    void failed(LogDirectory directory, IOException cause) {
        if (directory.takeOffline()) {
            control.execute(() -> offline(directory, cause));
        }
    }

    private void offline(LogDirectory directory, IOException cause) {
        boolean others = directories.stream().anyMatch(LogDirectory::isOnline);
        if (!others || vital.test(directory)) {
            // A process that ended before would find its page cache again, and believe it.
            marking.mark(directories, () -> fatal.accept(lastWords(directory, cause, others)));
            return;
        }
        marking.mark(List.of(directory), () -> {});
        log.error(
                "The log directory {} failed and is offline: {}. Its replicas are out of service, the"
                        + " other directories go on. Check the disk and restart the broker: the"
                        + " replicas then catch up. If it is gone for good, put an empty disk in"
                        + " its place and run kafka-storage.sh format --ignore-formatted, or take"
                        + " it out of log.dirs.",
                directory,
                cause.getMessage(),
                cause);
        listeners.forEach(listener -> listener.accept(directory));
    }

    private static String lastWords(LogDirectory directory, IOException cause, boolean others) {
        return "The disk failed: "
                + cause.getMessage()
                + ". Nothing that was not flushed can be trusted"
                + (others
                        ? ", and " + directory + " holds the metadata log"
                        : ", and no other directory of log.dirs works")
                + "; check the disk and restart the broker.";
    }
}
