package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.segment.Segment;
import io.odradek.log.segment.SegmentFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a compacted segment in the place of those it was made of, so that a crash at any moment
 * leaves either the old ones or the new one.
 *
 * <p>The durable copy ({@code .cleaned}) lies beside the log. {@link #announce} makes an empty file
 * that names the range of offsets, {@code first-next.swap}; once that is durable there is no way
 * back but {@link #withdraw}. {@link #rename} gives the copy its names and takes those of the old
 * segments away. {@link #settle} makes it durable, and only then removes the announcement: while
 * that stands, {@link #recover} does what is left to do.
 *
 * <p>Names change on the log's shard only; I/O threads wait for the disk.
 */
final class SegmentSwap {

    private static final String SUFFIX = ".swap";
    private static final Pattern ANNOUNCEMENT = Pattern.compile("(\\d{20})-(\\d{20})\\.swap");

    private final Disk disk;
    private final Path directory;
    private final List<Long> bases;
    private final long end;
    private final Path announcement;
    private boolean renamed;

    /**
     * @param bases of the old segments, the first of which is the new one's
     * @param end where the last of them ends
     */
    SegmentSwap(Disk disk, Path directory, List<Long> bases, long end) {
        this.disk = disk;
        this.directory = directory;
        this.bases = List.copyOf(bases);
        this.end = end;
        this.announcement =
                directory.resolve(
                        String.format(Locale.ROOT, "%020d-%020d%s", bases.getFirst(), end, SUFFIX));
    }

    List<Long> bases() {
        return bases;
    }

    long end() {
        return end;
    }

    void announce() throws IOException {
        disk.open(announcement, Disk.Mode.CREATE).close();
    }

    void rename() throws IOException {
        renamed = true;
        for (long base : bases) {
            Path log = SegmentFiles.of(directory, base, SegmentFiles.LOG);
            disk.rename(log, log.resolveSibling(log.getFileName() + SegmentFiles.DELETED));
            disk.delete(SegmentFiles.of(directory, base, SegmentFiles.OFFSET_INDEX));
            disk.delete(SegmentFiles.of(directory, base, SegmentFiles.TIME_INDEX));
            disk.delete(SegmentFiles.of(directory, base, SegmentFiles.TRANSACTION_INDEX));
        }
        for (String kind :
                List.of(SegmentFiles.TIME_INDEX, SegmentFiles.OFFSET_INDEX, SegmentFiles.LOG)) {
            Path path = SegmentFiles.of(directory, bases.getFirst(), kind);
            disk.rename(path.resolveSibling(path.getFileName() + SegmentFiles.CLEANED), path);
        }
    }

    /** After {@link #rename}, on an I/O thread: makes it durable and tidies up. */
    void settle() throws IOException {
        disk.syncDirectory(directory);
        for (long base : bases) {
            disk.delete(SegmentFiles.of(directory, base, SegmentFiles.LOG + SegmentFiles.DELETED));
        }
        disk.delete(announcement);
        disk.syncDirectory(directory);
    }

    /**
     * Durably ends whatever state it is in, before something happens to these offsets that a
     * recovery must not undo: forgets an announced swap, completes a renamed one.
     */
    void withdraw() throws IOException {
        if (renamed) {
            disk.syncDirectory(directory);
        }
        disk.delete(announcement);
        disk.syncDirectory(directory);
    }

    /**
     * Completes the swaps that a crash interrupted and deletes what was not announced; true if it
     * changed anything. {@code files} is what the directory holds.
     */
    static boolean recover(Disk disk, Path directory, List<Path> files) throws IOException {
        boolean any = false;
        for (Path file : files) {
            Matcher matcher = ANNOUNCEMENT.matcher(String.valueOf(file.getFileName()));
            if (matcher.matches()) {
                complete(
                        disk,
                        directory,
                        files,
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)));
                disk.delete(file);
                any = true;
            }
        }
        if (any) {
            disk.syncDirectory(directory);
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(SegmentFiles.CLEANED) || name.endsWith(SegmentFiles.DELETED)) {
                disk.delete(file);
                any = true;
            }
        }
        return any;
    }

    /** Whichever names were changed before the crash, and whichever of that it has kept. */
    private static void complete(Disk disk, Path directory, List<Path> files, long first, long end)
            throws IOException {
        for (Path file : files) {
            OptionalLong base = SegmentFiles.offset(file, SegmentFiles.LOG);
            if (base.isPresent() && base.getAsLong() > first && base.getAsLong() < end) {
                Segment.deleteFiles(disk, directory, base.getAsLong(), "");
            }
        }
        // Of either segment, old or new: they are made again from the log.
        disk.delete(SegmentFiles.of(directory, first, SegmentFiles.OFFSET_INDEX));
        disk.delete(SegmentFiles.of(directory, first, SegmentFiles.TIME_INDEX));
        disk.delete(SegmentFiles.of(directory, first, SegmentFiles.TRANSACTION_INDEX));
        Path log = SegmentFiles.of(directory, first, SegmentFiles.LOG);
        Path cleaned = log.resolveSibling(log.getFileName() + SegmentFiles.CLEANED);
        if (disk.exists(cleaned)) {
            disk.rename(cleaned, log);
        }
        disk.syncDirectory(directory);
    }
}
