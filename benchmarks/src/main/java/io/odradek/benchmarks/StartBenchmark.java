package io.odradek.benchmarks;

import io.odradek.benchmarks.Samples.Metric;
import io.odradek.it.cluster.ApiVersionsProbe;
import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.NodeProcess;

import java.time.Duration;
import java.util.Optional;

/**
 * A formatted single node: script to first ApiVersions answer, and its memory when nobody calls.
 */
final class StartBenchmark {
    private static final Metric START =
            new Metric("start of a node to its first answer", "ms", true);
    private static final Metric MEMORY =
            new Metric("resident memory of a node at rest", "MiB", true);
    private static final int STARTS = 3;
    private static final Duration REST = Duration.ofSeconds(8);

    private StartBenchmark() {}

    static void run(Contender contender, Samples samples) {
        try (var cluster = contender.formatted("start", 1)) {
            NodeProcess node = cluster.node(1);
            for (int i = 0; i < STARTS; i++) {
                long begun = System.nanoTime();
                node.start();
                long answered =
                        ApiVersionsProbe.firstAnswerNanos(
                                node.config().kafkaPort(), Duration.ofSeconds(60));
                samples.add(START, contender, (answered - begun) / 1e6);
                if (i < STARTS - 1) {
                    node.stop(Duration.ofSeconds(60));
                }
            }
            cluster.awaitWhole();
            long rested = System.nanoTime() + REST.toNanos();
            double resident =
                    Await.value(
                            "a rest",
                            REST.multipliedBy(2),
                            () ->
                                    System.nanoTime() > rested
                                            ? Optional.of(Proc.residentMiB(node.pid()))
                                            : Optional.empty());
            samples.add(MEMORY, contender, resident);
        }
    }
}
