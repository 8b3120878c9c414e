package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.log.batch.BatchRules;
import io.odradek.log.batch.TimestampType;
import io.odradek.log.io.SimDisk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A log on a {@link SimDisk} beside a model of what it promised: every step updates both, so that
 * after a crash anywhere {@link #recoverAndCheck} can tell whether a promise was broken.
 */
final class CrashWorkload {

    static final LogConfig CONFIG =
            new LogConfig(
                    6000,
                    Long.MAX_VALUE,
                    300,
                    new BatchRules(
                            5000, TimestampType.CREATE_TIME, Long.MAX_VALUE, Long.MAX_VALUE, false),
                    Long.MAX_VALUE);

    private static final Path ROOT = Path.of("/data");
    private static final CheckpointFile.Partition NAME = new CheckpointFile.Partition("t", 0);

    /** One record that was appended. */
    record Entry(long offset, int epoch, String value, long producer, int sequence) {
        @Override
        public String toString() {
            return brief(offset + "@" + epoch + ":" + value);
        }
    }

    private final SimDisk disk;
    private final RandomGenerator random;
    private final CheckpointFile recoveryPoints;
    private final CheckpointFile logStarts;
    private final Map<Long, Integer> nextSequence = new HashMap<>();

    /** Those below the start are deleted, and may come back with a crash. */
    private List<Entry> entries = new ArrayList<>();

    private long start;

    /** Where the log may start after a crash, at most: what was under way may not have happened. */
    private long startMax;

    private long promised;
    private int epoch = 1;
    private int serial;

    /** While the log is being restarted elsewhere: what it was, of which any part may be left. */
    private @Nullable List<Entry> abandoned;

    private long abandonedStart;
    private @Nullable PartitionLog log;
    private final List<String> trace = new ArrayList<>();

    CrashWorkload(SimDisk disk, RandomGenerator random) throws IOException {
        this.disk = disk;
        this.random = random;
        disk.createDirectories(ROOT);
        disk.syncDirectory(Path.of("/"));
        recoveryPoints = new CheckpointFile(disk, ROOT, CheckpointFile.RECOVERY_POINTS);
        logStarts = new CheckpointFile(disk, ROOT, CheckpointFile.LOG_START_OFFSETS);
    }

    private static String brief(String record) {
        String stem = record.replaceAll("x*$", "");
        return stem + "+" + (record.length() - stem.length());
    }

    private List<String> readFrom(long offset) throws IOException {
        List<String> records = new ArrayList<>();
        for (String record : Batches.readAll(log(), offset)) {
            if (Long.parseLong(record.substring(0, record.indexOf('@'))) >= offset) {
                records.add(brief(record));
            }
        }
        return records;
    }

    private PartitionLog log() {
        return java.util.Objects.requireNonNull(log);
    }

    private long end() {
        return entries.isEmpty() ? start : Math.max(start, entries.getLast().offset + 1);
    }

    /** The steps so far, for a failure's message. */
    String trace() {
        return String.join("\n", trace);
    }

    private void note(String step) {
        trace.add(disk.operations() + " " + step + ", end " + end() + ", promised " + promised);
    }

    // ------------------------------------------------------------------ steps

    void open() throws IOException {
        note("open");
        boolean clean = CleanShutdownMarker.take(disk, ROOT);
        OpenInfo info =
                new OpenInfo(
                        clean,
                        recoveryPoints.read().getOrDefault(NAME, 0L),
                        logStarts.read().getOrDefault(NAME, 0L));
        log = PartitionLog.open(disk, ROOT.resolve("t-0"), CONFIG, info, 0);
    }

    void append(int records, int valueBytes, long producer) throws LogException {
        note("append " + records + " of " + valueBytes + " from " + producer);
        BatchBuilder batch = new BatchBuilder();
        int sequence = producer < 0 ? -1 : nextSequence.getOrDefault(producer, 0);
        if (producer >= 0) {
            batch.producer(producer, (short) 0, sequence);
        }
        long first = end();
        List<Entry> added = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            String value = serial++ + "x".repeat(valueBytes);
            batch.add(first + i, null, Batches.utf8(value));
            int own = producer < 0 ? -1 : sequence + i;
            added.add(new Entry(first + i, epoch, value, producer, own));
        }
        entries.addAll(added); // before the call: a crash inside may keep the batch
        if (producer >= 0) {
            nextSequence.put(producer, sequence + records);
        }
        AppendOutcome outcome = log().appendAsLeader(batch.build(), epoch, 0);
        assertInstanceOf(AppendOutcome.Appended.class, outcome, outcome::toString);
        assertEquals(end(), log().logEndOffset());
    }

    void newEpoch() {
        note("epoch " + (epoch + 1));
        epoch++;
        log().assignEpochStart(epoch, end());
    }

    void flush(boolean checkpoint, boolean appendMeanwhile) throws IOException {
        note("flush " + checkpoint + appendMeanwhile);
        FlushTask task = checkpoint ? log().beginCheckpoint() : log().beginFlush();
        long covered = end();
        if (appendMeanwhile) {
            append(2, 900, 7);
        }
        task.run();
        log().completeFlush(task);
        promised = Math.max(promised, covered);
        assertEquals(promised, log().flushedOffset());
        if (checkpoint) {
            recoveryPoints.write(Map.of(NAME, log().recoveryPoint()));
        }
    }

    void truncate(long to) throws IOException {
        note("truncate " + to);
        promised = Math.min(promised, to - 2); // a batch of up to three records goes as a whole
        long end = log().truncateTo(to);
        promised = Math.min(promised, end);
        forgetFrom(end);
        if (end < start) { // the batch that held the start is gone
            start = end;
            logStarts.write(Map.of(NAME, end));
            startMax = end;
        }
        check(); // what is readable must be known; what was deleted may be
    }

    private void forgetFrom(long end) {
        entries = new ArrayList<>(entries.stream().filter(e -> e.offset < end).toList());
        learnSequences();
    }

    /** A producer that the log has forgotten, records and all, goes on where it was. */
    private void learnSequences() {
        for (long producer = 0; producer < 10; producer++) {
            int last = log().lastSequence(producer);
            if (last >= 0) {
                nextSequence.put(producer, last + 1);
            }
        }
    }

    void restartAt(long offset) throws IOException {
        note("restart " + offset);
        abandoned = entries;
        abandonedStart = start;
        promised = Long.MIN_VALUE;
        entries = new ArrayList<>();
        start = offset;
        startMax = Math.max(startMax, offset);
        logStarts.write(Map.of(NAME, Math.min(offset, log().logStartOffset())));
        log().truncateFullyAndStartAt(offset);
        startMax = offset;
        promised = offset;
        abandoned = null;
        nextSequence.clear();
    }

    void advanceStart(long to) throws IOException {
        note("start " + to);
        start = to;
        startMax = to;
        SegmentDeletion deletion = log().advanceLogStart(to, 0);
        logStarts.write(Map.of(NAME, to));
        deletion.run();
    }

    void closeCleanlyAndReopen() throws IOException {
        note("close");
        log().close(true);
        promised = end();
        recoveryPoints.write(Map.of(NAME, log().recoveryPoint()));
        CleanShutdownMarker.leave(disk, ROOT, 1);
        open();
        learnSequences();
        check();
    }

    void kill() throws IOException {
        note("kill");
        log().close(false);
        open();
        promised = end();
        learnSequences();
        check();
    }

    void release() throws LogException {
        note("release");
        log().releaseHandles();
    }

    /** Does something, chosen by the generator. */
    void randomStep() throws IOException {
        switch (random.nextInt(22)) {
            case 0 -> newEpoch();
            case 1, 2, 3 -> flush(false, false);
            case 4 -> flush(false, true);
            case 5 -> flush(true, false);
            case 6 -> flush(true, true);
            case 7 -> {
                if (end() > start && random.nextBoolean()) {
                    truncate(random.nextLong(Math.max(start + 1, end() - 20), end() + 1));
                    newEpoch();
                }
            }
            case 8 -> {
                if (random.nextInt(3) == 0) {
                    restartAt(random.nextBoolean() ? end() + 50 : Math.max(0, end() - 30));
                    epoch++;
                }
            }
            case 9 -> advanceStart(random.nextLong(start, end() + 1));
            case 10 -> release();
            case 11 -> closeCleanlyAndReopen();
            case 12 -> kill();
            default ->
                    append(
                            1 + random.nextInt(3),
                            random.nextInt(4) == 0 ? random.nextInt(1400) : random.nextInt(60),
                            random.nextInt(-1, 3));
        }
    }

    // ------------------------------------------------------------------ after a crash

    /** Opens what the crash has left, compares it with the promises, and takes it as it is now. */
    void recoverAndCheck() throws IOException {
        note("recover");
        open();
        long recoveredStart = log().logStartOffset();
        long recoveredEnd = log().logEndOffset();
        List<String> records = readFrom(recoveredStart);
        // Nothing was written after a restart elsewhere that had not returned yet.
        List<Entry> old = abandoned;
        List<Entry> history = old != null && recoveredEnd > recoveredStart ? old : entries;
        assertTrue(
                recoveredEnd >= promised,
                () -> "flushed to " + promised + ", recovered to " + recoveredEnd);
        assertTrue(
                recoveredStart <= startMax,
                () -> "began at " + startMax + ", recovered from " + recoveredStart);
        List<Entry> kept = new ArrayList<>();
        for (Entry e : history) {
            if (e.offset >= recoveredStart && e.offset < recoveredEnd) {
                kept.add(e);
            }
        }
        assertEquals(kept.stream().map(Entry::toString).toList(), records);
        assertTrue(
                kept.size() == recoveredEnd - recoveredStart,
                () -> "a hole in " + recoveredStart + " to " + recoveredEnd);
        entries = new ArrayList<>(history.stream().filter(e -> e.offset < recoveredEnd).toList());
        start = recoveredStart;
        startMax = start;
        if (history == old && start < abandonedStart && abandonedStart <= recoveredEnd) {
            // The start was saved lower for the restart that did not happen; what had been deleted
            // before it came back, without its epochs.
            advanceStart(abandonedStart);
        }
        promised = recoveredEnd;
        abandoned = null;
        learnSequences();
        check();
        epoch = Math.max(epoch, log().latestEpoch());
    }

    /** Compares everything that can be asked with the model. */
    void check() throws IOException {
        assertEquals(end(), log().logEndOffset());
        List<Entry> readable = entries.stream().filter(e -> e.offset >= start).toList();
        assertEquals(readable.stream().map(Entry::toString).toList(), readFrom(start));
        Map<Long, Integer> last = new HashMap<>();
        int previousEpoch = -1;
        for (Entry e : readable) {
            assertEquals(e.epoch, log().epochAt(e.offset));
            if (e.epoch != previousEpoch && previousEpoch >= 0) {
                assertEquals(
                        new EpochEnd(previousEpoch, e.offset),
                        log().endOffsetForEpoch(previousEpoch));
            }
            previousEpoch = e.epoch;
            if (e.producer >= 0) {
                last.put(e.producer, e.sequence);
            }
        }
        for (Map.Entry<Long, Integer> producer : last.entrySet()) {
            assertEquals(producer.getValue(), log().lastSequence(producer.getKey()));
        }
        assertTrue(log().latestEpoch() >= previousEpoch);
        if (!readable.isEmpty()) {
            Entry middle = readable.get(readable.size() / 2);
            assertEquals(middle.offset, log().firstAtOrAfter(middle.offset).orElseThrow().offset());
        }
    }

    /** The last batch of a producer, sent again, must be answered with where it is. */
    void checkDuplicate(long producer) throws LogException {
        append(1, 5, producer);
        Entry sent = entries.getLast();
        ByteBuffer again =
                new BatchBuilder()
                        .producer(producer, (short) 0, sent.sequence)
                        .add(sent.offset, null, Batches.utf8(sent.value))
                        .build();
        assertEquals(
                new AppendOutcome.Duplicate(sent.offset, sent.offset, -1),
                log().appendAsLeader(again, epoch, 0));
    }
}
