package io.odradek.log.partition;

import io.odradek.log.segment.DamagedSegmentException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** Whether a log can still be used, and why not. Confined to its log. */
final class LogHealth {

    private final Path directory;
    private @Nullable LogException unusable;

    LogHealth(Path directory) {
        this.directory = directory;
    }

    boolean isUsable() {
        return unusable == null;
    }

    boolean isClosed() {
        return unusable != null && unusable.category() == LogException.Category.CLOSED;
    }

    void requireUsable() throws LogException {
        if (unusable != null) {
            throw new LogException(
                    unusable.category(), String.valueOf(unusable.getMessage()), unusable);
        }
    }

    void closed(String why) {
        unusable =
                new LogException(
                        LogException.Category.CLOSED, "The log " + directory + " " + why, null);
    }

    /** A full disk changes nothing; any other failure makes the log unusable. */
    LogException failed(IOException e, String what) {
        LogException translated = translate(e, what, directory);
        return fail(translated, translated.category() != LogException.Category.FULL);
    }

    /** What left the log half way is for good, whatever it was. */
    LogException failedForGood(IOException e, String what) {
        return fail(translate(e, what, directory), true);
    }

    /** What is for good is never called a full disk: that one may be tried again. */
    LogException fail(LogException e, boolean forGood) {
        if (!forGood) {
            return e;
        }
        LogException end =
                e.category() == LogException.Category.FULL
                        ? new LogException(
                                LogException.Category.FAILED, String.valueOf(e.getMessage()), e)
                        : e;
        if (unusable == null) {
            unusable = end;
        }
        return end;
    }

    static LogException translate(IOException e, String what, Path directory) {
        return switch (e) {
            case LogException known -> known;
            case DamagedSegmentException damaged ->
                    new CorruptLogException(
                            damaged.path(), damaged.position(), "No batch where one should be", e);
            default ->
                    new LogException(
                            LogException.categoryOf(e),
                            "Cannot " + what + " the log " + directory + ": " + e.getMessage(),
                            e);
        };
    }
}
