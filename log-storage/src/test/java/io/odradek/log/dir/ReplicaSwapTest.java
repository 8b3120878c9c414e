package io.odradek.log.dir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.SimDisk;
import io.odradek.log.io.SimulatedCrash;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Whenever the power goes, there is one log of the replica afterwards, and it has everything. */
final class ReplicaSwapTest {
    private static final Path FROM = Path.of("/from");
    private static final Path TO = Path.of("/to");
    private static final String REPLICA = "a.topic-7";
    private static final UUID ID = new UUID(3, 4);
    private static final byte[] ALL = {1, 2, 3};

    private final long seed = System.nanoTime();

    private SimDisk prepared(int run) throws IOException {
        SimDisk disk = new SimDisk(new SplittableRandom(seed + run));
        write(disk, FROM.resolve(REPLICA));
        write(disk, ReplicaSwap.future(TO, REPLICA, ID));
        disk.syncDirectory(Path.of("/"));
        disk.syncDirectory(FROM);
        disk.syncDirectory(TO);
        return disk;
    }

    private static void write(Disk disk, Path directory) throws IOException {
        disk.createDirectories(directory);
        try (DiskFile file = disk.open(directory.resolve("log"), Disk.Mode.CREATE)) {
            file.write(ByteBuffer.wrap(ALL), 0);
            file.sync();
        }
        disk.syncDirectory(directory);
    }

    private static void swap(Disk disk) throws IOException {
        ReplicaSwap.promote(disk, TO, REPLICA, ID);
        ReplicaSwap.retire(disk, FROM, REPLICA, ID);
        ReplicaSwap.settle(disk, TO, REPLICA, ID);
    }

    private static boolean isWhole(Disk disk, Path directory) throws IOException {
        Path log = directory.resolve(REPLICA).resolve("log");
        if (!disk.exists(log)) {
            return false;
        }
        ByteBuffer read = ByteBuffer.allocate(10);
        try (DiskFile file = disk.open(log, Disk.Mode.READ)) {
            return file.read(read, 0) == ALL.length && ByteBuffer.wrap(ALL).equals(read.flip());
        }
    }

    private static long countOf(Disk disk, String suffix) throws IOException {
        long count = 0;
        for (Path directory : List.of(FROM, TO)) {
            count +=
                    disk.list(directory).stream()
                            .filter(p -> p.toString().endsWith(suffix))
                            .count();
        }
        return count;
    }

    @Test
    void withoutACrashTheCopyHasTheLogsPlace() throws Exception {
        SimDisk disk = prepared(0);
        swap(disk);
        assertTrue(isWhole(disk, TO));
        assertFalse(disk.exists(FROM.resolve(REPLICA)));
        assertEquals(1, countOf(disk, ReplicaSwap.DELETED));
        ReplicaSwap.recover(disk, List.of(FROM, TO));
        assertTrue(isWhole(disk, TO));
    }

    @Test
    void whereverTheCrashComesOneWholeLogIsLeft() throws Exception {
        long first = prepared(0).operations();
        for (int run = 0; run < 2_000; run++) {
            SimDisk disk = prepared(run);
            SplittableRandom random = new SplittableRandom(seed + run);
            crash(disk, first + 1 + random.nextInt(9), () -> swap(disk));
            // The next start may not get far, either.
            crash(
                    disk,
                    disk.operations() + 1 + random.nextInt(12),
                    () -> ReplicaSwap.recover(disk, List.of(FROM, TO)));
            ReplicaSwap.recover(disk, List.of(FROM, TO));
            String where = "seed " + (seed + run) + ": " + disk.files();
            assertTrue(isWhole(disk, FROM) != isWhole(disk, TO), where);
            assertEquals(0, countOf(disk, ReplicaSwap.MOVED), where);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void crash(SimDisk disk, long at, Work work) throws IOException {
        disk.crashAtOperation(at);
        try {
            work.run();
        } catch (SimulatedCrash e) {
            // As arranged.
        }
        disk.crash();
    }
}
