package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.SimDisk;
import io.odradek.log.segment.SegmentFiles;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;

/** What a disk changed is noticed, never handed out, and put right from another replica's bytes. */
final class RepairTest {
    private static final Path DIRECTORY = Path.of("/t-0");
    private static final int BATCHES = 60;

    private final SimDisk disk = new SimDisk(new SplittableRandom(1));
    private final PartitionLog damaged;
    private final PartitionLog sound;
    private final Path closed = SegmentFiles.of(DIRECTORY, 0, SegmentFiles.LOG);

    RepairTest() throws IOException {
        damaged = filled(disk);
        sound = filled(new SimDisk(new SplittableRandom(2)));
        assertTrue(damaged.segmentCount() > 2, "one closed segment at least");
    }

    private static PartitionLog filled(SimDisk on) throws IOException {
        PartitionLog log =
                PartitionLog.open(on, DIRECTORY, LogConformance.CONFIG, OpenInfo.UNKNOWN, 0);
        LogConformance.fill(log, BATCHES / 2, 3);
        log.assignEpochStart(7, log.logEndOffset());
        return LogConformance.fill(log, BATCHES / 2, 7);
    }

    private Path active() {
        long base = damaged.segmentEnd(0);
        while (damaged.segmentEnd(base) < damaged.logEndOffset()) {
            base = damaged.segmentEnd(base);
        }
        return SegmentFiles.of(DIRECTORY, base, SegmentFiles.LOG);
    }

    private byte[] content(Path path) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            while (all.hasRemaining() && file.read(all, all.position()) >= 0) {}
            return all.array();
        }
    }

    private void write(Path path, int position, byte[] bytes) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ_WRITE)) {
            file.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private static ByteBuffer bytes(PartitionLog log, long from, int atMost) throws IOException {
        LogSlice slice =
                assertInstanceOf(LogSlice.class, log.read(from, atMost, log.logEndOffset(), true));
        try (slice) {
            ByteBuffer copy = ByteBuffer.allocate(slice.sizeInBytes());
            slice.copyTo(copy);
            return copy.flip();
        }
    }

    private HeldSegment hold(long offset) throws IOException {
        return Objects.requireNonNull(damaged.hold(offset, damaged.logEndOffset()));
    }

    /** Repairs as a broker does: asks for more while it is told to. */
    private HeldSegment.Mending mend(HeldSegment held, SegmentDamage damage, int answerBytes)
            throws IOException {
        ByteBuffer given = ByteBuffer.allocate(1 << 16);
        long next = damage.repairOffset();
        while (true) {
            given.put(bytes(sound, next, answerBytes));
            HeldSegment.Mending mending = held.mend(damage, given.duplicate().flip());
            if (!(mending instanceof HeldSegment.Mending.NeedsMore(long from))) {
                return mending;
            }
            next = from;
        }
    }

    private void everyBitIsNoticedAndMended(Path path) throws IOException {
        byte[] original = content(path);
        long base = SegmentFiles.offset(path, SegmentFiles.LOG).orElseThrow();
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 400; i++) {
            // Every bit of the first batch's header, then bits anywhere.
            long bit = i < 61 * 8 ? i : random.nextLong(original.length * 8L);
            disk.flipBit(path, bit);
            try (HeldSegment held = hold(base)) {
                SegmentDamage damage = held.damage();
                assertNotNull(damage, "bit " + bit);
                assertInstanceOf(
                        HeldSegment.Mending.Done.class,
                        mend(held, damage, random.nextInt(1, 3000)),
                        "bit " + bit);
                assertNull(held.damage(), "bit " + bit);
            }
            assertArrayEquals(original, content(path), "bit " + bit);
        }
    }

    @Test
    void everyBitOfAClosedSegmentIsNoticedAndMended() throws IOException {
        everyBitIsNoticedAndMended(closed);
    }

    @Test
    void everyBitOfTheActiveSegmentIsNoticedAndMended() throws IOException {
        everyBitIsNoticedAndMended(active());
    }

    @Test
    void aSliceTellsHowMuchOfItIsSound() throws IOException {
        int size = content(closed).length;
        int batch = bytes(damaged, 0, 1).limit();
        try (LogSlice slice = (LogSlice) damaged.read(0, 1 << 20, damaged.logEndOffset(), true)) {
            assertEquals(slice.sizeInBytes(), slice.soundBytes());
            assertEquals(size, slice.sizeInBytes());
            disk.flipBit(closed, (batch + 70L) * 8);
            assertEquals(batch, slice.soundBytes(), "the first batch is what was written");
            disk.flipBit(closed, 70L * 8);
            assertEquals(0, slice.soundBytes());
        }
    }

    @Test
    void aLostPageIsMendedAlthoughSeveralBatchesLieInIt() throws IOException {
        byte[] original = content(closed);
        int batch = bytes(damaged, 0, 1).limit();
        write(closed, batch + 10, new byte[3 * batch]);
        try (HeldSegment held = hold(0)) {
            SegmentDamage damage = Objects.requireNonNull(held.damage());
            assertEquals(batch, damage.position());
            assertEquals(2, damage.offset());
            assertEquals(0, damage.repairPosition());
            assertInstanceOf(HeldSegment.Mending.Done.class, mend(held, damage, 1));
            assertNull(held.damage());
        }
        assertArrayEquals(original, content(closed));
    }

    @Test
    void damageInTwoPlacesIsMendedOneAfterTheOther() throws IOException {
        byte[] original = content(closed);
        disk.flipBit(closed, 65 * 8);
        disk.flipBit(closed, (original.length - 3L) * 8);
        try (HeldSegment held = hold(0)) {
            mend(held, Objects.requireNonNull(held.damage()), 1 << 16);
            SegmentDamage second = Objects.requireNonNull(held.damage());
            assertTrue(second.position() > 0);
            mend(held, second, 1 << 16);
            assertNull(held.damage());
        }
        assertArrayEquals(original, content(closed));
    }

    @Test
    void batchesThatDoNotFitAreNotWritten() throws IOException {
        disk.flipBit(closed, 65 * 8);
        byte[] before = content(closed);
        try (HeldSegment held = hold(0)) {
            SegmentDamage damage = Objects.requireNonNull(held.damage());
            ByteBuffer other = bytes(sound, 0, 1 << 20);
            other.put(70, (byte) ~other.get(70));
            assertInstanceOf(
                    HeldSegment.Mending.Differs.class,
                    held.mend(damage, other),
                    "not sound itself");
            ByteBuffer later = bytes(sound, 30, 1 << 20);
            assertFalse(held.mend(damage, later) instanceof HeldSegment.Mending.Done);
        }
        assertArrayEquals(before, content(closed));
    }

    @Test
    void whatIsNotCommittedIsNotLookedAt() throws IOException {
        disk.flipBit(active(), 65 * 8);
        long base = SegmentFiles.offset(active(), SegmentFiles.LOG).orElseThrow();
        assertNull(damaged.hold(base, base));
        try (HeldSegment held = Objects.requireNonNull(damaged.hold(0, 2))) {
            assertNull(held.damage());
        }
    }
}
