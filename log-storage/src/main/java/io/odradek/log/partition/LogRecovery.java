package io.odradek.log.partition;

import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.io.Disk;
import io.odradek.log.io.SharedFile;
import io.odradek.log.segment.HeaderScan;
import io.odradek.log.segment.Segment;
import io.odradek.log.segment.SegmentFiles;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens a log's files and brings them to a state that can be trusted. After a clean shutdown that
 * reads a few kilobytes. Otherwise everything from the recovery point on is read and its checksums
 * are computed; a torn end is cut, a damaged middle is refused ({@link DamageReport}).
 *
 * <p>The recovery point is believed only as far as a producer snapshot stands at or below it: a
 * checkpoint leaves one behind, a truncation below takes it away, so a recovery point that a
 * truncation has overtaken cannot mislead.
 */
final class LogRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

    private final LogParts parts;
    private final Path directory;
    private final Disk disk;
    private final LogConfig config;
    private final OpenInfo info;
    private final long nowMs;
    private final TreeSet<Long> bases = new TreeSet<>();
    private final Set<Long> indexed = new HashSet<>();
    private final List<Segment> scanned = new ArrayList<>();
    private @Nullable Segment loose;

    private LogRecovery(Disk disk, Path directory, LogConfig config, OpenInfo info, long nowMs) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.info = info;
        this.nowMs = nowMs;
        this.parts = new LogParts(disk, directory, config);
    }

    static LogParts open(Disk disk, Path directory, LogConfig config, OpenInfo info, long nowMs)
            throws IOException {
        LogRecovery recovery = new LogRecovery(disk, directory, config, info, nowMs);
        try {
            return recovery.run();
        } catch (IOException | RuntimeException e) {
            recovery.abandon(e);
            throw e;
        }
    }

    /** What could not be opened holds no file open; somebody may try again and again. */
    private void abandon(Exception cause) {
        try {
            parts.segments.closeHandles();
            if (loose != null) {
                loose.closeHandles();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private LogParts run() throws IOException {
        readDirectory();
        EpochCheckpoint.load(disk, directory, parts.epochs);
        parts.savedEpochVersion = parts.epochs.version();
        if (bases.isEmpty()) {
            startEmpty();
        } else if (!info.cleanShutdown() || !openClean()) {
            recover();
        }
        if (parts.segments.active().nextOffset() < info.logStartOffset()) {
            restartAtStart();
        }
        parts.savedRecoveryPoint = Math.max(info.recoveryPoint(), parts.recoveryPoint);
        long end = parts.segments.active().nextOffset();
        parts.logStartOffset =
                Math.min(end, Math.max(info.logStartOffset(), parts.segments.baseOffset(0)));
        parts.epochs.clampTo(end);
        parts.epochs.startAt(parts.logStartOffset);
        parts.cleaned.open(info.cleanedTo(), parts.logStartOffset, end);
        if (parts.snapshots.deleteAbove(end)) {
            disk.syncDirectory(directory);
        }
        return parts;
    }

    // ------------------------------------------------------------------ names

    private void readDirectory() throws IOException {
        List<Path> files = disk.list(directory);
        if (SegmentSwap.recover(disk, directory, files)) {
            files = disk.list(directory);
        }
        if (files.isEmpty()) {
            disk.createDirectories(directory);
            parts.dirty.directories.add(directory);
            Path parent = directory.getParent();
            if (parent != null) {
                parts.dirty.directories.add(parent);
            }
            return;
        }
        Set<Long> offsetIndexes = new HashSet<>();
        for (Path file : files) {
            SegmentFiles.offset(file, SegmentFiles.LOG).ifPresent(bases::add);
            SegmentFiles.offset(file, SegmentFiles.OFFSET_INDEX).ifPresent(offsetIndexes::add);
            SegmentFiles.offset(file, SegmentFiles.PRODUCER_SNAPSHOT)
                    .ifPresent(parts.snapshots::found);
            if (file.toString().endsWith(".tmp")) {
                disk.delete(file); // a replacement that a crash interrupted
            }
        }
        for (Path file : files) {
            OptionalLong base = SegmentFiles.offset(file, SegmentFiles.TIME_INDEX);
            if (base.isPresent() && offsetIndexes.contains(base.getAsLong())) {
                indexed.add(base.getAsLong());
            }
            deleteIfOrphan(file, base);
            deleteIfOrphan(file, SegmentFiles.offset(file, SegmentFiles.OFFSET_INDEX));
            deleteIfOrphan(file, SegmentFiles.offset(file, SegmentFiles.TRANSACTION_INDEX));
        }
        deleteBelowStart();
    }

    private void deleteIfOrphan(Path file, OptionalLong base) throws IOException {
        if (base.isPresent() && !bases.contains(base.getAsLong())) {
            disk.delete(file);
        }
    }

    /**
     * Segments that end at or below the log's start were deleted before the crash, or should be.
     */
    private void deleteBelowStart() throws IOException {
        while (bases.size() > 1) {
            Long second = bases.higher(bases.first());
            if (second == null || second > info.logStartOffset()) {
                return;
            }
            Segment.deleteFiles(disk, directory, bases.first());
            bases.pollFirst();
        }
    }

    private void startEmpty() throws IOException {
        long start = Math.max(0, info.logStartOffset());
        parts.segments.add(Segment.create(disk, directory, start, config.indexIntervalBytes()));
        // Before any later segment is: what a crash leaves of a log begins where the log began.
        disk.syncDirectory(directory);
        parts.flushedOffset = start;
        parts.recoveryPoint = start;
        parts.epochs.clear();
        parts.snapshots.deleteAbove(-1);
    }

    /**
     * Records were deleted up to an offset that the crash took away. What is left was deleted too,
     * and its offsets must not be given out again.
     */
    private void restartAtStart() throws IOException {
        LOG.info(
                "{}: everything left ends below the log's start {}; starting there",
                directory,
                info.logStartOffset());
        parts.snapshots.deleteAbove(-1);
        while (parts.segments.count() > 0) {
            disk.syncDirectory(directory);
            Segment.deleteFiles(disk, directory, parts.segments.removeLast());
        }
        disk.syncDirectory(directory);
        parts.producers.clear();
        startEmpty();
    }

    // ------------------------------------------------------------------ the two ways

    /** False when the files do not look like a clean shutdown; nothing is lost by trying. */
    private boolean openClean() throws IOException {
        if (!indexed.contains(bases.last())) {
            return false;
        }
        Segment active =
                Segment.openTrusted(
                        disk, directory, bases.last(), Long.MAX_VALUE, config.indexIntervalBytes());
        if (active == null) {
            return false;
        }
        loose = active;
        if (active.sizeInBytes() != active.fileSize()) {
            LOG.warn("{} was not closed cleanly after all; recovering it", directory);
            active.closeHandles();
            return false;
        }
        addSealedBelow(active.baseOffset());
        parts.segments.add(active);
        long end = active.nextOffset();
        long from = parts.snapshots.loadAtMost(end, parts.producers);
        replayProducers(parts, from, end, nowMs, config.indexIntervalBytes());
        parts.flushedOffset = end;
        parts.recoveryPoint = from == end ? end : Math.max(from, parts.segments.baseOffset(0));
        return true;
    }

    private void recover() throws IOException {
        long trusted = parts.snapshots.loadAtMost(info.recoveryPoint(), parts.producers);
        Long base = trusted < 0 ? null : bases.floor(trusted);
        if (base == null) {
            // Perhaps the killed process had just created all of this.
            Path parent = directory.getParent();
            if (parent != null) {
                disk.syncDirectory(parent);
            }
            trusted = bases.first();
            base = trusted;
            // Nothing vouches for any bytes, but producers whose records are deleted are still
            // known.
            parts.snapshots.loadAtMost(base, parts.producers);
        }
        addSealedBelow(base);
        Segment segment = openFrom(base, trusted);
        List<EpochHistory.Entry> saved = parts.epochs.entries();
        parts.epochs.clampTo(segment.nextOffset()); // the scan tells what comes after
        RecoveryScan scan = new RecoveryScan(parts, nowMs);
        long bytes = 0;
        boolean cut = false;
        while (true) {
            parts.segments.add(segment);
            scanned.add(segment);
            int from = segment.sizeInBytes();
            DamageReport damage = scan.run(segment);
            bytes += segment.sizeInBytes() - from;
            Long next = bases.higher(segment.baseOffset());
            if (damage != null) {
                damage.refuseUnlessTorn(laterSegments(segment));
                LOG.warn(
                        "{}: cutting a torn end at position {} (offset {}, {} bytes): {}",
                        segment.path(),
                        segment.sizeInBytes(),
                        segment.nextOffset(),
                        segment.fileSize() - segment.sizeInBytes(),
                        damage.what());
                segment.cutBack();
                cut = true;
            }
            if (next == null) {
                break;
            }
            if (damage != null || next != segment.nextOffset()) {
                LOG.warn(
                        "{}: removing what follows offset {}: the bytes before it were lost",
                        directory,
                        segment.nextOffset());
                deleteAfter(segment.baseOffset());
                cut = true;
                break;
            }
            segment.sealIndexes();
            segment = Segment.openUntrusted(disk, directory, next, config.indexIntervalBytes());
        }
        parts.epochs.restore(saved, scan.epochsFound(), parts.segments.active().nextOffset());
        settle(bytes, cut);
        parts.recoveryPoint = Math.min(trusted, parts.flushedOffset);
    }

    /** Opens the segment to scan with what is trusted of it already taken in. */
    private Segment openFrom(long base, long trusted) throws IOException {
        if (trusted > base && indexed.contains(base)) {
            Segment segment =
                    Segment.openTrusted(
                            disk, directory, base, trusted, config.indexIntervalBytes());
            if (segment != null && segment.nextOffset() == trusted) {
                return segment;
            }
            if (segment != null) {
                segment.closeHandles();
            }
        }
        if (trusted > base) {
            // No way into the middle: read all of it, and the producers from its start.
            LOG.info("{}: the index of segment {} is unusable; rebuilding it", directory, base);
            long from = parts.snapshots.loadAtMost(base, parts.producers);
            replayProducers(parts, from, base, nowMs, config.indexIntervalBytes());
        }
        return Segment.openUntrusted(disk, directory, base, config.indexIntervalBytes());
    }

    private void addSealedBelow(long base) throws IOException {
        for (Long sealed : bases.headSet(base)) {
            if (!indexed.contains(sealed)) {
                LOG.info("{}: rebuilding the missing index of segment {}", directory, sealed);
                Segment.rebuildIndexes(disk, directory, sealed, config.indexIntervalBytes());
            }
            parts.segments.addUnopened(sealed);
        }
        parts.segments.endOfUnopened(base);
    }

    private List<Path> laterSegments(Segment segment) {
        List<Path> later = new ArrayList<>();
        for (Long base : bases.tailSet(segment.baseOffset(), false)) {
            later.add(SegmentFiles.of(directory, base, SegmentFiles.LOG));
        }
        return later;
    }

    private void deleteAfter(long base) throws IOException {
        for (Long later : bases.tailSet(base, false).descendingSet()) {
            Segment.deleteFiles(disk, directory, later);
            disk.syncDirectory(directory);
        }
    }

    /** A killed process leaves bytes that only the page cache has: they are made durable now. */
    private void settle(long bytes, boolean cut) throws IOException {
        long end = parts.segments.active().nextOffset();
        if (bytes > 0 || cut) {
            for (Segment segment : scanned) {
                for (SharedFile file : segment.filesForCheckpoint()) {
                    file.file().sync();
                }
            }
            disk.syncDirectory(directory);
            LOG.info("{}: recovered to offset {}, {} bytes read", directory, end, bytes);
        }
        parts.flushedOffset = end;
    }

    // ------------------------------------------------------------------ producers

    /** Shows the headers of [from, end) to the producer table; from -1 means the log's start. */
    static void replayProducers(
            LogParts parts, long from, long end, long nowMs, int indexIntervalBytes)
            throws IOException {
        SegmentList segments = parts.segments;
        for (int i = Math.max(0, segments.floor(from)); i < segments.count(); i++) {
            if (segments.baseOffset(i) >= end) {
                return;
            }
            Segment segment = segments.get(i, indexIntervalBytes);
            HeaderScan headers = segment.headersFrom(segment.positionOf(from));
            while (headers.next() && headers.header().baseOffset() < end) {
                RecordBatchView batch = headers.header();
                if (batch.producerId() >= 0) {
                    show(parts.producers, batch, marker(segment, headers), nowMs);
                }
            }
        }
    }

    private static @Nullable TransactionMarker marker(Segment segment, HeaderScan headers)
            throws IOException {
        return headers.header().isControl()
                ? segment.readMarker(headers.position()).orElse(null)
                : null;
    }

    static void show(
            ProducerStateTable table,
            RecordBatchView batch,
            @Nullable TransactionMarker marker,
            long nowMs) {
        if (marker != null) {
            table.updateMarker(batch, marker, nowMs);
        } else if (!batch.isControl()) {
            table.update(batch, nowMs);
        }
    }
}
