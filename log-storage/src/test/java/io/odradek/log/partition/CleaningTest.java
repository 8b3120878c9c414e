package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.log.batch.BatchRules;
import io.odradek.log.batch.Compression;
import io.odradek.log.clean.CleanPlan;
import io.odradek.log.clean.CleanRules;
import io.odradek.log.clean.OffsetMap;
import io.odradek.log.io.SimDisk;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/** A compacted log means what it meant. */
final class CleaningTest {

    private static final String LONG = "x".repeat(900);

    private final SimDisk disk = new SimDisk(new SplittableRandom(1));
    private CompactedLog log = never();

    private static CompactedLog never() {
        try {
            return new CompactedLog(new SimDisk(new SplittableRandom(0)), Path.of("/none"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void open() throws IOException {
        log = new CompactedLog(disk, Path.of("/data"));
        log.open();
    }

    /** Some segments of keys k0 to k9, of which the last values stay. */
    private void write(int records) throws LogException {
        for (int i = 0; i < records; i++) {
            log.put("k" + i % 10, log.end() + LONG);
        }
    }

    @Test
    void ofEveryKeyTheLastValueStaysWhereItWas() throws IOException {
        write(100);
        log.flush(true);
        long segments = log.log().segmentCount();
        long active = log.log().segmentStarts().getLast().offset();
        Cleaning cleaning = log.cleanAll();
        assertEquals(active, cleaning.cleanedTo());
        assertTrue(cleaning.recordsRemoved() >= active - 10, "" + cleaning.recordsRemoved());
        log.check();
        assertEquals(10 + 100 - active, log.read().size());
        assertNull(log.clean(CompactedLog.RULES, 100), "nothing is left to do");
        log.closeAndReopen(true);
        log.closeAndReopen(false);
        write(50);
        log.flush(true);
        log.cleanAll();
        log.check();
        assertTrue(log.log().segmentCount() < segments, "small segments are gathered");
    }

    @Test
    void nothingOfACompactionIsLeftButTheLog() throws IOException {
        write(100);
        log.flush(true);
        int open = disk.openFiles();
        log.cleanAll();
        for (Path file : disk.files()) {
            String name = file.toString();
            assertFalse(
                    name.endsWith(".cleaned")
                            || name.endsWith(".deleted")
                            || name.endsWith(".swap"),
                    name);
        }
        assertTrue(disk.openFiles() <= open, () -> disk.openFilesByName().toString());
    }

    @Test
    void segmentsThatAreGatheredTakeTheirProducerSnapshotsAlong() throws IOException {
        write(400);
        log.flush(false);
        long before = log.log().segmentCount();
        log.cleanAll();
        write(20);
        log.flush(false);
        log.cleanAll();
        assertTrue(log.log().segmentCount() < before, "segments were gathered");
        assertTrue(snapshots() <= log.log().segmentCount() + 1, () -> disk.files().toString());
        log.closeAndReopen(false);
        log.check();
    }

    private long snapshots() {
        return disk.files().stream().filter(f -> f.toString().endsWith(".snapshot")).count();
    }

    @Test
    void aTombstoneStaysAsLongAsItMustAndThenGoes() throws IOException {
        write(30);
        log.append(Compression.ZSTD, -1, false, "k3", "-", "k4", "-", "other", "kept");
        write(20);
        log.append(Compression.NONE, -1, false, "k7", "-");
        for (int i = 0; i < 20; i++) {
            log.put("filler" + i % 2, LONG);
        }
        log.flush(true);
        log.cleanAll();
        log.check();
        assertEquals(List.of(), values("k3").stream().filter(v -> v.endsWith("null")).toList());
        assertEquals(1, values("k7").size(), "the tombstone alone: " + values("k7"));

        log.nowMs += 1000;
        for (int i = 0; i < 20; i++) {
            log.put("filler" + i % 2, LONG);
        }
        log.flush(true);
        log.cleanAll();
        assertEquals(List.of(), values("k7"));
        log.check();
        log.closeAndReopen(false);
    }

    private List<String> values(String key) throws IOException {
        return log.shown().stream().filter(s -> s.contains(":" + key + "=")).toList();
    }

    @Test
    void timestampsStayWhenTheBatchGetsADeleteHorizon() throws IOException {
        BatchBuilder batch = new BatchBuilder().compression(Compression.GZIP);
        batch.add(123_456, Batches.utf8("gone"), null)
                .add(99, Batches.utf8("a"), Batches.utf8("b"));
        log.log().appendAsLeader(batch.build(), 1, 0);
        for (int i = 0; i < 10; i++) {
            log.log()
                    .appendAsLeader(
                            new BatchBuilder()
                                    .add(1, Batches.utf8("x"), Batches.utf8(LONG))
                                    .build(),
                            1,
                            0);
        }
        FlushTask flush = log.log().beginFlush();
        flush.run();
        log.log().completeFlush(flush);
        long end = log.log().logEndOffset();
        CleanPlan.Decision plan = log.log().planCleaning(CompactedLog.RULES, end, 5000);
        run(
                log.log()
                        .beginCleaning(
                                assertInstanceOf(CleanPlan.Clean.class, plan),
                                CompactedLog.RULES,
                                new OffsetMap(1000, 0.9, 100),
                                5000));
        var slice = (LogSlice) log.log().read(0, 1, end, true);
        var view = new io.odradek.log.batch.BatchCursor(Batches.copy(slice));
        assertTrue(view.next());
        assertTrue(view.view().hasDeleteHorizon());
        assertEquals(6000, view.view().deleteHorizonMs());
        assertEquals(123_456, view.view().maxTimestamp());
        var records = new io.odradek.log.batch.RecordIterator(view.view(), 1000);
        assertEquals(123_456, records.next().timestamp());
        assertEquals(99, records.next().timestamp());
        assertEquals(new TimestampedOffset(0, 123_456, 1), log.log().maxTimestamp().orElseThrow());
    }

    private static void run(Cleaning cleaning) throws LogException {
        for (var step = cleaning.next(); step != null; step = cleaning.next()) {
            step.run();
            cleaning.done(step);
        }
        assertEquals(Cleaning.State.DONE, cleaning.state(), () -> "" + cleaning.failure());
    }

    @Test
    void abortedRecordsGoAndTheirMarkersFollow() throws IOException {
        log.append(Compression.NONE, 1, true, "a", "committed");
        log.append(Compression.NONE, 2, true, "a", "aborted", "b", "aborted");
        log.endTransaction(2, false);
        log.endTransaction(1, true);
        log.append(Compression.NONE, 3, true, "c", "open");
        write(10);
        log.append(Compression.NONE, 1, true, "k1", "last of 1");
        log.append(Compression.NONE, 2, false, "k2", "last of 2");
        write(10);
        log.flush(true);
        assertNull(
                log.clean(CompactedLog.RULES, 100), "a transaction has been open from the start");
        log.endTransaction(1, true);
        log.endTransaction(3, true);
        write(10);
        log.flush(true);
        log.cleanAll();
        log.check();
        assertEquals(1, values("a").size(), values("a").toString());
        assertEquals(List.of(), values("b"));
        log.closeAndReopen(false);
        assertEquals(-1, log.log().firstUnstableOffset());
        log.nowMs += 2000;
        write(20);
        log.flush(true);
        log.cleanAll();
        log.check();
        log.log().close(false);
        log.open(false);
        log.check();
        assertEquals(-1, log.log().firstUnstableOffset());
    }

    @Test
    void aFullMapCompactsAsFarAsItReached() throws IOException {
        write(100);
        log.flush(true);
        CleanPlan.Decision whole = log.log().planCleaning(CompactedLog.RULES, log.end(), log.nowMs);
        long to = assertInstanceOf(CleanPlan.Clean.class, whole).to();
        long before = -1;
        int rounds = 0;
        while (log.log().cleanedTo() < to) {
            Cleaning part = Objects.requireNonNull(log.clean(CompactedLog.RULES, 4));
            assertEquals(Cleaning.State.DONE, part.state());
            assertTrue(part.cleanedTo() > before, "no progress");
            before = part.cleanedTo();
            log.check();
            rounds++;
        }
        assertTrue(rounds > 3, "in " + rounds + " rounds");
    }

    @Test
    void aTruncationMakesTheRestOfACompactionVoid() throws IOException {
        for (int after = 1; after < 25; after++) {
            log.log().delete();
            log = new CompactedLog(disk, Path.of("/data" + after));
            log.open();
            write(60);
            log.flush(true);
            CleanPlan.Clean plan =
                    (CleanPlan.Clean)
                            log.log().planCleaning(CompactedLog.RULES, log.end(), log.nowMs);
            Cleaning cleaning =
                    log.log()
                            .beginCleaning(
                                    plan,
                                    CompactedLog.RULES,
                                    new OffsetMap(10_000, 0.9, 100),
                                    log.nowMs);
            int steps = 0;
            for (var step = cleaning.next(); step != null; step = cleaning.next()) {
                step.run();
                cleaning.done(step);
                if (++steps == after) {
                    log.log().truncateTo(30);
                    write30();
                }
            }
            if (steps >= after) {
                assertEquals(
                        steps == after && cleaning.state() == Cleaning.State.DONE
                                ? Cleaning.State.DONE
                                : Cleaning.State.VOID,
                        cleaning.state());
                List<String> read = Batches.readAll(log.log(), 30);
                assertEquals(30, read.size(), "after step " + after);
                assertTrue(read.getFirst().startsWith("30@2:new"), read.getFirst());
                assertTrue(log.log().cleanedTo() <= 30);
            }
            log.log().close(false);
            log.open(false);
            assertEquals(30, Batches.readAll(log.log(), 30).size(), "after step " + after);
        }
    }

    private void write30() throws LogException {
        for (int i = 0; i < 30; i++) {
            log.log()
                    .appendAsLeader(
                            new BatchBuilder()
                                    .add(1, Batches.utf8("n" + i), Batches.utf8("new" + LONG))
                                    .build(),
                            2,
                            0);
        }
    }

    @Test
    void retentionMayTakeSegmentsMeanwhile() throws IOException {
        for (int after = 1; after < 25; after++) {
            log.log().delete();
            log = new CompactedLog(disk, Path.of("/data" + after));
            log.open();
            write(60);
            log.flush(true);
            CleanPlan.Clean plan =
                    (CleanPlan.Clean)
                            log.log().planCleaning(CompactedLog.RULES, log.end(), log.nowMs);
            Cleaning cleaning =
                    log.log()
                            .beginCleaning(
                                    plan,
                                    CompactedLog.RULES,
                                    new OffsetMap(10_000, 0.9, 100),
                                    log.nowMs);
            int steps = 0;
            for (var step = cleaning.next(); step != null; step = cleaning.next()) {
                step.run();
                cleaning.done(step);
                if (++steps == after) {
                    log.log().advanceLogStart(27, 0).run();
                }
            }
            assertEquals(Cleaning.State.DONE, cleaning.state());
            List<String> read = Batches.readAll(log.log(), log.log().logStartOffset());
            assertTrue(read.size() >= 10, () -> "left: " + read);
            assertTrue(read.getLast().startsWith("59@"), read.getLast());
        }
    }

    @Test
    void whatWasSavedIsNotBelievedAfterATruncationBelow() throws IOException {
        write(60);
        log.flush(true);
        log.cleanAll();
        log.saveCleaned();
        long saved = log.log().cleanedTo();
        assertTrue(saved > 40);
        log.log().truncateTo(30);
        write30();
        log.log().close(false);
        PartitionLog again =
                PartitionLog.open(
                        disk,
                        log.directory(),
                        CompactedLog.CONFIG,
                        new OpenInfo(false, 0, 0, saved),
                        0);
        assertEquals(0, again.cleanedTo());
        assertInstanceOf(
                CleanPlan.NotYet.class,
                again.planCleaning(CompactedLog.RULES, 60, log.nowMs),
                "its leader epochs are known from its batches alone, and those could go");
        FlushTask flush = again.beginFlush();
        flush.run();
        again.completeFlush(flush);
        CleanPlan.Decision plan = again.planCleaning(CompactedLog.RULES, 60, log.nowMs);
        run(
                again.beginCleaning(
                        assertInstanceOf(CleanPlan.Clean.class, plan),
                        CompactedLog.RULES,
                        new OffsetMap(10_000, 0.9, 100),
                        log.nowMs));
        long reached = again.cleanedTo();
        again.close(false);
        again =
                PartitionLog.open(
                        disk,
                        log.directory(),
                        CompactedLog.CONFIG,
                        new OpenInfo(false, 0, 0, reached),
                        0);
        assertEquals(reached >= saved ? reached : 0, again.cleanedTo());
    }

    @Test
    void whoWantsRecordsIsNotGivenHeadersAlone() throws IOException {
        write(100);
        log.flush(true);
        log.cleanAll();
        log.log().reconfigure(keyed());
        int atMost = 1;
        int headers = 0;
        for (long offset = 0; offset < log.end(); offset++) {
            LogSlice all = (LogSlice) log.log().read(offset, atMost, log.end(), true);
            headers += Batches.show(Batches.copy(all)).isEmpty() ? 1 : 0;
            LogSlice some = (LogSlice) log.log().readRecords(offset, atMost, log.end(), true);
            assertFalse(Batches.show(Batches.copy(some)).isEmpty(), "at " + offset);
        }
        assertTrue(headers > 0, "no header was left to skip");
        assertInstanceOf(
                ReadOutcome.Empty.class, log.log().readRecords(log.end(), 1, log.end(), true));
    }

    private static LogConfig keyed() {
        BatchRules rules = CompactedLog.CONFIG.rules();
        return CompactedLog.CONFIG.withRules(
                new BatchRules(
                        rules.maxMessageBytes(),
                        rules.timestampType(),
                        rules.timestampBeforeMaxMs(),
                        rules.timestampAfterMaxMs(),
                        true));
    }

    @Test
    void whoReadsAnOldSegmentReadsOn() throws IOException {
        write(60);
        log.flush(true);
        LogSlice slice = (LogSlice) log.log().read(0, 3000, log.end(), true);
        log.cleanAll();
        assertEquals(3, Batches.show(Batches.copy(slice)).size());
    }

    @Test
    void aSegmentThatIsDamagedIsLeftAsItIs() throws IOException {
        write(60);
        log.flush(true);
        disk.flipBit(log.directory().resolve("00000000000000000000.log"), 8L * 1500);
        Cleaning cleaning = Objects.requireNonNull(log.clean(CompactedLog.RULES, 100));
        assertEquals(Cleaning.State.FAILED, cleaning.state());
        assertTrue(
                String.valueOf(cleaning.failure()).contains("00000000000000000000.log"),
                () -> String.valueOf(cleaning.failure()));
        log.put("k", "still writable");
        for (Path file : disk.files()) {
            assertFalse(file.toString().endsWith(".cleaned"), file::toString);
        }
    }

    @Test
    void aFullDiskChangesNothing() throws IOException {
        write(60);
        log.flush(true);
        disk.capacity(disk.usedBytes() + 50);
        Cleaning cleaning = Objects.requireNonNull(log.clean(CompactedLog.RULES, 100));
        assertEquals(Cleaning.State.FAILED, cleaning.state());
        disk.capacity(Long.MAX_VALUE);
        log.check();
        log.cleanAll();
        log.check();
    }

    @Test
    void aFollowerTakesACompactedLogAndKnowsItsProducers() throws IOException {
        for (int i = 0; i < 40; i++) {
            log.append(Compression.NONE, 5, false, "k" + i % 3, i + LONG);
        }
        log.append(Compression.NONE, 6, false, "k0", "from 6");
        write(30);
        log.flush(true);
        log.cleanAll();
        PartitionLog follower =
                PartitionLog.open(
                        disk,
                        Path.of("/data/follower-0"),
                        CompactedLog.CONFIG,
                        OpenInfo.UNKNOWN,
                        0);
        long at = 0;
        while (log.log().read(at, 3000, log.end(), true) instanceof LogSlice slice) {
            at = slice.nextOffset();
            assertInstanceOf(
                    AppendOutcome.Appended.class,
                    follower.appendAsFollower(Batches.copy(slice), 0));
        }
        assertEquals(log.end(), follower.logEndOffset());
        assertEquals(39, follower.lastSequence(5));
        assertEquals(0, follower.lastSequence(6));
        assertEquals(Batches.readAll(log.log(), 0), Batches.readAll(follower, 0));
        follower.close(false);
        follower =
                PartitionLog.open(
                        disk,
                        Path.of("/data/follower-0"),
                        CompactedLog.CONFIG,
                        OpenInfo.UNKNOWN,
                        0);
        assertEquals(Batches.readAll(log.log(), 0), Batches.readAll(follower, 0));
        for (long offset = 0; offset < log.end(); offset++) {
            assertEquals(
                    firstAt(follower, offset), firstAt(log.log(), offset), "read at " + offset);
        }
    }

    private static String firstAt(PartitionLog log, long offset) throws IOException {
        return Batches.show(Batches.copy((LogSlice) log.read(offset, 1, log.logEndOffset(), true)))
                .toString();
    }

    @Test
    void recordsThatAreOverdueAreSealedAndCompacted() throws IOException {
        CleanRules soon = new CleanRules(1, 0, 5000, 1000, 6000, 1000);
        log.put("k", "1");
        log.put("k", "2");
        log.flush(true);
        assertEquals(
                new CleanPlan.NotYet(log.nowMs + 5001), log.log().planCleaning(soon, 2, log.nowMs));
        log.nowMs += 5001;
        Cleaning cleaning = Objects.requireNonNull(log.clean(soon, 100));
        assertEquals(Cleaning.State.DONE, cleaning.state());
        assertEquals(List.of("1:k=2"), log.shown());
    }

    /** Replay one: {@code mvn -pl log-storage test -Dtest=CleaningTest -Dodradek.seed=SEED}. */
    @Test
    void randomLogsMeanTheSameAfterEveryCompaction() throws IOException {
        Long one = Long.getLong("odradek.seed");
        long first = one == null ? System.nanoTime() : one;
        int runs = one == null ? Integer.getInteger("odradek.runs", 60) : 1;
        System.out.println("random compactions from -Dodradek.seed=" + first);
        for (long seed = first; seed < first + runs; seed++) {
            try {
                SplittableRandom random = new SplittableRandom(seed);
                CompactedWork work =
                        new CompactedWork(new SimDisk(random.split()), Path.of("/data"), random);
                work.log().open();
                for (int step = 0; step < 300; step++) {
                    work.step();
                }
                work.log().check();
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("replay with -Dodradek.seed=" + seed, e);
            }
        }
    }
}
