package io.odradek.benchmarks;

import io.odradek.benchmarks.Samples.Metric;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.ProcessCluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Apache's ProducerPerformance, acks=all, on three nodes that share this computer with it. */
final class ThroughputBenchmark {
    private static final Pattern SUMMARY =
            Pattern.compile(
                    "(\\d+) records sent, ([\\d.]+) records/sec \\(([\\d.]+) MB/sec\\), ([\\d.]+) ms avg"
                            + " latency.* ([\\d.]+) ms 99th.*");
    private static final int WARM_UP_RECORDS = 100_000;

    /** One kind of load. */
    private record Load(String name, int partitions, int recordBytes) {}

    private static final List<Load> LOADS =
            List.of(
                    new Load("1 partition, 1000 B", 1, 1000),
                    new Load("6 partitions, 100 B", 6, 100));

    private final Path toolJars;
    private final int seconds;

    ThroughputBenchmark(Path toolJars, int seconds) {
        this.toolJars = toolJars;
        this.seconds = seconds;
    }

    void run(Contender contender, Samples samples) throws Exception {
        try (var cluster = contender.start("throughput", 3)) {
            for (int i = 0; i < LOADS.size(); i++) {
                Load load = LOADS.get(i);
                String topic = "load-" + i;
                cluster.createTopic(topic, load.partitions, 3, Map.of("min.insync.replicas", "2"));
                double warm = produce(cluster, topic, load, WARM_UP_RECORDS).recordsPerSecond;
                warm = produce(cluster, topic, load, (long) (warm * seconds / 2)).recordsPerSecond;

                double cpuBefore = Proc.cpuSeconds(cluster.nodes());
                Summary summary = produce(cluster, topic, load, (long) (warm * seconds));
                double cpu = Proc.cpuSeconds(cluster.nodes()) - cpuBefore;

                samples.add(
                        new Metric(load.name, "records/s", false),
                        contender,
                        summary.recordsPerSecond);
                samples.add(
                        new Metric(load.name, "records per CPU second of the brokers", false),
                        contender,
                        summary.records / cpu);
                samples.add(new Metric(load.name, "ms p99", true), contender, summary.p99Ms);
            }
        }
    }

    private record Summary(long records, double recordsPerSecond, double p99Ms) {}

    private Summary produce(ProcessCluster cluster, String topic, Load load, long records) {
        String out =
                Command.of(
                                Command.currentJava(),
                                "-Xmx512m",
                                "-cp",
                                toolJars + "/*",
                                "org.apache.kafka.tools.ProducerPerformance",
                                "--topic",
                                topic,
                                "--num-records",
                                String.valueOf(Math.max(records, 1_000)),
                                "--record-size",
                                String.valueOf(load.recordBytes),
                                "--throughput",
                                "-1",
                                "--bootstrap-server",
                                cluster.bootstrap(),
                                "--command-property",
                                "acks=all")
                        .within(Duration.ofMinutes(10))
                        .run()
                        .ok();
        Matcher m = SUMMARY.matcher(out.strip().lines().toList().getLast());
        if (!m.matches()) {
            throw new AssertionError("no summary in what ProducerPerformance printed:\n" + out);
        }
        return new Summary(
                Long.parseLong(m.group(1)),
                Double.parseDouble(m.group(2)),
                Double.parseDouble(m.group(5)));
    }
}
