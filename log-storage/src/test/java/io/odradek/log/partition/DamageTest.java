package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.SimDisk;
import io.odradek.log.segment.SegmentFiles;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Torn ends are cut, damaged middles are refused, failing disks are reported. */
final class DamageTest {

    private static final Path DIRECTORY = Path.of("/t-0");
    private final SimDisk disk = new SimDisk(new SplittableRandom(5));

    private PartitionLog open(OpenInfo info) throws LogException {
        return PartitionLog.open(disk, DIRECTORY, LogConformance.CONFIG, info, 0);
    }

    /** 100 batches of two records over several segments, killed without a checkpoint. */
    private long writeAndKill() throws IOException {
        PartitionLog log = LogConformance.fill(open(OpenInfo.UNKNOWN), 100, 0);
        LogConformance.flush(log);
        log.close(false);
        return SegmentFiles.offset(last(), SegmentFiles.LOG).orElseThrow();
    }

    private Path last() throws IOException {
        return disk.list(DIRECTORY).stream()
                .filter(p -> p.toString().endsWith(".log"))
                .reduce((_, b) -> b)
                .orElseThrow();
    }

    private Path first() {
        return SegmentFiles.of(DIRECTORY, 0, SegmentFiles.LOG);
    }

    private long size(Path path) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            return file.size();
        }
    }

    private void write(Path path, long position, byte[] bytes) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ_WRITE)) {
            file.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private void cut(Path path, long size) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ_WRITE)) {
            file.truncate(size);
        }
    }

    @Test
    void aFileThatEndsInsideABatchIsCutBeforeIt() throws IOException {
        writeAndKill();
        for (int lost : new int[] {1, 60, 70}) {
            cut(last(), size(last()) - lost);
            PartitionLog log = open(OpenInfo.UNKNOWN);
            long end = log.logEndOffset();
            assertTrue(end < 200 && end % 2 == 0, () -> "end " + end);
            assertEquals(LogConformance.values(0, end, 0), Batches.readAll(log, 0));
            log.close(false);
        }
    }

    @Test
    void aDamagedLastBatchIsCut() throws IOException {
        writeAndKill();
        disk.flipBit(last(), (size(last()) - 3) * 8);
        PartitionLog log = open(OpenInfo.UNKNOWN);
        assertEquals(198, log.logEndOffset());
        LogConformance.fill(log, 1, 0);
        log.close(true);
    }

    @Test
    void zerosAndGarbageBehindTheLastBatchAreCut() throws IOException {
        writeAndKill();
        write(last(), size(last()), new byte[10_000]);
        PartitionLog log = open(OpenInfo.UNKNOWN);
        assertEquals(200, log.logEndOffset());
        log.close(false);
        byte[] garbage = new byte[3000];
        new java.util.Random(1).nextBytes(garbage);
        write(last(), size(last()), garbage);
        log = open(OpenInfo.UNKNOWN);
        assertEquals(200, log.logEndOffset());
        log.close(true);
    }

    @Test
    void damageWithWholeBatchesBehindItIsRefusedWithFileAndPosition() throws IOException {
        writeAndKill();
        disk.flipBit(last(), 70 * 8);
        CorruptLogException e =
                assertThrows(CorruptLogException.class, () -> open(OpenInfo.UNKNOWN));
        assertEquals(last(), e.file());
        assertEquals(0, e.position());
        assertEquals(LogException.Category.CORRUPT, e.category());
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(last() + " at position 0"), message);
        assertTrue(message.contains("copies the partition from the leader"), message);
    }

    @Test
    void aDamagedLengthDoesNotHideTheBatchesBehindIt() throws IOException {
        writeAndKill();
        disk.flipBit(last(), 8 * 8 + 2); // the length field now reaches beyond the file
        assertThrows(CorruptLogException.class, () -> open(OpenInfo.UNKNOWN));
    }

    @Test
    void damageWithALaterSegmentBehindItIsRefused() throws IOException {
        writeAndKill();
        disk.flipBit(first(), (size(first()) - 3) * 8);
        CorruptLogException e =
                assertThrows(CorruptLogException.class, () -> open(OpenInfo.UNKNOWN));
        assertEquals(first(), e.file());
        assertTrue(e.position() > 0);
    }

    @Test
    void aLostSectorIsATornEndWhateverFollowsIt() throws IOException {
        writeAndKill();
        write(first(), 512, new byte[512]);
        PartitionLog log = open(OpenInfo.UNKNOWN);
        long end = log.logEndOffset();
        assertTrue(end > 0 && end < 20, () -> "end " + end);
        assertEquals(1, log.segmentCount());
        assertEquals(LogConformance.values(0, end, 0), Batches.readAll(log, 0));
        log.close(true);
    }

    @Test
    void aMissingMiddleSegmentEndsTheLogBeforeIt() throws IOException {
        writeAndKill();
        Path second =
                disk.list(DIRECTORY).stream()
                        .filter(p -> p.toString().endsWith(".log"))
                        .skip(1)
                        .findFirst()
                        .orElseThrow();
        disk.delete(second);
        PartitionLog log = open(OpenInfo.UNKNOWN);
        assertEquals(
                SegmentFiles.offset(second, SegmentFiles.LOG).orElseThrow(), log.logEndOffset());
        assertEquals(1, log.segmentCount());
        log.close(true);
    }

    @Test
    void missingAndDamagedIndexesAreRebuilt() throws IOException {
        PartitionLog log = LogConformance.fill(open(OpenInfo.UNKNOWN), 100, 0);
        log.close(true);
        int round = 0;
        for (Path path : disk.list(DIRECTORY)) {
            if (path.toString().endsWith("index")) {
                if (round++ % 3 == 0) {
                    disk.delete(path);
                } else {
                    write(path, 0, new byte[] {127, 127, 127, 127, 127, 127, 127, 127, 1, 1, 1, 1});
                }
            }
        }
        for (boolean clean : new boolean[] {true, false}) {
            log = open(new OpenInfo(clean, 200, 0));
            assertEquals(LogConformance.values(0, 200, 0), Batches.readAll(log, 0));
            assertEquals(55 - 1, log.firstAtOrAfter(53).orElseThrow().offset());
            log.close(clean);
        }
    }

    @Test
    void aTornSnapshotIsReplacedByTheLogItself() throws IOException {
        PartitionLog log = open(OpenInfo.UNKNOWN);
        log.appendAsLeader(Batches.from(5, 0, 0, "a"), 0, 0);
        LogConformance.checkpoint(log);
        log.appendAsLeader(Batches.from(5, 0, 1, "b"), 0, 0);
        log.close(true);
        disk.flipBit(SegmentFiles.of(DIRECTORY, 2, SegmentFiles.PRODUCER_SNAPSHOT), 8 * 12);
        log = open(new OpenInfo(true, 2, 0));
        assertEquals(1, log.lastSequence(5));
        log.close(true);
    }

    @Test
    void aFullDiskChangesNothingAndTheLogGoesOnWhenThereIsRoom() throws IOException {
        PartitionLog log = LogConformance.fill(open(OpenInfo.UNKNOWN), 5, 0);
        disk.capacity(size(last()) + 40);
        LogException e =
                assertThrows(
                        LogException.class,
                        () -> log.appendAsLeader(Batches.of(1, "too much"), 0, 0));
        assertEquals(LogException.Category.FULL, e.category());
        assertTrue(String.valueOf(e.getMessage()).contains("/t-0"), e::toString);
        assertEquals(10, log.logEndOffset());
        disk.capacity(Long.MAX_VALUE);
        LogConformance.fill(log, 50, 0);
        assertEquals(LogConformance.values(0, 110, 0), Batches.readAll(log, 0));
        log.close(true);
    }

    @Test
    void aFullDiskAtARollChangesNothing() throws IOException {
        PartitionLog log = open(OpenInfo.UNKNOWN);
        int full = 0;
        for (int i = 0; i < 60; i++) {
            disk.capacity(1); // every write fails
            ByteBuffer batch = Batches.of(i, "v" + i);
            assertEquals(
                    LogException.Category.FULL,
                    assertThrows(LogException.class, () -> log.appendAsLeader(batch, 0, 0))
                            .category());
            full++;
            disk.capacity(Long.MAX_VALUE);
            assertInstanceOf(
                    AppendOutcome.Appended.class, log.appendAsLeader(batch.duplicate(), 0, 0));
        }
        assertEquals(60, full);
        assertTrue(log.segmentCount() > 1);
        assertEquals(LogConformance.values(0, 60, 0), Batches.readAll(log, 0));
        log.close(true);
    }

    @Test
    void anIoErrorAtAnyOperationOfAnAppendEndsTheLogButNotItsData() throws IOException {
        for (int nth = 1; nth <= 12; nth++) {
            SimDisk sim = new SimDisk(new SplittableRandom(nth));
            PartitionLog log =
                    PartitionLog.open(sim, DIRECTORY, LogConformance.CONFIG, OpenInfo.UNKNOWN, 0);
            while (log.segmentCount() < 2) {
                LogConformance.fill(log, 1, 0);
            }
            LogConformance.fill(log, 20, 0); // the next one rolls, or soon
            LogConformance.flush(log);
            long end = log.logEndOffset();
            sim.failAtOperation(sim.operations() + nth);
            LogException failure = null;
            try {
                LogConformance.fill(log, 12, 0);
            } catch (LogException e) {
                failure = e;
            }
            if (failure != null) {
                assertEquals(LogException.Category.FAILED, failure.category());
                assertThrows(
                        LogException.class, () -> log.appendAsLeader(Batches.of(0, "x"), 0, 0));
            }
            log.close(false);
            PartitionLog again =
                    PartitionLog.open(sim, DIRECTORY, LogConformance.CONFIG, OpenInfo.UNKNOWN, 0);
            assertTrue(again.logEndOffset() >= end);
            assertEquals(
                    LogConformance.values(0, again.logEndOffset(), 0), Batches.readAll(again, 0));
            again.close(true);
        }
    }

    @Test
    void aFailedSyncIsFinal() throws IOException {
        PartitionLog log = LogConformance.fill(open(OpenInfo.UNKNOWN), 5, 0);
        FlushTask task = log.beginFlush();
        disk.failNext(SimDisk.Operation.SYNC, 1);
        task.run();
        LogException e = assertThrows(LogException.class, () -> log.completeFlush(task));
        assertEquals(LogException.Category.FAILED, e.category());
        assertEquals(0, log.flushedOffset());
        assertEquals(
                LogException.Category.FAILED,
                assertThrows(LogException.class, log::beginFlush).category());
        assertThrows(LogException.class, () -> log.close(true));
        log.close(false);
        assertEquals(0, disk.openFiles());
    }

    @Test
    void anIdleLogHoldsNoFileOpen() throws IOException {
        PartitionLog log = LogConformance.fill(open(OpenInfo.UNKNOWN), 100, 0);
        Batches.readAll(log, 0);
        LogConformance.flush(log);
        log.releaseHandles();
        assertEquals(0, disk.openFiles());
        log.close(true);
        assertEquals(0, disk.openFiles());
    }
}
