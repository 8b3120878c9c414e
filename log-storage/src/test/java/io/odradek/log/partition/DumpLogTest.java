package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.Compression;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.io.NioDisk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Apache Kafka's own dump-log tool (4.3.1, in a JVM of its own) reads what we write. */
final class DumpLogTest {

    private static final int ROUNDS = 60;
    private static final int RECORDS = ROUNDS * 8 + 1;

    /**
     * In deep iteration the tool expects offset 0 first in every file, and says so of every segment
     * that starts elsewhere, Apache's own included.
     */
    private static final Pattern TOOL_COUNTS_FROM_ZERO =
            Pattern.compile(
                    "Non-consecutive offsets in \\S+/0*(\\d+)\\.log\\n +-1 is followed by \\1\\n");

    /** Every gap is listed, below one headline for each file. */
    private static final Pattern HOLES =
            Pattern.compile("Non-consecutive offsets in \\S+\\n( +-?\\d+ is followed by \\d+\\n)+");

    @TempDir static Path root;

    @BeforeAll
    static void writeALog() throws IOException {
        LogConfig config =
                new LogConfig(6000, Long.MAX_VALUE, 500, LogConformance.CONFIG.rules(), 1 << 30);
        PartitionLog log =
                PartitionLog.open(new NioDisk(), directory(), config, OpenInfo.UNKNOWN, 0);
        for (int round = 0; round < ROUNDS; round++) {
            for (Compression codec : Compression.values()) {
                long time = 1000 + round * 10L - 7L * (codec.id() % 2); // not in order
                log.appendAsLeader(
                        Batches.compressed(codec, time, "value" + "x".repeat(round)), 1, 0);
            }
            log.appendAsLeader(Batches.from(77, 3, round * 2, "a", "b"), 1, 0);
            log.appendAsLeader(
                    Batches.builder(2000 + round, "in a transaction")
                            .producer(88, (short) 0, round)
                            .transactional()
                            .build(),
                    1,
                    0);
        }
        log.appendMarker(88, (short) 0, new TransactionMarker(true, 5), 1, 3000);
        assertEquals(RECORDS, log.logEndOffset());
        assertTrue(log.segmentCount() > 3);
        log.close(true);
    }

    private static Path directory() {
        return root.resolve("dump-0");
    }

    private static String files(String suffix) throws IOException {
        return files(directory(), suffix);
    }

    private static String files(Path directory, String suffix) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<String> names =
                    all.map(Path::toString).filter(p -> p.endsWith(suffix)).sorted().toList();
            assertFalse(names.isEmpty(), suffix);
            return String.join(",", names);
        }
    }

    private static String dump(String... arguments) throws IOException {
        return dump(TOOL_COUNTS_FROM_ZERO, arguments);
    }

    private static String dump(Pattern harmless, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(Path.of("target/kafka-tools").toAbsolutePath() + "/*");
        command.add("org.apache.kafka.tools.DumpLogSegments");
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(root, "dump", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the tool did not end");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), text);
        String judged = harmless.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
        for (String complaint :
                List.of("exception", "mismatch", "out of order", "non-consecutive", " invalid")) {
            assertFalse(judged.contains(complaint), () -> complaint + " in\n" + judged);
        }
        return text;
    }

    @Test
    void itReadsEveryRecordOfEverySegment() throws IOException {
        String text = dump("--deep-iteration", "--print-data-log", "--files", files(".log"));
        assertEquals(RECORDS, text.lines().filter(l -> l.startsWith("| offset: ")).count(), text);
        assertFalse(text.contains("isvalid: false"), text);
        assertTrue(text.contains("endTxnMarker: COMMIT coordinatorEpoch: 5"), text);
        assertEquals(
                ROUNDS, text.lines().filter(l -> l.contains("compresscodec: zstd")).count(), text);
    }

    @Test
    void itFindsTheIndexesSaneAndRight() throws IOException {
        String both = files(".index") + "," + files(".timeindex");
        String sane = dump("--index-sanity-check", "--files", both);
        long indexes = both.chars().filter(c -> c == ',').count() + 1;
        assertEquals(
                indexes, sane.lines().filter(l -> l.contains("passed sanity check")).count(), sane);
        String entries = dump("--deep-iteration", "--files", both);
        assertTrue(entries.lines().filter(l -> l.startsWith("offset: ")).count() > 10, entries);
        assertTrue(entries.lines().filter(l -> l.startsWith("timestamp: ")).count() > 4, entries);
    }

    @Test
    void itReadsTheProducerSnapshots() throws IOException {
        String text = dump("--files", files(".snapshot"));
        assertTrue(text.contains("producerId: 77 producerEpoch: 3"), text);
        assertTrue(text.contains("lastSequence: " + (2 * ROUNDS - 1)), text);
        assertTrue(text.contains("coordinatorEpoch: 5"), text);
    }

    /** A compacted log has holes, which the tool remarks on, in its own as in ours. */
    @Test
    void itAcceptsEveryFileOfACompactedLog() throws IOException {
        CompactedWork work =
                new CompactedWork(
                        new NioDisk(), root.resolve("compacted"), new SplittableRandom(77));
        work.log().open();
        for (int step = 0; step < 500; step++) {
            work.step();
        }
        for (long producer : work.log().openTransactions()) {
            work.log().endTransaction(producer, true);
        }
        for (int i = 0; i < 20; i++) {
            work.log().put("key" + i % 3, "x".repeat(900));
        }
        work.log().flush(true);
        work.log().cleanAll();
        work.log().check();
        work.log().log().close(true);
        String all =
                String.join(
                        ",",
                        files(work.log().directory(), ".log"),
                        files(work.log().directory(), ".index"),
                        files(work.log().directory(), ".timeindex"));
        String text = dump(HOLES, "--deep-iteration", "--files", all);
        assertFalse(text.contains("isvalid: false"), text);
        assertTrue(text.contains("count: 0 "), "no header without records:\n" + text);
        String sane =
                dump(
                        HOLES,
                        "--index-sanity-check",
                        "--files",
                        files(work.log().directory(), ".index")
                                + ","
                                + files(work.log().directory(), ".timeindex"));
        assertTrue(sane.contains("passed sanity check"), sane);
    }
}
