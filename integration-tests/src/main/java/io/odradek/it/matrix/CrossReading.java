package io.odradek.it.matrix;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.matrix.Client.Ability;
import io.odradek.it.matrix.Result.Column;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Records that some clients wrote, in every format and codec there ever was, are read by all
 * others: whole, in order, by each that can; the others must get the documented error. Confined to
 * its caller's thread.
 */
final class CrossReading {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int RECORDS = 200;
    private static final int AT_ONCE = 5;

    /** One program's share of a topic. */
    private record Part(String writer, String codec) {}

    /**
     * Formats v0 (Sarama as of 0.8.2, Java 0.9), v1 (0.10) and v2; gzip, which every client
     * decodes.
     */
    private static final List<Part> PLAIN =
            List.of(
                    new Part("sarama", "none"),
                    new Part("java-0.9.0.1", "none"),
                    new Part("java-0.9.0.1", "gzip"),
                    new Part("java-0.10.2.2", "none"),
                    new Part("java-4.4.0", "none"),
                    new Part("java-4.4.0", "gzip"));

    private static final List<Part> CODECS =
            List.of(
                    new Part("java-0.9.0.1", "snappy"),
                    new Part("java-0.9.0.1", "lz4"),
                    new Part("java-0.10.2.2", "lz4"),
                    new Part("java-4.4.0", "snappy"),
                    new Part("java-4.4.0", "lz4"));

    private static final List<Part> ZSTD = List.of(new Part("java-4.4.0", "zstd"));

    /** Its setting says zstd, so the broker itself refuses who cannot know that (KIP-110). */
    private static final String ZSTD_ONLY = "cross-zstd-only";

    private final ProcessCluster cluster;
    private final Workshop workshop;

    CrossReading(ProcessCluster cluster, Workshop workshop) {
        this.cluster = cluster;
        this.workshop = workshop;
    }

    /**
     * @param installed what may write
     * @param results of the clients that shall read
     */
    void run(List<Client> installed, List<Result> results)
            throws InterruptedException, ExecutionException {
        var topics = new LinkedHashMap<String, List<Part>>();
        topics.put("cross-plain", PLAIN);
        topics.put("cross-codecs", CODECS);
        topics.put("cross-zstd", ZSTD);
        topics.put(ZSTD_ONLY, ZSTD);
        var logs = new LinkedHashMap<String, List<List<String>>>();
        for (var topic : topics.entrySet()) {
            Map<String, String> config =
                    topic.getKey().equals(ZSTD_ONLY)
                            ? Map.of("compression.type", "zstd")
                            : Map.of();
            cluster.createTopic(topic.getKey(), Trial.PARTITIONS, 3, config);
            for (Part part : topic.getValue()) {
                installed.stream()
                        .filter(c -> c.name().equals(part.writer))
                        .forEach(writer -> write(writer, part.codec, topic.getKey(), results));
            }
            logs.put(topic.getKey(), TopicLog.read(cluster, topic.getKey(), Trial.PARTITIONS));
        }
        var turns = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Result result : results) {
                if (result.client().can(Ability.CONSUME)) {
                    result.tried(Column.CROSS);
                    threads.execute(() -> readInTurn(turns, result, logs));
                }
            }
        }
    }

    private void write(Client writer, String codec, String topic, List<Result> results) {
        var lines = new ArrayList<String>();
        var acked = ConcurrentHashMap.<String>newKeySet();
        try (Program program =
                workshop.producer(writer, topic + "-" + codec, topic, codec, acked::add)) {
            for (int i = 0; i < RECORDS; i++) {
                String value = writer.name() + "-" + codec + "/" + i % 3 + "/" + i;
                lines.add("acked " + value);
                program.say("lane-" + i % 3 + " " + value);
            }
            program.endInput();
            program.awaitEnd(DEADLINE);
            if (!acked.containsAll(lines)) {
                throw new AssertionError("acknowledged only " + acked.size() + " of " + RECORDS);
            }
        } catch (IOException | AssertionError e) {
            String fault =
                    writer.name() + " could not write to " + topic + " with " + codec + ": " + e;
            Report.say(fault);
            results.stream()
                    .filter(r -> r.client().equals(writer))
                    .forEach(r -> r.fault(Column.CROSS, fault));
        }
    }

    private void readInTurn(Semaphore turns, Result result, Map<String, List<List<String>>> logs) {
        turns.acquireUninterruptibly();
        try {
            Client client = result.client();
            logs.forEach(
                    (topic, log) -> {
                        try {
                            if (refuses(client, topic)) {
                                refused(client, topic);
                            } else if (!topic.equals("cross-codecs")
                                    || client.can(Ability.SNAPPY_AND_LZ4)) {
                                whole(client, topic, log);
                            }
                        } catch (AssertionError | RuntimeException e) {
                            result.fault(Column.CROSS, topic + ": " + e.getMessage());
                            Report.say(
                                    client.name() + " failed at " + topic + ": " + e.getMessage());
                        }
                    });
        } finally {
            turns.release();
        }
    }

    private static boolean refuses(Client client, String topic) {
        boolean unpacked = client.can(Ability.PLAIN_MESSAGES);
        return switch (topic) {
            case "cross-zstd" ->
                    !unpacked && !client.can(Ability.ZSTD) && !client.can(Ability.ZSTD_UNASKED);
            case ZSTD_ONLY -> !unpacked && !client.can(Ability.ZSTD);
            default -> false;
        };
    }

    private void whole(Client client, String topic, List<List<String>> log) {
        List<List<String>> read = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int all = log.stream().mapToInt(List::size).sum();
        try (Program program =
                workshop.consumer(
                        client,
                        topic,
                        topic,
                        topic + "-" + client.name(),
                        line -> note(line, read))) {
            Await.until(
                    all + " records read, of which there are only " + count(read),
                    DEADLINE,
                    () -> count(read) >= all || !program.alive());
            program.endInput();
            program.awaitEnd(DEADLINE);
        }
        synchronized (read) {
            if (!read.equals(log)) {
                throw new AssertionError("read something else than written, see " + topic + ".out");
            }
        }
    }

    private void refused(Client client, String topic) {
        var error = Pattern.compile(client.zstdError(), Pattern.CASE_INSENSITIVE);
        List<List<String>> read = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (Program program =
                workshop.consumer(
                        client,
                        topic,
                        topic,
                        topic + "-" + client.name(),
                        line -> note(line, read))) {
            Await.until(
                    "an error like '" + error + "'",
                    DEADLINE,
                    () -> error.matcher(program.errors()).find());
        }
        if (count(read) > 0) {
            throw new AssertionError("read " + count(read) + " records it cannot decode");
        }
    }

    private static void note(String line, List<List<String>> read) {
        String[] words = line.split(" ", 4);
        if (words.length == 4 && words[0].equals("read")) {
            synchronized (read) {
                read.get(Integer.parseInt(words[1])).add(words[3]);
            }
        }
    }

    private static int count(List<List<String>> read) {
        synchronized (read) {
            return read.stream().mapToInt(List::size).sum();
        }
    }
}
