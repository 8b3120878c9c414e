package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.log.batch.BatchCursor;
import io.odradek.log.batch.Compression;
import io.odradek.log.batch.LogRecord;
import io.odradek.log.batch.RecordIterator;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.clean.CleanPlan;
import io.odradek.log.clean.CleanRules;
import io.odradek.log.clean.OffsetMap;
import io.odradek.log.io.Disk;
import io.odradek.log.io.SimulatedCrash;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A log that is compacted, beside a model of everything that was ever written to it: {@link #check}
 * says whether what is left means the same.
 */
final class CompactedLog {

    static final LogConfig CONFIG = CrashWorkload.CONFIG;
    static final CleanRules RULES =
            new CleanRules(0, 0, Long.MAX_VALUE, 1000, CONFIG.segmentBytes(), 10 << 20);

    private static final CheckpointFile.Partition NAME = new CheckpointFile.Partition("t", 0);

    /**
     * @param value null for a tombstone
     * @param transaction of a producer that has not ended it yet, or -1
     */
    record Entry(long offset, String key, @Nullable String value, int epoch, long transaction) {}

    private final Disk disk;
    private final Path root;
    private final CheckpointFile recoveryPoints;
    private final CheckpointFile cleaned;
    private final Map<Long, Integer> nextSequence = new HashMap<>();
    private TreeMap<Long, Entry> entries = new TreeMap<>();
    private final Set<Long> aborted = new HashSet<>();

    /** By offset: of which producer, and where the marker stands that decided about it. */
    private final Map<Long, long[]> decided = new HashMap<>();

    private final Map<Integer, Long> epochStarts = new LinkedHashMap<>();

    /** Where the next record goes, whatever is at the end. */
    private long end;

    private long promised;

    /** No record at or above it may be missing. */
    private long cleanedAtMost;

    private int epoch = 1;
    long nowMs = 10_000;
    private @Nullable PartitionLog log;

    CompactedLog(Disk disk, Path root) throws IOException {
        this.disk = disk;
        this.root = root;
        disk.createDirectories(root);
        disk.syncDirectory(root.getParent() == null ? root : root.getParent());
        recoveryPoints = new CheckpointFile(disk, root, CheckpointFile.RECOVERY_POINTS);
        cleaned = new CheckpointFile(disk, root, CheckpointFile.CLEANED_OFFSETS);
    }

    Path directory() {
        return root.resolve("t-0");
    }

    PartitionLog log() {
        return java.util.Objects.requireNonNull(log);
    }

    long end() {
        return end;
    }

    /** What was compacted below the watermark is not truncated by anybody who may not lose it. */
    long cleanedAtMost() {
        return cleanedAtMost;
    }

    // ------------------------------------------------------------------ steps

    void open() throws IOException {
        open(true);
    }

    /** Without checkpoints everything is read and checked; they are gone for good then. */
    void open(boolean withRecoveryPoint) throws IOException {
        if (!withRecoveryPoint) {
            recoveryPoints.write(Map.of());
        }
        OpenInfo info =
                new OpenInfo(
                        CleanShutdownMarker.take(disk, root),
                        recoveryPoints.read().getOrDefault(NAME, 0L),
                        0,
                        cleaned.read().getOrDefault(NAME, 0L));
        log = PartitionLog.open(disk, directory(), CONFIG, info, nowMs);
    }

    /** Appends one batch: keys and values in turn, "-" for no value. */
    void append(Compression codec, long producer, boolean transactional, String... keysAndValues)
            throws LogException {
        BatchBuilder batch = new BatchBuilder().compression(codec);
        int records = keysAndValues.length / 2;
        if (producer >= 0) {
            int sequence = nextSequence.getOrDefault(producer, 0);
            batch.producer(producer, (short) 0, sequence);
            nextSequence.put(producer, sequence + records);
            if (transactional) {
                batch.transactional();
            }
        }
        for (int i = 0; i < records; i++) {
            String key = keysAndValues[2 * i];
            @Nullable String value =
                    keysAndValues[2 * i + 1].equals("-") ? null : keysAndValues[2 * i + 1];
            batch.add(nowMs, Batches.utf8(key), value == null ? null : Batches.utf8(value));
            entries.put(
                    end + i, new Entry(end + i, key, value, epoch, transactional ? producer : -1));
        }
        epochStarts.putIfAbsent(epoch, end);
        end += records;
        assertInstanceOf(
                AppendOutcome.Appended.class, log().appendAsLeader(batch.build(), epoch, nowMs));
        assertEquals(end, log().logEndOffset());
    }

    void put(String key, String value) throws LogException {
        append(Compression.NONE, -1, false, key, value);
    }

    void endTransaction(long producer, boolean commit) throws LogException {
        epochStarts.putIfAbsent(epoch, end);
        end++;
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.transaction == producer) {
                entries.put(
                        entry.offset,
                        new Entry(entry.offset, entry.key, entry.value, entry.epoch, -1));
                decided.put(entry.offset, new long[] {producer, end - 1});
                if (!commit) {
                    aborted.add(entry.offset);
                }
            }
        }
        log().appendMarker(producer, (short) 0, new TransactionMarker(commit, 1), epoch, nowMs);
        assertEquals(end, log().logEndOffset());
    }

    void newEpoch() {
        epoch++;
    }

    void flush(boolean checkpoint) throws IOException {
        FlushTask task = checkpoint ? log().beginCheckpoint() : log().beginFlush();
        task.run();
        log().completeFlush(task);
        promised = Math.max(promised, log().flushedOffset());
        if (checkpoint) {
            recoveryPoints.write(Map.of(NAME, log().recoveryPoint()));
        }
    }

    void truncate(long to) throws IOException {
        promised = Math.min(promised, to - 8);
        end = log().truncateTo(to);
        promised = Math.min(promised, end);
        entries = new TreeMap<>(entries.headMap(end));
        reopen();
        epochStarts.values().removeIf(start -> start >= end);
        cleanedAtMost = Math.min(cleanedAtMost, end);
        learnSequences();
    }

    /** What a marker had decided that is gone is open again. */
    private void reopen() {
        aborted.removeIf(offset -> offset >= end);
        decided.keySet().removeIf(offset -> offset >= end);
        for (Map.Entry<Long, long[]> one : Map.copyOf(decided).entrySet()) {
            if (one.getValue()[1] >= end) {
                aborted.remove(one.getKey());
                decided.remove(one.getKey());
                entries.computeIfPresent(
                        one.getKey(),
                        (offset, e) ->
                                new Entry(offset, e.key, e.value, e.epoch, one.getValue()[0]));
            }
        }
    }

    /** Producers whose transactions are open. */
    Set<Long> openTransactions() {
        Set<Long> open = new HashSet<>();
        entries.values().forEach(e -> open.add(e.transaction));
        open.remove(-1L);
        return open;
    }

    private void learnSequences() {
        for (long producer = 0; producer < 10; producer++) {
            nextSequence.put(producer, log().lastSequence(producer) + 1);
        }
    }

    void closeAndReopen(boolean clean) throws IOException {
        log().close(clean);
        if (clean) {
            recoveryPoints.write(Map.of(NAME, log().recoveryPoint()));
            CleanShutdownMarker.leave(disk, root, 1);
        }
        saveCleaned();
        open();
        promised = end;
        check();
    }

    void saveCleaned() throws IOException {
        cleaned.write(Map.of(NAME, log().cleanedTo()));
    }

    /** Compacts all that may be; returns null when there is nothing to do. */
    @Nullable Cleaning clean(CleanRules rules, int keysMax) throws IOException {
        if (!(log().planCleaning(rules, end, nowMs) instanceof CleanPlan.Clean plan)) {
            return null;
        }
        cleanedAtMost = Math.max(cleanedAtMost, plan.to());
        OffsetMap map = new OffsetMap(keysMax * 32L, 0.9, Long.MAX_VALUE);
        Cleaning cleaning = log().beginCleaning(plan, rules, map, nowMs);
        for (var step = cleaning.next(); step != null; step = cleaning.next()) {
            step.run();
            if (step.failure() instanceof SimulatedCrash crash) {
                throw crash;
            }
            cleaning.done(step);
        }
        return cleaning;
    }

    Cleaning cleanAll() throws IOException {
        @Nullable Cleaning cleaning = clean(RULES, 10_000);
        assertTrue(cleaning != null, "nothing to clean");
        assertEquals(Cleaning.State.DONE, cleaning.state(), () -> "" + cleaning.failure());
        return cleaning;
    }

    // ------------------------------------------------------------------ checks

    /** The log was opened after a crash: takes it as it is, if it is as it may be. */
    void recovered() throws IOException {
        long recovered = log().logEndOffset();
        assertTrue(recovered >= promised, () -> promised + " promised, " + recovered + " there");
        assertTrue(recovered <= end, () -> "ends at " + recovered + ", not at " + end);
        end = recovered;
        entries = new TreeMap<>(entries.headMap(end));
        reopen();
        epochStarts.values().removeIf(start -> start >= end);
        promised = end;
        learnSequences();
        check();
    }

    /** Every record that can be read, by offset. */
    NavigableMap<Long, Entry> read() throws IOException {
        TreeMap<Long, Entry> found = new TreeMap<>();
        long offset = log().logStartOffset();
        while (log().read(offset, 1 << 20, end, true) instanceof LogSlice slice) {
            assertTrue(slice.nextOffset() > offset, "no progress at " + offset);
            offset = slice.nextOffset();
            BatchCursor batches = new BatchCursor(Batches.copy(slice));
            while (batches.next()) {
                assertTrue(batches.view().isCrcValid());
                if (batches.view().isControl() || batches.view().recordCount() == 0) {
                    continue;
                }
                RecordIterator records = new RecordIterator(batches.view(), 1 << 24);
                while (records.hasNext()) {
                    LogRecord record = records.next();
                    @Nullable ByteBuffer value = record.value();
                    found.put(
                            record.offset(),
                            new Entry(
                                    record.offset(),
                                    utf8(java.util.Objects.requireNonNull(record.key())),
                                    value == null ? null : utf8(value),
                                    batches.view().leaderEpoch(),
                                    -1));
                }
            }
        }
        assertEquals(end, offset, "reading ends where the log does");
        return found;
    }

    private static String utf8(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** The log means the same as everything that was written to it. */
    void check() throws IOException {
        assertEquals(end, log().logEndOffset());
        assertEquals(0, log().logStartOffset());
        NavigableMap<Long, Entry> found = read();
        found.forEach(
                (offset, entry) -> {
                    Entry written = entries.get(offset);
                    assertTrue(written != null, () -> "never written: " + entry);
                    assertEquals(written.key, entry.key);
                    assertEquals(written.value, entry.value);
                    assertEquals(written.epoch, entry.epoch);
                    assertEquals(entry.epoch, log().epochAt(offset));
                });
        for (Entry written : entries.tailMap(cleanedAtMost).values()) {
            assertTrue(found.containsKey(written.offset), () -> "missing: " + written);
        }
        Map<String, Entry> meant = last(entries);
        Map<String, Entry> left = last(found);
        meant.forEach(
                (key, entry) -> {
                    @Nullable Entry is = left.get(key);
                    if (entry.value != null) {
                        assertTrue(is != null && is.offset == entry.offset, () -> "lost: " + entry);
                    } else {
                        assertTrue(
                                is == null || is.offset == entry.offset,
                                () -> "back from the dead: " + is + " after " + entry);
                    }
                });
        assertEquals(Set.of(), difference(left.keySet(), meant.keySet()));
        int previous = -1;
        for (Map.Entry<Integer, Long> start : epochStarts.entrySet()) {
            if (previous >= 0) {
                assertEquals(
                        new EpochEnd(previous, start.getValue()),
                        log().endOffsetForEpoch(previous));
            }
            previous = start.getKey();
        }
        nextSequence.forEach(
                (producer, next) -> assertEquals(next - 1, log().lastSequence(producer)));
    }

    private static Set<String> difference(Set<String> all, Set<String> without) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    /** The last record of each key, of those that were not aborted. */
    private Map<String, Entry> last(NavigableMap<Long, Entry> records) {
        Map<String, Entry> last = new HashMap<>();
        for (Entry entry : records.values()) {
            if (!aborted.contains(entry.offset)) {
                last.put(entry.key, entry);
            }
        }
        return last;
    }

    List<String> shown() throws IOException {
        List<String> shown = new ArrayList<>();
        read().values().forEach(e -> shown.add(e.offset + ":" + e.key + "=" + e.value));
        return shown;
    }
}
