package io.odradek.tools.demo;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code run}: streams a file through a topic with three replicas, two of which must have a record
 * before it counts, kills the leader half way, and compares what was read with what was written.
 */
@Command(name = "run", description = "Stream a file through the cluster while its leader dies.")
final class RunCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--file", required = true, paramLabel = "<file>", description = "The input.")
    @SuppressWarnings("NullAway.Init") // Required.
    private Path file;

    @Option(
            names = "--control",
            required = true,
            paramLabel = "<script>",
            description = "The local-cluster script, which kills and starts nodes.")
    @SuppressWarnings("NullAway.Init") // Required.
    private String control;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "<dir>",
            description = "The cluster's data directory, for the script.")
    @SuppressWarnings("NullAway.Init") // Required.
    private String data;

    @Option(
            names = "--seconds",
            paramLabel = "<n>",
            description = "How long the stream shall last, 12 by default.")
    private int seconds = 12;

    private final AtomicReference<@Nullable Exception> sendFailure = new AtomicReference<>();
    private final Pauses pauses = new Pauses();

    @Override
    public Integer call() throws Exception {
        long bytes = Files.size(file);
        if (bytes == 0) {
            throw new Failure("The file %s is empty".formatted(file));
        }
        String topic = "demo-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        TopicPartition partition = new TopicPartition(topic, 0);
        AtomicLong expected = new AtomicLong(Long.MAX_VALUE);
        Reader reader = new Reader(connection.properties(), partition, expected);
        ExecutorService helpers = Executors.newFixedThreadPool(2);
        try (Admin admin = connection.connect()) {
            out().printf(
                            "%,d bytes of %s in about %d seconds, into the topic %s:%n",
                            bytes, file, seconds, topic);
            out().println(
                            "  1 partition, 3 replicas, min.insync.replicas=2; idempotent producer, acks=all");
            admin.createTopics(
                            List.of(
                                    new NewTopic(topic, Optional.of(1), Optional.of((short) 3))
                                            .configs(Map.of("min.insync.replicas", "2"))))
                    .all()
                    .get();
            LeaderKill kill =
                    new LeaderKill(admin, partition, List.of(control, "--data", data), out());
            Future<String> output = helpers.submit(reader);
            Sent sent = send(partition, bytes, () -> helpers.submit(kill), reader);
            expected.set(sent.records());
            String read = output.get();
            sent.kill().get();
            return report(sent, reader.records(), read);
        } catch (Exception e) {
            throw new Failure("The demonstration failed: " + Launcher.sentence(e), e);
        } finally {
            helpers.shutdownNow();
        }
    }

    private record Sent(long records, String digest, Future<Integer> kill) {}

    private interface KillStart {
        Future<Integer> start();
    }

    private Sent send(TopicPartition partition, long bytes, KillStart killStart, Reader reader)
            throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long start = System.nanoTime();
        long nextReport = TimeUnit.SECONDS.toNanos(1);
        long sentBytes = 0;
        long records = 0;
        @Nullable Future<Integer> kill = null;
        try (KafkaProducer<byte[], byte[]> producer = producer();
                InputStream in = Files.newInputStream(file)) {
            LineSource lines = new LineSource(in);
            // The file may grow while it is read; what it had at the start is sent.
            for (byte[] line = lines.next();
                    line != null && sentBytes < bytes;
                    line = lines.next()) {
                byte[] record = Arrays.copyOf(line, (int) Math.min(line.length, bytes - sentBytes));
                long elapsed = System.nanoTime() - start;
                if (elapsed >= nextReport) {
                    progress(sentBytes, bytes, reader);
                    nextReport += TimeUnit.SECONDS.toNanos(1);
                }
                if (kill == null && sentBytes >= bytes / 2) {
                    kill = killStart.start();
                }
                keepPace(sentBytes, bytes, elapsed);
                digest.update(record);
                pauses.asked(System.nanoTime());
                var unused =
                        producer.send(
                                new ProducerRecord<>(partition.topic(), 0, null, record),
                                (metadata, e) -> {
                                    if (e != null) {
                                        sendFailure.compareAndSet(null, e);
                                    }
                                    pauses.answered(System.nanoTime());
                                });
                sentBytes += record.length;
                records++;
                requireNoFailure();
            }
            producer.flush();
            requireNoFailure();
        }
        progress(sentBytes, bytes, reader);
        return new Sent(
                records,
                HexFormat.of().formatHex(digest.digest()),
                kill == null ? killStart.start() : kill);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Properties properties = connection.properties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sleeps when more of the file has gone out than of the time that it shall take. */
    private void keepPace(long sentBytes, long bytes, long elapsedNanos)
            throws InterruptedException {
        double dueNanos = (double) sentBytes / bytes * TimeUnit.SECONDS.toNanos(seconds);
        long aheadMs = TimeUnit.NANOSECONDS.toMillis((long) dueNanos - elapsedNanos);
        if (aheadMs > 0) {
            Thread.sleep(aheadMs);
        }
    }

    private void requireNoFailure() throws IOException {
        Exception failure = sendFailure.get();
        if (failure != null) {
            throw new IOException("a record was not acknowledged: " + failure.getMessage());
        }
    }

    private void progress(long sentBytes, long bytes, Reader reader) {
        out().printf(
                        "  %3d %%  %,d records acknowledged, %,d read%n",
                        100 * sentBytes / bytes, pauses.answers(), reader.records());
    }

    private int report(Sent sent, long readRecords, String read) throws Exception {
        boolean equal = sent.digest().equals(read) && sent.records() == readRecords;
        out().printf("sha256 of the input   %s  (%,d records)%n", sent.digest(), sent.records());
        out().printf("sha256 of the output  %s  (%,d records)%n", read, readRecords);
        out().printf(
                        "longest pause of the producer, across the kill of node %d: %,d ms%n",
                        sent.kill().get(), TimeUnit.NANOSECONDS.toMillis(pauses.longestNanos()));
        out().println(
                        equal
                                ? "Equal: what came out is what went in, in the same order."
                                : "DIFFERENT: what came out is not what went in.");
        return equal ? 0 : 1;
    }
}
