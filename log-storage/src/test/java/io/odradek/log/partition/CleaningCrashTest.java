package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.Compression;
import io.odradek.log.io.SimDisk;
import io.odradek.log.io.SimulatedCrash;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** The power fails at every operation of a compaction; the log means what it meant. */
final class CleaningCrashTest {

    private static final Path ROOT = Path.of("/data");
    private static final String LONG = "x".repeat(700);

    private static void script(CompactedLog log) throws IOException {
        log.open();
        for (int i = 0; i < 30; i++) {
            if (i % 11 == 10) {
                log.newEpoch();
            }
            log.append(
                    i % 9 == 4 ? Compression.LZ4 : Compression.NONE,
                    i % 3 == 0 ? 7 : -1,
                    false,
                    "a" + i % 4,
                    i % 7 == 6 ? "-" : i + LONG,
                    "b" + i % 5,
                    i + LONG.substring(400));
        }
        log.flush(true);
        log.cleanAll();
        log.saveCleaned();
        for (int i = 0; i < 14; i++) {
            log.append(Compression.NONE, 8, true, "a" + i % 4, i + LONG);
        }
        log.endTransaction(8, false);
        log.newEpoch();
        for (int i = 0; i < 9; i++) {
            log.put("b" + i % 5, i + LONG);
        }
        log.flush(false);
        log.nowMs += 5000;
        log.cleanAll();
        log.put("end", "1");
        log.flush(true);
        log.check();
    }

    @Test
    void everyLastValueSurvivesACrashAtEveryOperation() throws IOException {
        SimDisk whole = new SimDisk(new SplittableRandom(0));
        script(new CompactedLog(whole, ROOT));
        long operations = whole.operations();
        assertTrue(operations > 200, () -> "only " + operations + " operations");
        for (long n = 3; n <= operations; n++) {
            for (int seed = 0; seed < 6; seed++) {
                crashAt(n, seed);
            }
        }
    }

    private static void crashAt(long n, int seed) throws IOException {
        SimDisk disk = new SimDisk(new SplittableRandom(n * 31 + seed));
        CompactedLog log = new CompactedLog(disk, ROOT);
        disk.crashAtOperation(n);
        try {
            try {
                script(log);
            } catch (SimulatedCrash crash) {
                disk.crash();
                if (seed % 2 == 0) { // and again while it recovers
                    disk.crashAtOperation(disk.operations() + 1 + (n * 7 + seed) % 40);
                    try {
                        log.open(seed % 3 != 0);
                    } catch (SimulatedCrash again) {
                        disk.crash();
                    }
                    disk.crashAtOperation(-1);
                }
                log.open(seed % 3 != 0);
                log.recovered();
                for (long producer : log.openTransactions()) {
                    log.endTransaction(producer, true);
                }
                for (int i = 0; i < 12; i++) {
                    log.put("b" + i % 5, i + LONG);
                }
                log.flush(true);
                log.cleanAll();
                log.check();
                log.closeAndReopen(true);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("crash at operation " + n + ", seed " + seed, e);
        }
    }

    /** Replay one: {@code -Dtest=CleaningCrashTest -Dodradek.seed=SEED}. */
    @Test
    void everyLastValueSurvivesRandomWorkAndRandomCrashes() throws IOException {
        Long one = Long.getLong("odradek.seed");
        long first = one == null ? System.nanoTime() : one;
        int runs = one == null ? Integer.getInteger("odradek.runs", 200) : 1;
        System.out.println("random crashes of compaction from -Dodradek.seed=" + first);
        for (long seed = first; seed < first + runs; seed++) {
            try {
                randomRun(new SplittableRandom(seed));
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("replay with -Dodradek.seed=" + seed, e);
            }
        }
    }

    private static void randomRun(SplittableRandom random) throws IOException {
        SimDisk disk = new SimDisk(random.split());
        CompactedWork work = new CompactedWork(disk, ROOT, random.split());
        work.log().open();
        for (int crash = 0; crash < 4; crash++) {
            disk.crashAtOperation(disk.operations() + 1 + random.nextInt(400));
            try {
                for (int step = 0; step < 200; step++) {
                    work.step();
                }
            } catch (SimulatedCrash e) {
                // as planned
            }
            disk.crash();
            work.log().open(random.nextInt(3) != 0);
            work.log().recovered();
            work.learnTransactions();
        }
    }
}
