package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.SimDisk;
import io.odradek.log.io.SimulatedCrash;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.SplittableRandom;

/** The power fails at every operation; no promise is broken. */
final class CrashTest {

    private static void script(CrashWorkload w) throws IOException {
        w.open();
        w.append(2, 10, -1);
        w.append(1, 40, 7);
        w.flush(false, false);
        w.append(3, 700, 7);
        w.append(1, 10, 8);
        w.flush(true, true);
        for (int i = 0; i < 8; i++) {
            w.append(2, 400, 8); // rolls
        }
        w.flush(false, true);
        w.newEpoch();
        w.append(1, 1300, 7);
        w.flush(true, false);
        w.append(1, 1300, 7);
        w.truncate(15);
        w.newEpoch();
        for (int i = 0; i < 8; i++) {
            w.append(1, 1200, 7); // rolls below the recovery point that was saved
        }
        w.flush(false, false);
        w.closeCleanlyAndReopen();
        w.append(1, 10, 8);
        w.flush(false, false);
        w.append(1, 900, 8);
        w.kill();
        w.append(1, 900, 8);
        w.advanceStart(16);
        w.flush(true, false);
        w.restartAt(100);
        w.newEpoch();
        w.append(2, 500, 7);
        w.flush(false, false);
        w.append(1, 10, 7);
        w.release();
        w.restartAt(3);
        w.append(1, 10, 7);
        w.flush(true, false);
        w.closeCleanlyAndReopen();
    }

    @Test
    void everyFlushedRecordSurvivesACrashAtEveryOperation() throws IOException {
        SimDisk whole = new SimDisk(new SplittableRandom(0));
        script(new CrashWorkload(whole, new SplittableRandom(0)));
        long operations = whole.operations();
        assertTrue(operations > 300, () -> "only " + operations + " operations");
        for (long n = 3; n <= operations; n++) {
            for (int seed = 0; seed < 4; seed++) {
                crashAt(n, seed);
            }
        }
    }

    private static void crashAt(long n, int seed) throws IOException {
        SimDisk disk = new SimDisk(new SplittableRandom(n * 31 + seed));
        CrashWorkload w = new CrashWorkload(disk, new SplittableRandom(seed));
        disk.crashAtOperation(n);
        try {
            try {
                script(w);
            } catch (SimulatedCrash crash) {
                disk.crash();
                // Half of the time the power fails again while the log recovers.
                if (seed % 2 == 0) {
                    recoverWithCrash(w, disk, 1 + (n * 7 + seed) % 40);
                } else {
                    w.recoverAndCheck();
                }
                w.checkDuplicate(8);
                w.flush(true, true);
                w.closeCleanlyAndReopen();
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("crash at operation " + n + ", seed " + seed, e);
        }
    }

    private static void recoverWithCrash(CrashWorkload w, SimDisk disk, long after)
            throws IOException {
        disk.crashAtOperation(disk.operations() + after);
        try {
            w.open();
        } catch (SimulatedCrash again) {
            disk.crash();
        }
        disk.crashAtOperation(-1);
        w.recoverAndCheck();
    }

    /** Its later segments may be on the platter before anything was ever flushed. */
    @Test
    void aNewLogKeepsItsBeginningOrNothing() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            SimDisk disk = new SimDisk(new SplittableRandom(seed));
            CrashWorkload w = new CrashWorkload(disk, new SplittableRandom(seed));
            w.open();
            for (int i = 0; i < 8; i++) {
                w.append(1, 900, -1); // rolls
            }
            disk.crash();
            w.recoverAndCheck();
            w.restartAt(100);
            for (int i = 0; i < 8; i++) {
                w.append(1, 900, -1);
            }
            disk.crash();
            w.recoverAndCheck();
        }
    }

    /** Replay one: {@code mvn -pl log-storage test -Dtest=CrashTest -Dodradek.seed=SEED}. */
    @Test
    void everyFlushedRecordSurvivesRandomWorkAndRandomCrashes() throws IOException {
        Long one = Long.getLong("odradek.seed");
        long first = one == null ? System.nanoTime() : one;
        int runs = one == null ? Integer.getInteger("odradek.runs", 500) : 1;
        System.out.println("random crashes from -Dodradek.seed=" + first + ", " + runs + " runs");
        for (long seed = first; seed < first + runs; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SimDisk disk = new SimDisk(random.split());
            CrashWorkload w = new CrashWorkload(disk, random.split());
            try {
                randomRun(w, disk, random);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "replay with -Dodradek.seed=" + seed + " after\n" + w.trace(), e);
            }
        }
    }

    private static void randomRun(CrashWorkload w, SimDisk disk, SplittableRandom random)
            throws IOException {
        w.open();
        for (int crash = 0; crash < 5; crash++) {
            disk.crashAtOperation(disk.operations() + 1 + random.nextInt(250));
            try {
                for (int step = 0; step < 200; step++) {
                    w.randomStep();
                }
            } catch (SimulatedCrash e) {
                // as planned
            }
            disk.crash();
            w.recoverAndCheck();
        }
        w.closeCleanlyAndReopen();
    }
}
