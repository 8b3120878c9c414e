package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.BatchRules;
import io.odradek.log.batch.RejectReason;
import io.odradek.log.batch.TimestampType;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.io.Disk;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a log does on every disk. */
abstract class LogConformance {

    static final LogConfig CONFIG =
            LogConfig.DEFAULT
                    .withSegmentBytes(2000)
                    .withRules(
                            new BatchRules(
                                    1000,
                                    TimestampType.CREATE_TIME,
                                    Long.MAX_VALUE,
                                    Long.MAX_VALUE,
                                    false));

    abstract Disk disk();

    abstract Path root();

    Path directory() {
        return root().resolve("topic-0");
    }

    PartitionLog open() throws LogException {
        return open(OpenInfo.UNKNOWN);
    }

    PartitionLog open(OpenInfo info) throws LogException {
        return PartitionLog.open(disk(), directory(), CONFIG, info, 0);
    }

    static void flush(PartitionLog log) throws LogException {
        FlushTask task = log.beginFlush();
        task.run();
        log.completeFlush(task);
    }

    static void checkpoint(PartitionLog log) throws LogException {
        FlushTask task = log.beginCheckpoint();
        task.run();
        log.completeFlush(task);
    }

    /** {@code n} batches of two records each, values 0, 1, 2, ... */
    static PartitionLog fill(PartitionLog log, int n, int epoch) throws LogException {
        for (int i = 0; i < n; i++) {
            long at = log.logEndOffset();
            AppendOutcome outcome =
                    log.appendAsLeader(Batches.of(at, "v" + at, "v" + (at + 1)), epoch, at);
            assertEquals(new AppendOutcome.Appended(at, at + 1, at, -1), outcome);
        }
        return log;
    }

    static List<String> values(long from, long to, int epoch) {
        return java.util.stream.LongStream.range(from, to)
                .mapToObj(o -> o + "@" + epoch + ":v" + o)
                .toList();
    }

    private static int retained(PartitionLog log, Retention retention, long watermark, long nowMs)
            throws IOException {
        SegmentDeletion deletion =
                log.advanceLogStart(log.startUnder(retention, watermark, nowMs), nowMs);
        deletion.run();
        return log.segmentCount();
    }

    @Test
    void oldSegmentsGoByTheirYoungestRecord() throws IOException {
        PartitionLog log = fill(open(), 100, 1);
        int segments = log.segmentCount();
        long end = log.logEndOffset();
        assertTrue(segments > 4);
        // Timestamps are the offsets of their batches.
        assertEquals(segments, retained(log, new Retention(1000, -1), end, end + 500));
        assertEquals(0, log.logStartOffset());
        long base = log.segmentStarts().get(2).offset();
        assertEquals(segments - 2, retained(log, new Retention(10, -1), end, base + 9));
        assertEquals(base, log.logStartOffset());
        assertInstanceOf(ReadOutcome.OutOfRange.class, log.read(base - 1, 100, end, true));
        assertInstanceOf(LogSlice.class, log.read(base, 100, end, true));

        assertEquals(1, retained(log, new Retention(10, -1), end, end + 500));
        assertEquals(end, log.logStartOffset());
        assertEquals(end, log.logEndOffset());
        fill(log, 1, 1);
        assertEquals(1, retained(log, new Retention(10, -1), end + 2, end));
        log.close(true);
        PartitionLog again = open(new OpenInfo(true, end + 2, end));
        assertEquals(end, again.logStartOffset());
        assertEquals(end + 2, again.logEndOffset());
        again.close(true);
    }

    @Test
    void whatIsMoreThanTheBoundGoes() throws IOException {
        PartitionLog log = fill(open(), 100, 1);
        long end = log.logEndOffset();
        long bytes = log.sizeInBytes();
        int segments = log.segmentCount();
        assertEquals(segments, retained(log, new Retention(-1, bytes), end, 0));
        assertEquals(segments - 1, retained(log, new Retention(-1, bytes - 2000), end, 0));
        assertTrue(log.sizeInBytes() >= bytes - 2000);
        assertEquals(1, retained(log, new Retention(-1, 0), end, 0));
        assertEquals(end, log.logStartOffset());
        log.close(true);
    }

    @Test
    void nothingBeyondTheWatermarkGoes() throws IOException {
        PartitionLog log = fill(open(), 100, 1);
        int segments = log.segmentCount();
        long second = log.segmentStarts().get(1).offset();
        assertEquals(segments, retained(log, new Retention(-1, 0), second - 1, 0));
        assertEquals(segments - 1, retained(log, new Retention(-1, 0), second, 0));
        assertEquals(second, log.logStartOffset());
        log.close(true);
    }

    @Test
    void aNewLogIsEmptyAndStartsWhereItIsTold() throws IOException {
        PartitionLog log = open(new OpenInfo(false, 0, 42));
        assertEquals(42, log.logStartOffset());
        assertEquals(42, log.logEndOffset());
        assertEquals(42, log.flushedOffset());
        assertEquals(-1, log.latestEpoch());
        assertInstanceOf(ReadOutcome.Empty.class, log.read(42, 100, 42, true));
        assertInstanceOf(ReadOutcome.OutOfRange.class, log.read(41, 100, 42, true));
        assertInstanceOf(ReadOutcome.OutOfRange.class, log.read(43, 100, 43, true));
        assertEquals(Optional.empty(), log.maxTimestamp());
        log.close(true);
    }

    @Test
    void recordsAreReadBackFromEveryOffsetOverManySegments() throws IOException {
        PartitionLog log = fill(open(), 100, 3);
        assertTrue(log.segmentCount() > 3);
        for (long from = 0; from < 200; from++) {
            assertEquals(values(from & ~1L, 200, 3), Batches.readAll(log, from));
        }
        log.close(true);
    }

    @Test
    void aReadEndsAtABatchBelowTheLimitAndWithinTheBytes() throws IOException {
        PartitionLog log = fill(open(), 10, 0);
        int batch = Batches.of(0, "v0", "v1").remaining();
        for (long limit = 0; limit <= 20; limit++) {
            for (int bytes = 0; bytes < 4 * batch; bytes += batch / 2) {
                ReadOutcome outcome = log.read(4, bytes, limit, false);
                long whole = Math.min(bytes / batch, Math.max(0, limit - 4) / 2);
                if (whole == 0) {
                    assertEquals(new ReadOutcome.Empty(4), outcome);
                } else {
                    LogSlice slice = assertInstanceOf(LogSlice.class, outcome);
                    assertEquals(4 + 2 * whole, slice.nextOffset());
                    assertEquals(values(4, 4 + 2 * whole, 0), Batches.show(Batches.copy(slice)));
                }
            }
        }
        LogSlice one = assertInstanceOf(LogSlice.class, log.read(4, 1, 20, true));
        assertEquals(6, one.nextOffset());
        one.close();
        assertInstanceOf(ReadOutcome.Empty.class, log.read(4, 1, 5, true));
        log.close(true);
    }

    @Test
    void aSliceGoesToAChannelInPieces() throws IOException {
        PartitionLog log = fill(open(), 5, 0);
        LogSlice slice = assertInstanceOf(LogSlice.class, log.read(0, 1 << 20, 10, true));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int sent = 0;
        while (sent < slice.sizeInBytes()) {
            sent += (int) slice.transferTo(sent, 17, Channels.newChannel(out));
        }
        slice.close();
        assertEquals(values(0, 10, 0), Batches.show(ByteBuffer.wrap(out.toByteArray())));
        log.close(true);
    }

    @Test
    void aSliceOutlivesItsSegment() throws IOException {
        PartitionLog log = fill(open(), 100, 0);
        LogSlice slice = assertInstanceOf(LogSlice.class, log.read(0, 1 << 20, 200, true));
        long until = slice.nextOffset();
        log.advanceLogStart(150, 0).run();
        log.close(true);
        assertEquals(values(0, until, 0), Batches.show(Batches.copy(slice)));
    }

    @Test
    void aReopenedLogIsTheSameAfterCleanAndUncleanShutdown() throws IOException {
        PartitionLog log = fill(fill(open(), 30, 1), 30, 5);
        log.assignEpochStart(9, 120);
        checkpoint(log);
        fill(log, 7, 9);
        log.close(true);
        for (boolean clean : new boolean[] {true, false, true, false}) {
            log = open(new OpenInfo(clean, clean ? 134 : 0, 0));
            assertEquals(134, log.logEndOffset());
            assertEquals(134, log.flushedOffset());
            assertEquals(9, log.latestEpoch());
            assertEquals(new EpochEnd(1, 60), log.endOffsetForEpoch(4));
            assertEquals(new EpochEnd(5, 120), log.endOffsetForEpoch(8));
            assertEquals(values(0, 60, 1), Batches.readAll(log, 0).subList(0, 60));
            assertEquals(values(120, 134, 9), Batches.readAll(log, 120));
            assertEquals(
                    Optional.of(new TimestampedOffset(131 - 1, 130, 9)), log.firstAtOrAfter(129));
            log.close(clean);
        }
    }

    @Test
    void aKilledProcessLosesNothingThatTheSystemHas() throws IOException {
        PartitionLog log = fill(open(), 20, 1);
        log.close(false);
        log = open();
        assertEquals(40, log.logEndOffset());
        assertEquals(40, log.flushedOffset());
        fill(log, 20, 1);
        assertEquals(values(0, 80, 1), Batches.readAll(log, 0));
        log.close(true);
    }

    @Test
    void severalBatchesAreAppendedTogether() throws IOException {
        PartitionLog log = open();
        ByteBuffer both = Batches.join(Batches.of(5, "v0", "v1"), Batches.of(3, "v2"));
        assertEquals(new AppendOutcome.Appended(0, 2, 5, -1), log.appendAsLeader(both, 7, 0));
        assertEquals(0, both.position());
        assertEquals(values(0, 3, 7), Batches.readAll(log, 0));
        log.close(true);
    }

    @Test
    void badBatchesAreRejectedAndChangeNothing() throws IOException {
        PartitionLog log = open();
        ByteBuffer flipped = Batches.of(1, "a");
        flipped.put(66, (byte) (flipped.get(66) ^ 1));
        assertRejected(RejectReason.CORRUPT, log.appendAsLeader(flipped, 0, 0));
        ByteBuffer good = Batches.of(1, "a");
        ByteBuffer cut = good.slice(0, good.limit() - 1);
        assertRejected(RejectReason.CORRUPT, log.appendAsLeader(cut, 0, 0));
        assertRejected(
                RejectReason.CORRUPT,
                log.appendAsLeader(Batches.join(good, ByteBuffer.allocate(3)), 0, 0));
        assertRejected(
                RejectReason.INVALID_RECORD, log.appendAsLeader(ByteBuffer.allocate(0), 0, 0));
        assertRejected(
                RejectReason.TOO_LARGE, log.appendAsLeader(Batches.of(1, "x".repeat(1000)), 0, 0));
        ByteBuffer old = Batches.of(1, "a");
        old.put(16, (byte) 1);
        assertRejected(RejectReason.UNSUPPORTED_FORMAT, log.appendAsLeader(old, 0, 0));
        assertRejected(
                RejectReason.INVALID_RECORD,
                log.appendAsLeader(new TransactionMarker(true, 0).batch(1, (short) 0, 0), 0, 0));
        ByteBuffer three = Batches.join(good, good, good);
        three.put(three.limit() / 3 * 2 + 66, (byte) 99);
        assertRejected(RejectReason.CORRUPT, log.appendAsLeader(three, 0, 0));
        assertEquals(0, log.logEndOffset());
        assertEquals(List.of(), Batches.readAll(log, 0));
        log.close(true);
    }

    static void assertRejected(RejectReason reason, AppendOutcome outcome) {
        AppendOutcome.Rejected rejected =
                assertInstanceOf(AppendOutcome.Rejected.class, outcome, outcome::toString);
        assertEquals(reason, rejected.reason(), rejected::message);
    }

    @Test
    void logAppendTimeReplacesTheProducersTime() throws IOException {
        PartitionLog log = open();
        BatchRules rules = CONFIG.rules();
        log.reconfigure(
                CONFIG.withRules(
                        new BatchRules(
                                rules.maxMessageBytes(),
                                TimestampType.LOG_APPEND_TIME,
                                1,
                                1,
                                false)));
        assertEquals(
                new AppendOutcome.Appended(0, 0, 777, 777),
                log.appendAsLeader(Batches.of(5, "a"), 0, 777));
        assertEquals(Optional.of(new TimestampedOffset(0, 777, 0)), log.maxTimestamp());
        log.close(true);
    }

    @Test
    void timestampsOutsideTheAllowedWindowAreRejected() throws IOException {
        PartitionLog log = open();
        log.reconfigure(
                CONFIG.withRules(new BatchRules(1000, TimestampType.CREATE_TIME, 100, 10, false)));
        assertRejected(
                RejectReason.INVALID_TIMESTAMP, log.appendAsLeader(Batches.of(899, "a"), 0, 1000));
        assertRejected(
                RejectReason.INVALID_TIMESTAMP, log.appendAsLeader(Batches.of(1011, "a"), 0, 1000));
        assertInstanceOf(
                AppendOutcome.Appended.class, log.appendAsLeader(Batches.of(1010, "a"), 0, 1000));
        log.close(true);
    }

    @Test
    void offsetsAreFoundByTime() throws IOException {
        PartitionLog log = open();
        long[] timestamps = {50, 10, 60, 60, 20, 70, 5};
        for (int round = 0; round < 30; round++) {
            for (long t : timestamps) {
                log.appendAsLeader(Batches.of(round * 100L + t, "a", "b"), 2, 0);
            }
        }
        for (int reopened = 0; reopened < 3; reopened++) {
            for (int round = 0; round < 30; round++) {
                long first = round * 14L;
                assertFound(log, round * 100L + 10, first);
                assertFound(log, round * 100L + 50, first);
                assertFound(log, round * 100L + 51, first + 4);
                assertFound(log, round * 100L + 61, first + 10);
            }
            assertEquals(Optional.empty(), log.firstAtOrAfter(2971));
            assertEquals(
                    Optional.of(new TimestampedOffset(29 * 14 + 10, 2970, 2)), log.maxTimestamp());
            log.close(reopened == 0);
            log = open(new OpenInfo(reopened == 0, 0, 0));
        }
        log.close(true);
    }

    private static void assertFound(PartitionLog log, long timestamp, long offset)
            throws LogException {
        assertEquals(
                offset, log.firstAtOrAfter(timestamp).orElseThrow().offset(), "time " + timestamp);
    }

    @Test
    void followersTakeOffsetsAndEpochsAsTheyCome() throws IOException {
        PartitionLog log = open();
        ByteBuffer batches =
                Batches.join(
                        Batches.replicated(0, 1, "v0", "v1"),
                        Batches.replicated(2, 1, "v2"),
                        Batches.replicated(3, 4, "v3"));
        ByteBuffer partial = Batches.join(batches, Batches.replicated(4, 4, "v4").slice(0, 40));
        assertEquals(new AppendOutcome.Appended(0, 3, 3, -1), log.appendAsFollower(partial, 0));
        assertEquals(List.of("0@1:v0", "1@1:v1", "2@1:v2", "3@4:v3"), Batches.readAll(log, 0));
        assertEquals(new EpochEnd(1, 3), log.endOffsetForEpoch(3));
        assertRejected(
                RejectReason.UNEXPECTED_OFFSET,
                log.appendAsFollower(Batches.replicated(3, 4, "again"), 0));
        assertRejected(
                RejectReason.UNEXPECTED_OFFSET,
                log.appendAsFollower(Batches.replicated(4, 3, "old epoch"), 0));
        ByteBuffer flipped = Batches.replicated(4, 4, "v4");
        flipped.put(66, (byte) (flipped.get(66) ^ 4));
        assertRejected(RejectReason.CORRUPT, log.appendAsFollower(flipped, 0));
        log.appendAsFollower(Batches.replicated(9, 4, "after a hole"), 0);
        assertEquals(10, log.logEndOffset());
        assertEquals(List.of("9@4:after a hole"), Batches.readAll(log, 6));
        log.close(true);
    }

    @Test
    void truncationDropsBatchesEpochsAndLaterSegments() throws IOException {
        PartitionLog log = fill(fill(open(), 50, 1), 50, 2);
        checkpoint(log);
        assertEquals(200, log.truncateTo(300));
        assertEquals(150, log.truncateTo(151)); // 151 is in the batch of 150
        assertEquals(values(100, 150, 2), Batches.readAll(log, 100));
        assertEquals(70, log.truncateTo(70));
        assertEquals(1, log.latestEpoch());
        assertEquals(70, log.flushedOffset());
        fill(log, 5, 3);
        List<String> all = Batches.readAll(log, 0);
        assertEquals(values(0, 70, 1), all.subList(0, 70));
        assertEquals(values(70, 80, 3), all.subList(70, 80));
        log.close(false);
        log = open(new OpenInfo(false, 200, 0));
        assertEquals(all, Batches.readAll(log, 0));
        assertEquals(new EpochEnd(1, 70), log.endOffsetForEpoch(2));
        log.close(true);
    }

    @Test
    void everyTruncationPointLeavesALogThatGoesOn() throws IOException {
        PartitionLog log = fill(open(), 60, 0);
        for (int to = 119; to >= 0; to--) {
            long end = log.truncateTo(to);
            assertEquals(to & ~1, end);
            assertEquals(values(0, end, 0), Batches.readAll(log, 0));
            fill(log, 1, 0);
            assertEquals(values(0, end + 2, 0), Batches.readAll(log, 0));
            log.truncateTo(end);
        }
        log.close(true);
    }

    @Test
    void aFullyTruncatedLogStartsAnew() throws IOException {
        PartitionLog log = fill(open(), 50, 1);
        log.truncateFullyAndStartAt(1000);
        assertEquals(1000, log.logStartOffset());
        assertEquals(1000, log.logEndOffset());
        assertEquals(-1, log.latestEpoch());
        fill(log, 3, 8);
        log.close(false);
        log = open(new OpenInfo(false, 100, 0));
        assertEquals(values(1000, 1006, 8), Batches.readAll(log, 1000));
        log.truncateTo(5);
        assertEquals(5, log.logEndOffset());
        log.close(true);
    }

    @Test
    void theStartAdvancesAndOldSegmentsGo() throws IOException {
        PartitionLog log = fill(fill(open(), 50, 1), 50, 2);
        int segments = log.segmentCount();
        log.advanceLogStart(120, 0).run();
        assertTrue(log.segmentCount() < segments);
        assertEquals(120, log.logStartOffset());
        assertEquals(new TimestampedOffset(120, -1, 2), log.earliest());
        assertInstanceOf(ReadOutcome.OutOfRange.class, log.read(119, 100, 200, true));
        assertEquals(values(120, 200, 2), Batches.readAll(log, 120));
        assertEquals(new EpochEnd(1, 120), log.endOffsetForEpoch(1));
        log.close(true);
        log = open(new OpenInfo(true, 200, 120));
        assertEquals(120, log.logStartOffset());
        assertEquals(values(120, 200, 2), Batches.readAll(log, 120));
        log.advanceLogStart(200, 0).run();
        assertEquals(1, log.segmentCount());
        log.close(true);
    }

    @Test
    void aRepeatedBatchIsAnsweredWithItsFirstOffset() throws IOException {
        PartitionLog log = open();
        for (int i = 0; i < 7; i++) {
            log.appendAsLeader(Batches.from(9, 0, 2 * i, "a", "b"), 0, 0);
        }
        for (int i = 2; i < 7; i++) {
            assertEquals(
                    new AppendOutcome.Duplicate(2L * i, 2L * i + 1, -1),
                    log.appendAsLeader(Batches.from(9, 0, 2 * i, "a", "b"), 0, 0));
        }
        assertRejected( // forgotten: only five are remembered
                RejectReason.OUT_OF_ORDER_SEQUENCE,
                log.appendAsLeader(Batches.from(9, 0, 0, "a", "b"), 0, 0));
        assertRejected(
                RejectReason.OUT_OF_ORDER_SEQUENCE,
                log.appendAsLeader(Batches.from(9, 0, 15, "gap"), 0, 0));
        assertRejected(
                RejectReason.OUT_OF_ORDER_SEQUENCE,
                log.appendAsLeader(Batches.from(9, 1, 14, "new epoch, old sequence"), 0, 0));
        assertInstanceOf(
                AppendOutcome.Appended.class,
                log.appendAsLeader(Batches.from(9, 1, 0, "new epoch"), 0, 0));
        assertRejected(
                RejectReason.INVALID_PRODUCER_EPOCH,
                log.appendAsLeader(Batches.from(9, 0, 14, "fenced"), 0, 0));
        assertInstanceOf(
                AppendOutcome.Appended.class,
                log.appendAsLeader(Batches.from(10, 3, 77, "unknown producers may start"), 0, 0));
        assertEquals(16, log.logEndOffset());
        log.close(true);
    }

    @Test
    void producersSurviveRestartTruncationAndReplication() throws IOException {
        PartitionLog log = open();
        for (int i = 0; i < 60; i++) {
            log.appendAsLeader(Batches.from(9, 0, i, "v" + i), 0, 0);
        }
        for (boolean clean : new boolean[] {true, false, false}) {
            log.close(clean);
            log = open(new OpenInfo(clean, 0, 0));
            assertEquals(59, log.lastSequence(9));
            assertTheLastFiveAreKnown(log, 59);
        }
        log.truncateTo(41);
        assertEquals(40, log.lastSequence(9));
        assertTheLastFiveAreKnown(log, 40);
        assertInstanceOf(
                AppendOutcome.Appended.class,
                log.appendAsLeader(Batches.from(9, 0, 41, "other"), 1, 0));
        log.close(true);
    }

    /** So many a producer may have under way, and may have to send again. */
    private static void assertTheLastFiveAreKnown(PartitionLog log, int last) throws IOException {
        for (int i = last - 4; i <= last; i++) {
            assertEquals(
                    new AppendOutcome.Duplicate(i, i, -1),
                    log.appendAsLeader(Batches.from(9, 0, i, "v" + i), 0, 0));
        }
    }

    @Test
    void aSequenceWrapsAround() throws IOException {
        PartitionLog log = open();
        log.appendAsLeader(Batches.from(9, 0, Integer.MAX_VALUE - 1, "a", "b", "c"), 0, 0);
        assertEquals(0, log.lastSequence(9));
        assertEquals(
                new AppendOutcome.Duplicate(0, 2, -1),
                log.appendAsLeader(Batches.from(9, 0, Integer.MAX_VALUE - 1, "a", "b", "c"), 0, 0));
        assertInstanceOf(
                AppendOutcome.Appended.class, log.appendAsLeader(Batches.from(9, 0, 1, "d"), 0, 0));
        log.close(true);
    }

    @Test
    void transactionsAreTrackedUntilTheirMarker() throws IOException {
        PartitionLog log = fill(open(), 1, 0);
        ByteBuffer batch =
                Batches.builder(1, "a", "b").producer(5, (short) 0, 0).transactional().build();
        log.appendAsLeader(batch, 0, 0);
        assertEquals(2, log.firstUnstableOffset());
        log.close(false);
        log = open();
        assertEquals(2, log.firstUnstableOffset());
        log.expireProducers(Long.MAX_VALUE / 2);
        assertEquals(1, log.producerCount());
        assertInstanceOf(
                AppendOutcome.Appended.class,
                log.appendMarker(5, (short) 0, new TransactionMarker(true, 3), 0, 0));
        assertRejected(
                RejectReason.COORDINATOR_FENCED,
                log.appendMarker(5, (short) 0, new TransactionMarker(true, 2), 0, 0));
        assertEquals(-1, log.firstUnstableOffset());
        log.close(false);
        log = open();
        assertEquals(-1, log.firstUnstableOffset());
        log.expireProducers(Long.MAX_VALUE / 2);
        assertEquals(0, log.producerCount());
        log.close(true);
    }

    @Test
    void oneFlushCoversEveryAppendBeforeItAndNoneAfter() throws IOException {
        PartitionLog log = fill(open(), 3, 0);
        assertTrue(log.needsFlush());
        FlushTask task = log.beginFlush();
        fill(log, 40, 0); // rolls meanwhile
        task.run();
        assertEquals(0, log.flushedOffset());
        log.completeFlush(task);
        assertEquals(6, log.flushedOffset());
        flush(log);
        assertEquals(86, log.flushedOffset());
        assertFalse(log.needsFlush());
        assertTrue(log.beginFlush().isEmpty());
    }

    @Test
    void aFlushThatATruncationOvertookPromisesNothing() throws IOException {
        PartitionLog log = fill(open(), 3, 0);
        FlushTask task = log.beginCheckpoint();
        log.truncateTo(2);
        fill(log, 10, 1);
        task.run();
        log.completeFlush(task);
        assertEquals(0, log.flushedOffset());
        assertEquals(0, log.recoveryPoint());
        flush(log);
        assertEquals(22, log.flushedOffset());
        log.close(true);
    }

    @Test
    void aCheckpointMovesTheRecoveryPoint() throws IOException {
        PartitionLog log = fill(open(), 30, 0);
        flush(log);
        assertEquals(0, log.recoveryPoint());
        checkpoint(log);
        assertEquals(60, log.recoveryPoint());
        fill(log, 5, 0);
        log.close(false);
        log = open(new OpenInfo(false, 60, 0));
        assertEquals(70, log.logEndOffset());
        assertEquals(60, log.recoveryPoint());
        assertEquals(values(0, 70, 0), Batches.readAll(log, 0));
        log.close(true);
    }

    @Test
    void releasedHandlesComeBack() throws IOException {
        PartitionLog log = fill(open(), 60, 0);
        Batches.readAll(log, 0);
        log.releaseHandles();
        assertEquals(values(0, 120, 0), Batches.readAll(log, 0));
        flush(log);
        log.releaseHandles();
        fill(log, 60, 0);
        assertEquals(values(0, 240, 0), Batches.readAll(log, 0));
        log.close(true);
    }

    @Test
    void aClosedLogSaysSo() throws IOException {
        PartitionLog log = open();
        log.close(true);
        log.close(true);
        LogException e =
                assertThrows(
                        LogException.class, () -> log.appendAsLeader(Batches.of(0, "a"), 0, 0));
        assertEquals(LogException.Category.CLOSED, e.category());
    }

    @Test
    void aDeletedLogLeavesNothing() throws IOException {
        PartitionLog log = fill(open(), 60, 0);
        flush(log);
        log.delete();
        assertFalse(disk().exists(directory()));
    }
}
