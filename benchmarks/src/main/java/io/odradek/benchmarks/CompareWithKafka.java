package io.odradek.benchmarks;

import io.odradek.it.cluster.Distribution;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The entrance: runs every benchmark on every contender by turns, and prints the table. */
final class CompareWithKafka {
    private static final Path TOOL_JARS = Path.of("integration-tests/kafka-tools/target/libs");

    private record Options(int rounds, int seconds, Set<String> only, Set<String> contenders) {}

    public static void main(String[] args) throws Exception {
        Options options = options(args);
        var apache = new Distribution(Path.of("benchmarks/apache-kafka"));
        var odradek = new Distribution(Path.of("deploy/target/odradek"));
        var page = Map.of("log.flush.policy", "page-cache");
        var sync = Map.of("log.flush.policy", "sync");
        // Apache's default, too, leaves flushing to the page cache.
        var contenders =
                Stream.of(
                                new Contender("apache", "Apache Kafka 4.4.0", apache, Map.of()),
                                new Contender("page-cache", "Odradek, page-cache", odradek, page),
                                new Contender("sync", "Odradek, sync", odradek, sync))
                        .filter(c -> options.contenders.contains(c.key()))
                        .toList();
        var samples = new Samples();
        for (int round = 1; round <= options.rounds; round++) {
            for (Contender contender : contenders) {
                System.err.println("round " + round + ": " + contender.name());
                run(contender, options, samples);
            }
        }
        System.out.println(
                "Medians of "
                        + options.rounds
                        + " rounds by turns (lowest to highest); three nodes and the load share "
                        + Runtime.getRuntime().availableProcessors()
                        + " cores; replication factor 3, min.insync.replicas 2, acks=all.\n");
        System.out.print(samples.markdown(contenders));
    }

    private static void run(Contender contender, Options options, Samples samples)
            throws Exception {
        if (options.only.contains("start")) {
            StartBenchmark.run(contender, samples);
        }
        if (options.only.contains("throughput")) {
            new ThroughputBenchmark(TOOL_JARS, options.seconds).run(contender, samples);
        }
        if (options.only.contains("outage")) {
            OutageBenchmark.run(contender, samples);
        }
        if (options.only.contains("groups")) {
            GroupBenchmark.run(contender, samples);
        }
    }

    private static Options options(String[] args) {
        int rounds = 3;
        int seconds = 10;
        Set<String> only = Set.of("start", "throughput", "outage", "groups");
        Set<String> contenders = Set.of("apache", "page-cache", "sync");
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("the option " + args[i] + " needs a value");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--only" -> only = words(value);
                case "--contenders" -> contenders = words(value);
                default ->
                        throw new IllegalArgumentException(
                                "unknown option "
                                        + args[i]
                                        + "; there are --rounds, --seconds, --only,"
                                        + " --contenders and --no-build");
            }
        }
        return new Options(rounds, seconds, only, contenders);
    }

    private static Set<String> words(String value) {
        return new HashSet<>(Arrays.asList(value.split(",")));
    }
}
