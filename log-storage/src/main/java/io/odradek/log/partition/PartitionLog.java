package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.BatchProblem;
import io.odradek.log.batch.BatchRules;
import io.odradek.log.batch.BatchValidator;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.RejectReason;
import io.odradek.log.batch.TimestampType;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.clean.CleanPlan;
import io.odradek.log.clean.CleanRules;
import io.odradek.log.clean.OffsetMap;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Invariants;
import io.odradek.log.segment.Segment;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
    private final BatchValidator validator = new BatchValidator();
    private final RecordBatchView view = new RecordBatchView();
    private final LogRoll roll;
    private final LogTrim trim;
    private final LogFlushes flushes;

    private PartitionLog(LogParts parts, long nowMs) {
        this.parts = parts;
        this.segments = parts.segments;
        this.reader = new LogReader(parts.segments);
        this.times = new TimeLookup(parts.segments, parts.epochs);
        this.roll = new LogRoll(parts, nowMs);
        this.trim = new LogTrim(parts, roll);
        this.flushes = new LogFlushes(parts);
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
            return new PartitionLog(parts, nowMs);
        } catch (IOException e) {
            throw LogHealth.translate(e, "open", directory);
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
        parts.health.requireUsable();
        try {
            return segments.sizeInBytes(parts.config.indexIntervalBytes());
        } catch (IOException e) {
            throw parts.health.failed(e, "measure");
        }
    }

    public void reconfigure(LogConfig changed) {
        parts.config = changed;
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
        return append(records, leaderEpoch, nowMs, parts.config.rules());
    }

    /**
     * Appends what this node itself has to say, such as a coordinator's records: {@code bytesMax}
     * bounds a batch instead of the topic's {@code max.message.bytes}.
     */
    public AppendOutcome appendOwn(ByteBuffer records, int leaderEpoch, long nowMs, int bytesMax)
            throws LogException {
        return append(
                records, leaderEpoch, nowMs, parts.config.rules().withMaxMessageBytes(bytesMax));
    }

    private AppendOutcome append(ByteBuffer records, int leaderEpoch, long nowMs, BatchRules rules)
            throws LogException {
        parts.health.requireUsable();
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
        if (records.remaining() > parts.config.segmentBytes()) {
            return new AppendOutcome.Rejected(
                    RejectReason.LARGER_THAN_SEGMENT,
                    records.remaining()
                            + " bytes do not fit in a segment of segment.bytes="
                            + parts.config.segmentBytes());
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
        parts.health.requireUsable();
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
        parts.health.requireUsable();
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
            if (roll.isDue(bytes.remaining(), lastOffset, maxTimestamp, nowMs)) {
                roll.roll(nowMs);
            }
            segments.active().prepareIndexes();
        } catch (IOException e) {
            throw parts.health.failed(e, "prepare an append to");
        }
        try {
            segments.active().write(bytes);
        } catch (IOException e) {
            try {
                segments.active().cutBack();
            } catch (IOException again) {
                e.addSuppressed(again);
                throw parts.health.failedForGood(e, "append to (and cut back)");
            }
            throw parts.health.failed(e, "append to");
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

    private long stampedAt(long maxTimestamp) {
        return parts.config.rules().timestampType() == TimestampType.LOG_APPEND_TIME
                ? maxTimestamp
                : -1;
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
        parts.health.requireUsable();
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
                    parts.config.indexIntervalBytes());
        } catch (IOException e) {
            throw parts.health.failed(e, "read");
        }
    }

    /**
     * Like {@link #read}, for who wants records and nothing else: in a compacted topic it does not
     * begin with a header that has none, if any records follow.
     */
    public ReadOutcome readRecords(
            long offset, int maxBytes, long limitOffset, boolean atLeastOneBatch)
            throws LogException {
        parts.health.requireUsable();
        long end = logEndOffset();
        long limit = Math.min(limitOffset, end);
        boolean inside = offset >= parts.logStartOffset && offset < limit;
        if (!inside || !parts.config.rules().keyRequired()) {
            return read(offset, maxBytes, limitOffset, atLeastOneBatch);
        }
        try {
            return reader.readRecords(
                    offset, maxBytes, limit, atLeastOneBatch, parts.config.indexIntervalBytes());
        } catch (IOException e) {
            throw parts.health.failed(e, "read");
        }
    }

    /**
     * The segment that has {@code offset}, as far as it lies below {@code limitOffset}, to be
     * looked at and repaired on an I/O thread; null when it has nothing below it.
     */
    public @Nullable HeldSegment hold(long offset, long limitOffset) throws LogException {
        parts.health.requireUsable();
        try {
            int i = Math.max(0, segments.floor(offset));
            Segment segment = segments.get(i, parts.config.indexIntervalBytes());
            boolean whole = segment.nextOffset() <= limitOffset;
            int size = whole ? segment.sizeInBytes() : segment.positionOf(limitOffset);
            return size == 0
                    ? null
                    : new HeldSegment(
                            segment.path(),
                            segment.sharedFile().retain(),
                            size,
                            segment.baseOffset(),
                            Math.min(segment.nextOffset(), limitOffset),
                            parts.epochs.copy());
        } catch (IOException e) {
            throw parts.health.failed(e, "read");
        }
    }

    /** Where the segment ends that has {@code offset}. */
    public long segmentEnd(long offset) {
        return segments.endOffset(Math.max(0, segments.floor(offset)));
    }

    /**
     * Where each segment starts, oldest first, and the largest timestamp in it: -1 where no record
     * has one.
     */
    public List<TimestampedOffset> segmentStarts() throws LogException {
        parts.health.requireUsable();
        try {
            return times.segmentStarts(parts.logStartOffset, parts.config.indexIntervalBytes());
        } catch (IOException e) {
            throw parts.health.failed(e, "look at the segments of");
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
        parts.health.requireUsable();
        try {
            return times.firstReaching(
                    timestampMs, parts.logStartOffset, parts.config.indexIntervalBytes());
        } catch (IOException e) {
            throw parts.health.failed(e, "look up a timestamp in");
        }
    }

    /** The first record that has the largest timestamp in the log (KIP-734). */
    public Optional<TimestampedOffset> maxTimestamp() throws LogException {
        parts.health.requireUsable();
        try {
            return times.latestTimestamp(parts.logStartOffset, parts.config.indexIntervalBytes());
        } catch (IOException e) {
            throw parts.health.failed(e, "look up the latest timestamp in");
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

    // ------------------------------------------------------------------ flush

    /**
     * Drops everything from {@code offset} on (the whole batch that holds it), durably. Returns the
     * new end. Does nothing when the log ends before. If it takes {@link #logStartOffset} along,
     * save that before the next append.
     */
    public long truncateTo(long offset) throws LogException {
        return trim.truncateTo(offset);
    }

    /**
     * Drops everything; the next record gets {@code offset}. When that lies below {@link
     * #logStartOffset}, save {@code offset} as the log's start first: a crash in between would
     * otherwise hide what is written next.
     */
    public void truncateFullyAndStartAt(long offset) throws LogException {
        trim.truncateFullyAndStartAt(offset);
    }

    /**
     * Moves the first readable offset up. Save it in {@link CheckpointFile#LOG_START_OFFSETS}, then
     * run what is returned: it deletes the segments that have nothing left to read, the active one
     * too, for which a new one begins.
     */
    public SegmentDeletion advanceLogStart(long offset, long nowMs) throws LogException {
        return trim.advanceLogStart(offset, nowMs);
    }

    /**
     * Where the log is to start when {@code retention} is done justice: no further than {@code
     * highWatermark}, and {@link #logStartOffset} if nothing is due. Give it to {@link
     * #advanceLogStart}.
     */
    public long startUnder(Retention retention, long highWatermark, long nowMs)
            throws LogException {
        return trim.startUnder(retention, highWatermark, nowMs);
    }

    // ------------------------------------------------------------------ flush

    /**
     * Begins a group commit of everything appended so far. At most one is under way at a time; it
     * ends with {@link #completeFlush}.
     */
    public FlushTask beginFlush() throws LogException {
        return flushes.beginFlush();
    }

    /**
     * Like {@link #beginFlush}, and makes the indexes and the producers durable too, so that
     * recovery need not look below: this moves {@link #recoveryPoint}. From time to time, not for
     * every ack.
     */
    public FlushTask beginCheckpoint() throws LogException {
        return flushes.beginCheckpoint();
    }

    /** Whether a flush has something to do. */
    public boolean needsFlush() {
        return flushes.needsFlush();
    }

    /** Whether a flush is under way. */
    public boolean isFlushing() {
        return flushes.isFlushing();
    }

    /**
     * Takes note that {@code task} has run. Throws (category {@code FAILED}) when it could not
     * sync: the disk may have dropped what it was given, so the log is unusable from then on. When
     * only a file beside the log had no room ({@code FULL}), the next flush begins anew.
     */
    public void completeFlush(FlushTask task) throws LogException {
        flushes.completeFlush(task);
    }

    // ------------------------------------------------------------------ compaction

    /**
     * Below it the log was compacted. Save it per partition in {@link
     * CheckpointFile#CLEANED_OFFSETS} and give it back in {@link OpenInfo}.
     */
    public long cleanedTo() {
        return Math.max(parts.cleaned.cleanedTo(), parts.logStartOffset);
    }

    /**
     * Whether the log is worth compacting now. Rolls the active segment when its records are
     * overdue: only what is sealed can be compacted.
     *
     * @param highWatermark nothing that could still be truncated is touched
     */
    public CleanPlan.Decision planCleaning(CleanRules rules, long highWatermark, long nowMs)
            throws LogException {
        parts.health.requireUsable();
        try {
            return CleanLook.at(parts, roll, rules, highWatermark, nowMs);
        } catch (IOException e) {
            throw parts.health.failed(e, "look for what to compact in");
        }
    }

    /**
     * Begins what {@link #planCleaning} has decided; at most one at a time.
     *
     * @param map empty, and not used by anybody else meanwhile
     */
    public Cleaning beginCleaning(
            CleanPlan.Clean plan, CleanRules rules, OffsetMap map, long nowMs) {
        return new Cleaning(parts, plan, rules, map, nowMs);
    }

    // ------------------------------------------------------------------ housekeeping, ends

    /** Forgets producers not heard of for {@code producer.id.expiration.ms}. */
    public void expireProducers(long nowMs) {
        parts.producers.expire(nowMs, parts.config.producerIdExpirationMs());
    }

    /**
     * Gives up file handles and caches of segments; they come back when needed. For logs that were
     * not used lately.
     */
    public void releaseHandles() throws LogException {
        parts.health.requireUsable();
        try {
            segments.forgetSealed(parts.dirty.sealed);
            if (!needsFlush()) {
                segments.closeHandles();
            }
        } catch (IOException e) {
            throw parts.health.failed(e, "close files of");
        }
    }

    /**
     * Ends the use of this log. A clean close makes everything durable first, so that the next open
     * need not read it; when that fails it throws, and the shutdown was not clean.
     */
    public void close(boolean clean) throws LogException {
        if (parts.health.isClosed()) {
            return;
        }
        if (clean) {
            parts.health.requireUsable();
            if (needsFlush() || parts.recoveryPoint < logEndOffset()) {
                FlushTask task = beginCheckpoint();
                task.run();
                completeFlush(task);
            }
        }
        closeHandles("was closed");
    }

    private void closeHandles(String why) throws LogException {
        parts.health.closed(why);
        try {
            segments.closeHandles();
        } catch (IOException e) {
            throw LogHealth.translate(e, "close", parts.directory);
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
            throw LogHealth.translate(e, "delete", parts.directory);
        }
    }

    @Override
    public String toString() {
        return parts.directory + " [" + logStartOffset() + ", " + logEndOffset() + ")";
    }
}
