package io.odradek.log.partition;

import io.odradek.log.io.Disk;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How far a log was compacted. What is saved of it lies in a file of all partitions, which is
 * written later: a truncation below leaves an empty file in the log's own directory first, so that
 * what was saved is not believed of records that came after. Confined to its log.
 */
final class CleanedMark {

    private static final String DOUBT = "cleaner-offset-doubt";

    private final Disk disk;
    private final Path doubt;
    private long cleanedTo;

    /** As long as the file is there: the largest offset that may have been saved. */
    private long doubtedBelow = -1;

    CleanedMark(Disk disk, Path directory) {
        this.disk = disk;
        this.doubt = directory.resolve(DOUBT);
    }

    /** Takes what was saved, as far as it can be believed. */
    void open(long saved, long logStart, long logEnd) throws IOException {
        boolean doubted = saved > 0 && disk.exists(doubt);
        doubtedBelow = doubted ? saved : -1;
        cleanedTo = doubted || saved > logEnd ? logStart : Math.max(saved, logStart);
    }

    long cleanedTo() {
        return cleanedTo;
    }

    void reached(long offset) throws IOException {
        cleanedTo = Math.max(cleanedTo, offset);
        if (doubtedBelow >= 0 && cleanedTo >= doubtedBelow) {
            disk.delete(doubt);
            doubtedBelow = -1;
        }
    }

    /** Before a truncation; the directory is synced before anything is written again. */
    void truncating(long offset) throws IOException {
        if (offset < cleanedTo) {
            disk.open(doubt, Disk.Mode.CREATE).close();
            doubtedBelow = Math.max(doubtedBelow, cleanedTo);
            cleanedTo = offset;
        }
    }
}
