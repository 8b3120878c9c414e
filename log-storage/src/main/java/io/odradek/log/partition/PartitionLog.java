package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.BatchProblem;
import io.odradek.log.batch.BatchRules;
import io.odradek.log.batch.BatchValidator;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.RejectReason;
import io.odradek.log.batch.TimestampType;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Invariants;
import io.odradek.log.io.SharedFile;
import io.odradek.log.segment.DamagedSegmentException;
import io.odradek.log.segment.Segment;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The log of one partition in its directory {@code topic-partition/}. Confined to its shard; {@link
 * FlushTask}, {@link SegmentDeletion} and {@link LogSlice} are what may leave it.
 *
 * <p>An append is in the log, and readable, when the call returns; it survives a power cut once
 * {@link #flushedOffset} has passed it. Appends are all or nothing. An {@link LogException} says by
 * its category what is left: {@code FULL} changed nothing, {@code FAILED} and {@code CORRUPT} end
 * the use of this log.
 */
public final class PartitionLog {

    private final LogParts parts;
    private final SegmentList segments;
    private final LogReader reader;
    private final TimeLookup times;
    private final RetentionWatch retentionWatch = new RetentionWatch();
    private final BatchValidator validator = new BatchValidator();
    private final RecordBatchView view = new RecordBatchView();
    private LogConfig config;
    private long activeSinceMs;
    private long truncations;
    private @Nullable FlushTask inFlight;
    private @Nullable LogException unusable;

    private PartitionLog(LogParts parts, LogConfig config, long nowMs) {
        this.parts = parts;
        this.segments = parts.segments;
        this.reader = new LogReader(parts.segments);
        this.times = new TimeLookup(parts.segments, parts.epochs);
        this.config = config;
        this.activeSinceMs = nowMs;
    }

    /**
     * Opens the log in {@code directory}, creating it if there is none, and recovers it if need be.
     * May take long after an unclean shutdown: call it on an I/O thread, then hand the log to its
     * shard. Throws {@link CorruptLogException} when the middle of the log is damaged.
     */
    public static PartitionLog open(
            Disk disk, Path directory, LogConfig config, OpenInfo info, long nowMs)
            throws LogException {
        try {
            LogParts parts = LogRecovery.open(disk, directory, config, info, nowMs);
            return new PartitionLog(parts, config, nowMs);
        } catch (IOException e) {
            throw translate(e, "open", directory);
        }
    }

    // ------------------------------------------------------------------ facts

    public Path directory() {
        return parts.directory;
    }

    /** The first offset that may be read. */
    public long logStartOffset() {
        return parts.logStartOffset;
    }

    /** The offset the next record will get. */
    public long logEndOffset() {
        return segments.active().nextOffset();
    }

    /** Everything below it survives a power cut. */
    public long flushedOffset() {
        return parts.flushedOffset;
    }

    /**
     * Where recovery may start after a crash; moved by checkpoints. Save it per partition in {@link
     * CheckpointFile#RECOVERY_POINTS} and give it back in {@link OpenInfo}.
     */
    public long recoveryPoint() {
        return parts.recoveryPoint;
    }

    /** The epoch of the last batch, or of a later leader that has not written yet; -1 if none. */
    public int latestEpoch() {
        return parts.epochs.latest();
    }

    /** The largest epoch at or below {@code requestedEpoch} and where it ends (KIP-279). */
    public EpochEnd endOffsetForEpoch(int requestedEpoch) {
        return parts.epochs.endOf(requestedEpoch, logEndOffset());
    }

    /** The first offset of the oldest open transaction, or -1. */
    public long firstUnstableOffset() {
        return parts.producers.firstUnstableOffset();
    }

    /** The last sequence number of an idempotent producer, or -1 if it is not known. */
    public int lastSequence(long producerId) {
        return parts.producers.lastSequence(producerId);
    }

    public int producerCount() {
        return parts.producers.size();
    }

    public int segmentCount() {
        return segments.count();
    }

    /** The bytes of all segments' batches. Opens those not yet looked at. */
    public long sizeInBytes() throws LogException {
        requireUsable();
        try {
            long bytes = 0;
            for (int i = 0; i < segments.count(); i++) {
                bytes += segments.get(i, config.indexIntervalBytes()).sizeInBytes();
            }
            return bytes;
        } catch (IOException e) {
            throw failed(e, "measure");
        }
    }

    public void reconfigure(LogConfig changed) {
        config = changed;
    }

    // ------------------------------------------------------------------ append

    /**
     * Appends what a producer sent for this partition: one batch, or several without producer ids.
     * Patches offsets, epoch and timestamps in place; leaves position and limit alone.
     *
     * @param leaderEpoch this leader's epoch, at least {@link #latestEpoch}
     */
    public AppendOutcome appendAsLeader(ByteBuffer records, int leaderEpoch, long nowMs)
            throws LogException {
        return append(records, leaderEpoch, nowMs, config.rules());
    }

    /**
     * Appends what this node itself has to say, such as a coordinator's records: {@code bytesMax}
     * bounds a batch instead of the topic's {@code max.message.bytes}.
     */
    public AppendOutcome appendOwn(ByteBuffer records, int leaderEpoch, long nowMs, int bytesMax)
            throws LogException {
        return append(records, leaderEpoch, nowMs, config.rules().withMaxMessageBytes(bytesMax));
    }

    private AppendOutcome append(ByteBuffer records, int leaderEpoch, long nowMs, BatchRules rules)
            throws LogException {
        requireUsable();
        requireCurrent(leaderEpoch);
        int batches = 0;
        boolean idempotent = false;
        for (int at = records.position(); at < records.limit(); at += view.sizeInBytes()) {
            view.wrap(records, at);
            BatchProblem problem =
                    validator.checkProduced(view, records.limit() - at, rules, nowMs);
            if (problem != null) {
                return rejected(problem);
            }
            idempotent |= view.hasProducerId();
            batches++;
        }
        if (batches == 0 || (batches > 1 && idempotent)) {
            return new AppendOutcome.Rejected(
                    RejectReason.INVALID_RECORD,
                    "A produce request carries one record batch for each partition, this one "
                            + batches);
        }
        if (idempotent) {
            switch (parts.producers.check(view.wrap(records, records.position()))) {
                case ProducerVerdict.Accepted _ -> {}
                case ProducerVerdict.AlreadyThere(long first, long last, long timestamp) -> {
                    return new AppendOutcome.Duplicate(first, last, stampedAt(timestamp));
                }
                case ProducerVerdict.Refused(RejectReason reason, String message) -> {
                    return new AppendOutcome.Rejected(reason, message);
                }
            }
        }
        if (records.remaining() > config.segmentBytes()) {
            return new AppendOutcome.Rejected(
                    RejectReason.LARGER_THAN_SEGMENT,
                    records.remaining()
                            + " bytes do not fit in a segment of segment.bytes="
                            + config.segmentBytes());
        }
        return appendAssigned(records, leaderEpoch, nowMs, null);
    }

    /** Ends a producer's transaction on this partition. */
    public AppendOutcome appendMarker(
            long producerId,
            short producerEpoch,
            TransactionMarker marker,
            int leaderEpoch,
            long nowMs)
            throws LogException {
        requireUsable();
        requireCurrent(leaderEpoch);
        ByteBuffer batch = marker.batch(producerId, producerEpoch, nowMs);
        ProducerVerdict verdict = parts.producers.checkMarker(view.wrap(batch, 0), marker);
        if (verdict instanceof ProducerVerdict.Refused(RejectReason reason, String message)) {
            return new AppendOutcome.Rejected(reason, message);
        }
        return appendAssigned(batch, leaderEpoch, nowMs, marker);
    }

    private AppendOutcome appendAssigned(
            ByteBuffer records, int leaderEpoch, long nowMs, @Nullable TransactionMarker marker)
            throws LogException {
        long first = logEndOffset();
        long next = first;
        long maxTimestamp = BatchFormat.NO_TIMESTAMP;
        for (int at = records.position(); at < records.limit(); at += view.sizeInBytes()) {
            view.wrap(records, at);
            view.setBaseOffset(next);
            view.setLeaderEpoch(leaderEpoch);
            next = view.nextOffset();
            maxTimestamp = Math.max(maxTimestamp, view.maxTimestamp());
        }
        write(records, next - 1, maxTimestamp, nowMs);
        take(records, nowMs, marker);
        return new AppendOutcome.Appended(
                first, next - 1, maxTimestamp, marker == null ? stampedAt(maxTimestamp) : -1);
    }

    /**
     * Appends batches as the leader has them. An incomplete batch at the end is left out; offsets
     * may leave holes (a compacted leader does) but never go back.
     */
    public AppendOutcome appendAsFollower(ByteBuffer batches, long nowMs) throws LogException {
        requireUsable();
        long next = logEndOffset();
        long first = -1;
        long maxTimestamp = BatchFormat.NO_TIMESTAMP;
        int at = batches.position();
        while (batches.limit() - at >= BatchFormat.MAGIC_END) {
            int available = batches.limit() - at;
            view.wrap(batches, at);
            if (view.sizeInBytes() > available && view.magic() == BatchFormat.CURRENT_MAGIC) {
                break;
            }
            BatchProblem problem = validator.checkReplicated(view, available);
            if (problem != null) {
                return rejected(problem);
            }
            String wrong = wrongPlace(view, next);
            if (wrong != null) {
                return new AppendOutcome.Rejected(RejectReason.UNEXPECTED_OFFSET, wrong);
            }
            first = first < 0 ? view.baseOffset() : first;
            next = view.nextOffset();
            maxTimestamp = Math.max(maxTimestamp, view.maxTimestamp());
            at += view.sizeInBytes();
        }
        if (first < 0) {
            return new AppendOutcome.Rejected(
                    RejectReason.CORRUPT, batches.remaining() + " bytes hold no whole batch");
        }
        int limit = batches.limit();
        batches.limit(at);
        try {
            write(batches, next - 1, maxTimestamp, nowMs);
            take(batches, nowMs, null);
        } finally {
            batches.limit(limit);
        }
        return new AppendOutcome.Appended(first, next - 1, maxTimestamp, -1);
    }

    private @Nullable String wrongPlace(RecordBatchView batch, long end) {
        if (batch.baseOffset() < end) {
            return "The leader sent offset " + batch.baseOffset() + " where " + end + " is next";
        }
        if (batch.leaderEpoch() >= 0 && !parts.epochs.mayFollow(batch.leaderEpoch(), end)) {
            return "The leader sent epoch "
                    + batch.leaderEpoch()
                    + " at offset "
                    + batch.baseOffset()
                    + " though epoch "
                    + parts.epochs.latest()
                    + " was there before";
        }
        return null;
    }

    /** Writes the buffer's bytes behind the active segment's end, rolling first if it is time. */
    private void write(ByteBuffer bytes, long lastOffset, long maxTimestamp, long nowMs)
            throws LogException {
        int position = bytes.position();
        try {
            if (mustRoll(bytes.remaining(), lastOffset, maxTimestamp, nowMs)) {
                roll(nowMs);
            }
            segments.active().prepareIndexes();
        } catch (IOException e) {
            throw failed(e, "prepare an append to");
        }
        try {
            segments.active().write(bytes);
        } catch (IOException e) {
            try {
                segments.active().cutBack();
            } catch (IOException again) {
                e.addSuppressed(again);
                throw fail(translate(e, "append to (and cut back)", parts.directory), true);
            }
            throw failed(e, "append to");
        } finally {
            bytes.position(position);
        }
    }

    /** Makes what was just written part of the log. Touches memory only. */
    private void take(ByteBuffer bytes, long nowMs, @Nullable TransactionMarker known) {
        Segment active = segments.active();
        for (int at = bytes.position(); at < bytes.limit(); at += view.sizeInBytes()) {
            view.wrap(bytes, at);
            active.index(view);
            parts.epochs.assign(view.leaderEpoch(), view.baseOffset());
            if (view.producerId() >= 0) {
                TransactionMarker marker = known;
                if (marker == null && view.isControl()) {
                    marker = TransactionMarker.find(view).orElse(null);
                }
                LogRecovery.show(parts.producers, view, marker, nowMs);
            }
        }
    }

    private boolean mustRoll(int bytes, long lastOffset, long maxTimestamp, long nowMs)
            throws IOException {
        Segment active = segments.active();
        if (active.sizeInBytes() == 0) {
            return lastOffset - active.baseOffset() > Integer.MAX_VALUE;
        }
        if ((long) active.sizeInBytes() + bytes > config.segmentBytes()
                || lastOffset - active.baseOffset() > Integer.MAX_VALUE) {
            return true;
        }
        long first = active.firstTimestamp();
        long age = first >= 0 && maxTimestamp >= 0 ? maxTimestamp - first : nowMs - activeSinceMs;
        return age > config.segmentMs();
    }

    /** Starts a new segment. */
    private void roll(long nowMs) throws IOException {
        long end = logEndOffset();
        Segment old = segments.active();
        if (end == old.baseOffset()) {
            return;
        }
        old.sealIndexes();
        // A recovery point from before a truncation may still be believed after a crash. No
        // snapshot
        // below it may vouch for bytes that were written since and are not synced.
        if (end > parts.savedRecoveryPoint) {
            parts.snapshots.writeAtRoll(end, parts.producers);
        }
        Segment fresh =
                Segment.create(parts.disk, parts.directory, end, config.indexIntervalBytes());
        segments.add(fresh);
        parts.dirty.sealed.add(old);
        parts.dirty.directories.add(parts.directory);
        activeSinceMs = nowMs;
    }

    private long stampedAt(long maxTimestamp) {
        return config.rules().timestampType() == TimestampType.LOG_APPEND_TIME ? maxTimestamp : -1;
    }

    private void requireCurrent(int leaderEpoch) {
        Invariants.check(
                leaderEpoch >= parts.epochs.latest(),
                "a leader appends with an old epoch",
                leaderEpoch,
                parts.epochs.latest());
    }

    private static AppendOutcome rejected(BatchProblem problem) {
        return new AppendOutcome.Rejected(problem.reason(), problem.message());
    }

    // ------------------------------------------------------------------ read

    /**
     * Finds whole batches from the one that holds {@code offset} on, in one segment, none reaching
     * {@code limitOffset} (the watermark, the last stable offset or the log's end), at most {@code
     * maxBytes} unless {@code atLeastOneBatch} and the first one is larger.
     */
    public ReadOutcome read(long offset, int maxBytes, long limitOffset, boolean atLeastOneBatch)
            throws LogException {
        requireUsable();
        long end = logEndOffset();
        if (offset < parts.logStartOffset || offset > end) {
            return new ReadOutcome.OutOfRange(parts.logStartOffset, end);
        }
        try {
            return reader.read(
                    offset,
                    maxBytes,
                    Math.min(limitOffset, end),
                    atLeastOneBatch,
                    config.indexIntervalBytes());
        } catch (IOException e) {
            throw failed(e, "read");
        }
    }

    /**
     * Where each segment starts, oldest first, and the largest timestamp in it: -1 where no record
     * has one.
     */
    public List<TimestampedOffset> segmentStarts() throws LogException {
        requireUsable();
        try {
            return times.segmentStarts(parts.logStartOffset, config.indexIntervalBytes());
        } catch (IOException e) {
            throw failed(e, "look at the segments of");
        }
    }

    /** The first offset, its timestamp not looked up (-1), and its epoch. */
    public TimestampedOffset earliest() {
        return new TimestampedOffset(
                logStartOffset(), BatchFormat.NO_TIMESTAMP, parts.epochs.epochAt(logStartOffset()));
    }

    /** The log's end as an answer to ListOffsets; callers put their watermark in its place. */
    public TimestampedOffset latest() {
        return new TimestampedOffset(logEndOffset(), BatchFormat.NO_TIMESTAMP, latestEpoch());
    }

    /** The first record whose timestamp is at least {@code timestampMs}; may read and unpack. */
    public Optional<TimestampedOffset> firstAtOrAfter(long timestampMs) throws LogException {
        requireUsable();
        try {
            return times.firstReaching(
                    timestampMs, parts.logStartOffset, config.indexIntervalBytes());
        } catch (IOException e) {
            throw failed(e, "look up a timestamp in");
        }
    }

    /** The first record that has the largest timestamp in the log (KIP-734). */
    public Optional<TimestampedOffset> maxTimestamp() throws LogException {
        requireUsable();
        try {
            return times.latestTimestamp(parts.logStartOffset, config.indexIntervalBytes());
        } catch (IOException e) {
            throw failed(e, "look up the latest timestamp in");
        }
    }

    /** The leader epoch that wrote {@code offset}, or -1. */
    public int epochAt(long offset) {
        return parts.epochs.epochAt(offset);
    }

    // ------------------------------------------------------------------ epochs, truncation

    /** A new leader notes where its epoch begins; durable with the next flush. */
    public void assignEpochStart(int epoch, long startOffset) {
        parts.epochs.assign(epoch, startOffset);
    }

    /**
     * Drops everything from {@code offset} on (the whole batch that holds it), durably. Returns the
     * new end. Does nothing when the log ends before. If it takes {@link #logStartOffset} along,
     * save that before the next append.
     */
    public long truncateTo(long offset) throws LogException {
        requireUsable();
        if (offset >= logEndOffset()) {
            return logEndOffset();
        }
        if (offset <= segments.baseOffset(0)) {
            truncateFullyAndStartAt(offset);
            return logEndOffset();
        }
        truncations++;
        try {
            // The snapshots go first: they vouch for a recovery point that is about to become a
            // lie.
            parts.snapshots.deleteAbove(offset);
            parts.disk.syncDirectory(parts.directory);
            while (segments.active().baseOffset() >= offset) {
                removeLastSegment();
            }
            segments.active().truncateTo(offset);
            afterTruncation();
            return logEndOffset();
        } catch (IOException e) {
            throw failed(e, "truncate");
        }
    }

    private void removeLastSegment() throws IOException {
        long end = segments.removeLast();
        Segment.deleteFiles(parts.disk, parts.directory, end);
        parts.disk.syncDirectory(parts.directory);
        segments.activate(config.indexIntervalBytes(), end);
        parts.dirty.sealed.remove(segments.active());
    }

    private void afterTruncation() throws IOException {
        long end = logEndOffset();
        parts.flushedOffset = Math.min(parts.flushedOffset, end);
        parts.recoveryPoint = Math.min(parts.recoveryPoint, end);
        parts.logStartOffset = Math.min(parts.logStartOffset, end);
        parts.epochs.truncateTo(end);
        long from = parts.snapshots.loadAtMost(end, parts.producers);
        LogRecovery.replayProducers(parts, from, end, activeSinceMs, config.indexIntervalBytes());
    }

    /**
     * Drops everything; the next record gets {@code offset}. When that lies below {@link
     * #logStartOffset}, save {@code offset} as the log's start first: a crash in between would
     * otherwise hide what is written next.
     */
    public void truncateFullyAndStartAt(long offset) throws LogException {
        requireUsable();
        truncations++;
        try {
            parts.snapshots.deleteAbove(-1);
            while (segments.count() > 0) {
                parts.disk.syncDirectory(parts.directory);
                Segment.deleteFiles(parts.disk, parts.directory, segments.removeLast());
            }
            parts.dirty.sealed.clear();
            parts.epochs.clear();
            parts.disk.syncDirectory(parts.directory);
            EpochCheckpoint.delete(parts.disk, parts.directory);
            parts.disk.syncDirectory(parts.directory);
            segments.add(
                    Segment.create(
                            parts.disk, parts.directory, offset, config.indexIntervalBytes()));
            parts.disk.syncDirectory(parts.directory);
            parts.producers.clear();
            parts.logStartOffset = offset;
            parts.flushedOffset = offset;
            parts.recoveryPoint = offset;
        } catch (IOException e) {
            throw fail(translate(e, "restart", parts.directory), true);
        }
    }

    /**
     * Moves the first readable offset up. Save it in {@link CheckpointFile#LOG_START_OFFSETS}, then
     * run what is returned: it deletes the segments that have nothing left to read, the active one
     * too, for which a new one begins.
     */
    public SegmentDeletion advanceLogStart(long offset, long nowMs) throws LogException {
        requireUsable();
        Invariants.check(
                offset <= logEndOffset(),
                "the log cannot start beyond its end",
                offset,
                logEndOffset());
        List<Long> gone = new ArrayList<>();
        if (offset > parts.logStartOffset) {
            parts.logStartOffset = offset;
            parts.epochs.startAt(offset);
            try {
                if (offset == logEndOffset()) {
                    roll(nowMs);
                }
                while (segments.count() > 1 && segments.baseOffset(1) <= offset) {
                    parts.dirty.sealed.remove(segments.get(0, config.indexIntervalBytes()));
                    gone.add(segments.removeFirst());
                }
                parts.snapshots.deleteBelow(segments.baseOffset(0));
            } catch (IOException e) {
                throw failed(e, "advance the start of");
            }
        }
        return new SegmentDeletion(parts.disk, parts.directory, gone);
    }

    /**
     * Where the log is to start when {@code retention} is done justice: no further than {@code
     * highWatermark}, and {@link #logStartOffset} if nothing is due. Give it to {@link
     * #advanceLogStart}.
     */
    public long startUnder(Retention retention, long highWatermark, long nowMs)
            throws LogException {
        requireUsable();
        try {
            int due =
                    retentionWatch.due(
                            segments, retention, highWatermark, nowMs, config.indexIntervalBytes());
            if (due == 0) {
                return parts.logStartOffset;
            }
            return Math.max(segments.endOffset(due - 1), parts.logStartOffset);
        } catch (IOException e) {
            throw failed(e, "look for old segments of");
        }
    }

    // ------------------------------------------------------------------ flush

    /**
     * Begins a group commit of everything appended so far. At most one is under way at a time; it
     * ends with {@link #completeFlush}.
     */
    public FlushTask beginFlush() throws LogException {
        return begin(false);
    }

    /**
     * Like {@link #beginFlush}, and makes the indexes and the producers durable too, so that
     * recovery need not look below: this moves {@link #recoveryPoint}. From time to time, not for
     * every ack.
     */
    public FlushTask beginCheckpoint() throws LogException {
        return begin(true);
    }

    /** Whether a flush has something to do. */
    public boolean needsFlush() {
        return logEndOffset() > parts.flushedOffset
                || !parts.dirty.sealed.isEmpty()
                || !parts.dirty.directories.isEmpty()
                || parts.epochs.version() != parts.savedEpochVersion;
    }

    /** Whether a flush is under way. */
    public boolean isFlushing() {
        return inFlight != null;
    }

    private FlushTask begin(boolean checkpoint) throws LogException {
        requireUsable();
        Invariants.check(inFlight == null, "a flush is under way: " + parts.directory);
        long end = logEndOffset();
        boolean snapshot = checkpoint && !parts.snapshots.has(end);
        List<SharedFile> files = new ArrayList<>();
        try {
            for (Segment sealed : parts.dirty.sealed) {
                files.addAll(sealed.filesForCheckpoint());
            }
            if (snapshot) {
                files.addAll(segments.active().filesForCheckpoint());
                parts.dirty.directories.add(parts.directory); // index files may be new
            } else if (end > parts.flushedOffset) {
                files.add(segments.active().sharedFile());
            }
        } catch (IOException e) {
            throw failed(e, "flush the indexes of");
        }
        files.forEach(SharedFile::retain);
        boolean epochs = parts.epochs.version() != parts.savedEpochVersion;
        FlushTask task =
                new FlushTask(
                        parts.disk,
                        parts.directory,
                        end,
                        checkpoint,
                        truncations,
                        files,
                        List.copyOf(parts.dirty.directories),
                        epochs ? parts.epochs.entries() : null,
                        parts.epochs.version(),
                        snapshot ? ProducerSnapshot.encode(parts.producers) : null);
        parts.dirty.sealed.clear();
        parts.dirty.directories.clear();
        inFlight = task;
        return task;
    }

    /**
     * Takes note that {@code task} has run. Throws (category {@code FAILED}) when it could not
     * sync: the disk may have dropped what it was given, so the log is unusable from then on. When
     * only a file beside the log had no room ({@code FULL}), the next flush begins anew.
     */
    public void completeFlush(FlushTask task) throws LogException {
        Invariants.check(
                task == inFlight && task.hasRun(), "a flush that was not begun or not run");
        inFlight = null;
        IOException failure = task.failure();
        try {
            task.release();
            if (failure != null) {
                throw failure;
            }
            if (unusable != null) {
                return;
            }
            if (task.savedEpochs()) {
                parts.savedEpochVersion = task.epochVersion();
            }
            boolean current = task.truncations() == truncations;
            if (current) {
                parts.flushedOffset = Math.max(parts.flushedOffset, task.endOffset());
            }
            if (task.isCheckpoint()) {
                completeCheckpoint(task, current);
            }
        } catch (IOException e) {
            LogException translated = translate(e, "flush", parts.directory);
            boolean again =
                    e == failure
                            && task.hasSynced()
                            && translated.category() == LogException.Category.FULL;
            if (again) {
                parts.dirty.directories.addAll(task.directories());
            }
            throw fail(translated, !again);
        }
    }

    private void completeCheckpoint(FlushTask task, boolean current) throws IOException {
        long at = task.endOffset();
        if (task.hasSnapshot()) {
            if (!current) {
                parts.snapshots.discardPrepared(at);
                return;
            }
            parts.snapshots.publish(at);
        }
        if (current) {
            parts.recoveryPoint = Math.max(parts.recoveryPoint, at);
            parts.savedRecoveryPoint = Math.max(parts.savedRecoveryPoint, at);
            parts.snapshots.deleteSuperseded(at, segments);
        }
    }

    // ------------------------------------------------------------------ housekeeping, ends

    /** Forgets producers not heard of for {@code producer.id.expiration.ms}. */
    public void expireProducers(long nowMs) {
        parts.producers.expire(nowMs, config.producerIdExpirationMs());
    }

    /**
     * Gives up file handles and caches of segments; they come back when needed. For logs that were
     * not used lately.
     */
    public void releaseHandles() throws LogException {
        requireUsable();
        try {
            segments.forgetSealed(parts.dirty.sealed);
            if (!needsFlush()) {
                segments.closeHandles();
            }
        } catch (IOException e) {
            throw failed(e, "close files of");
        }
    }

    /**
     * Ends the use of this log. A clean close makes everything durable first, so that the next open
     * need not read it; when that fails it throws, and the shutdown was not clean.
     */
    public void close(boolean clean) throws LogException {
        if (unusable != null && unusable.category() == LogException.Category.CLOSED) {
            return;
        }
        if (clean) {
            requireUsable();
            if (needsFlush() || parts.recoveryPoint < logEndOffset()) {
                FlushTask task = beginCheckpoint();
                task.run();
                completeFlush(task);
            }
        }
        closeHandles("was closed");
    }

    private void closeHandles(String why) throws LogException {
        unusable =
                new LogException(
                        LogException.Category.CLOSED,
                        "The log " + parts.directory + " " + why,
                        null);
        try {
            segments.closeHandles();
        } catch (IOException e) {
            throw translate(e, "close", parts.directory);
        }
    }

    /** Deletes the log's directory and everything in it. Slices being read stay readable. */
    public void delete() throws LogException {
        closeHandles("was deleted");
        try {
            for (Path file : parts.disk.list(parts.directory)) {
                parts.disk.delete(file);
            }
            parts.disk.delete(parts.directory);
            Path parent = parts.directory.getParent();
            if (parent != null) {
                parts.disk.syncDirectory(parent);
            }
        } catch (IOException e) {
            throw translate(e, "delete", parts.directory);
        }
    }

    // ------------------------------------------------------------------ errors

    private void requireUsable() throws LogException {
        if (unusable != null) {
            throw new LogException(
                    unusable.category(), String.valueOf(unusable.getMessage()), unusable);
        }
    }

    /** A full disk changes nothing; any other failure makes the log unusable. */
    private LogException failed(IOException e, String what) {
        LogException translated = translate(e, what, parts.directory);
        return fail(translated, translated.category() != LogException.Category.FULL);
    }

    /** What is for good is never called a full disk: that one may be tried again. */
    private LogException fail(LogException e, boolean forGood) {
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

    private static LogException translate(IOException e, String what, Path directory) {
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

    @Override
    public String toString() {
        return parts.directory + " [" + logStartOffset() + ", " + logEndOffset() + ")";
    }
}
