package io.odradek.log.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

final class SimDiskTest extends DiskConformance {

    private final SimDisk disk = new SimDisk(new SplittableRandom(7));
    private static final Path ROOT = Path.of("/data");

    SimDiskTest() throws IOException {
        disk.createDirectories(ROOT);
        disk.syncDirectory(Path.of("/"));
    }

    @Override
    Disk disk() {
        return disk;
    }

    @Override
    Path root() {
        return ROOT;
    }

    private static ByteBuffer filled(int n, int value) {
        ByteBuffer buffer = ByteBuffer.allocate(n);
        java.util.Arrays.fill(buffer.array(), (byte) value);
        return buffer;
    }

    private static byte[] contents(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            file.read(all, 0);
            return all.array();
        }
    }

    @Test
    void syncedBytesUnderASyncedNameAlwaysSurvive() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            SimDisk sim = new SimDisk(new SplittableRandom(seed));
            Path path = Path.of("/f");
            DiskFile file = sim.open(path, Disk.Mode.CREATE);
            file.write(filled(1000, 1), 0);
            file.sync();
            sim.syncDirectory(Path.of("/"));
            file.write(filled(1000, 2), 1000);
            sim.crash();
            byte[] after = contents(sim, path);
            assertTrue(after.length >= 1000 && after.length <= 2000, "seed " + seed);
            for (int i = 0; i < after.length; i++) {
                int value = after[i];
                assertTrue(i < 1000 ? value == 1 : value == 2 || value == 0, "seed " + seed);
            }
        }
    }

    @Test
    void unsyncedBytesSurviveInManyDifferentWays() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 300; seed++) {
            SimDisk sim = new SimDisk(new SplittableRandom(seed));
            Path path = Path.of("/f");
            DiskFile file = sim.open(path, Disk.Mode.CREATE);
            sim.syncDirectory(Path.of("/"));
            file.write(filled(700, 1), 0);
            file.write(filled(1300, 2), 700);
            sim.crash();
            byte[] after = contents(sim, path);
            boolean hole = false;
            boolean data = false;
            for (byte b : after) {
                hole |= b == 0;
                data |= b != 0;
            }
            seen.add(
                    (after.length == 2000 ? "long" : after.length == 0 ? "none" : "short")
                            + (hole ? " hole" : "")
                            + (data ? " data" : ""));
        }
        assertTrue(
                seen.containsAll(
                        Set.of("none", "long data", "long hole", "long hole data", "short data")),
                seen::toString);
    }

    @Test
    void namesNotSyncedMayVanishOrStay() throws IOException {
        Set<Boolean> outcomes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            SimDisk sim = new SimDisk(new SplittableRandom(seed));
            DiskFile file = sim.open(Path.of("/f"), Disk.Mode.CREATE);
            file.write(filled(10, 1), 0);
            file.sync();
            sim.crash();
            outcomes.add(sim.exists(Path.of("/f")));
        }
        assertEquals(Set.of(true, false), outcomes);
    }

    @Test
    void aNewDirectoryKnowsNothingOfAnOlderOneOfItsName() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            SimDisk sim = new SimDisk(new SplittableRandom(seed));
            Path log = Path.of("/data/t-0");
            sim.createDirectories(log);
            sim.syncDirectory(Path.of("/"));
            sim.syncDirectory(Path.of("/data"));
            sim.open(log.resolve("old"), Disk.Mode.CREATE).close();
            sim.rename(log, Path.of("/data/t-0-delete"));
            sim.createDirectories(log);
            sim.syncDirectory(Path.of("/data"));
            sim.syncDirectory(log);
            sim.crash();
            assertFalse(sim.exists(log.resolve("old")), "seed " + seed);
        }
    }

    @Test
    void aRenameIsAtomicAcrossACrash() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            SimDisk sim = new SimDisk(new SplittableRandom(seed));
            for (String name : new String[] {"/a", "/b"}) {
                try (DiskFile file = sim.open(Path.of(name), Disk.Mode.CREATE)) {
                    file.write(filled(1, name.charAt(1)), 0);
                    file.sync();
                }
            }
            sim.syncDirectory(Path.of("/"));
            sim.rename(Path.of("/b"), Path.of("/a"));
            sim.crash();
            byte a = contents(sim, Path.of("/a"))[0];
            assertEquals(a == 'a', sim.exists(Path.of("/b")), "seed " + seed);
        }
    }

    @Test
    void aCrashAtAnOperationStopsEverythingUntilTheDiskIsBack() throws IOException {
        DiskFile file = disk.open(ROOT.resolve("f"), Disk.Mode.CREATE);
        disk.crashAtOperation(disk.operations() + 2);
        file.write(filled(1, 1), 0);
        assertThrows(SimulatedCrash.class, () -> file.write(filled(1, 1), 1));
        assertThrows(SimulatedCrash.class, () -> disk.exists(ROOT));
        assertTrue(disk.isDown());
        disk.crash();
        assertTrue(disk.exists(ROOT));
        assertThrows(IOException.class, () -> file.write(filled(1, 1), 1));
    }

    @Test
    void aFullDiskKeepsThePartThatFitAndSaysSo() throws IOException {
        disk.capacity(100);
        try (DiskFile file = disk.open(ROOT.resolve("f"), Disk.Mode.CREATE)) {
            file.write(filled(80, 1), 0);
            DiskFullException e =
                    assertThrows(DiskFullException.class, () -> file.write(filled(30, 2), 80));
            assertTrue(String.valueOf(e.getMessage()).contains("ENOSPC"));
            assertEquals(100, file.size());
            assertEquals(0, disk.usableBytes(ROOT));
        }
    }

    @Test
    void aFailedSyncIsNotHealedByTheNextOne() throws IOException {
        boolean lost = false;
        for (int seed = 0; seed < 50; seed++) {
            SimDisk sim = new SimDisk(new SplittableRandom(seed));
            DiskFile file = sim.open(Path.of("/f"), Disk.Mode.CREATE);
            sim.syncDirectory(Path.of("/"));
            file.write(filled(10, 1), 0);
            sim.failNext(SimDisk.Operation.SYNC, 1);
            assertThrows(IOException.class, file::sync);
            file.sync();
            sim.crash();
            lost |= contents(sim, Path.of("/f")).length == 0;
        }
        assertTrue(lost);
    }

    @Test
    void aFlippedBitIsSeenNowAndAfterACrash() throws IOException {
        Path path = ROOT.resolve("f");
        try (DiskFile file = disk.open(path, Disk.Mode.CREATE)) {
            file.write(filled(4, 0), 0);
            file.sync();
        }
        disk.syncDirectory(ROOT);
        disk.flipBit(path, 17);
        assertEquals(2, contents(disk, path)[2]);
        disk.crash();
        assertEquals(2, contents(disk, path)[2]);
    }

    @Test
    void theSameSeedGivesTheSameDisaster() throws IOException {
        byte[][] runs = new byte[2][];
        for (int run = 0; run < 2; run++) {
            SimDisk sim = new SimDisk(new SplittableRandom(99));
            DiskFile file = sim.open(Path.of("/f"), Disk.Mode.CREATE);
            sim.syncDirectory(Path.of("/"));
            for (int i = 0; i < 20; i++) {
                file.write(filled(300, i + 1), i * 300L);
            }
            sim.crash();
            runs[run] = contents(sim, Path.of("/f"));
        }
        assertFalse(runs[0].length == 0 && runs[1].length == 0);
        org.junit.jupiter.api.Assertions.assertArrayEquals(runs[0], runs[1]);
    }

    @Test
    void openFilesAreCounted() throws IOException {
        int before = disk.openFiles();
        DiskFile file = disk.open(ROOT.resolve("f"), Disk.Mode.CREATE);
        assertEquals(before + 1, disk.openFiles());
        file.close();
        file.close();
        assertEquals(before, disk.openFiles());
    }
}
