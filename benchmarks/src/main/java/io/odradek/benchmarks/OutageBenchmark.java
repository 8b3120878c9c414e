package io.odradek.benchmarks;

import io.odradek.benchmarks.Samples.Metric;
import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.oracle.Answers;
import io.odradek.it.oracle.SteadyProducer;

import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * kill -9 of a leader under light load: how long its partitions, and those it followed, stand
 * still.
 */
final class OutageBenchmark {
    private static final String TOPIC = "outage";
    private static final int PARTITIONS = 6;
    private static final Metric LED =
            new Metric("kill -9: longest silence of partitions the victim led", "ms", true);
    private static final Metric FOLLOWED =
            new Metric("kill -9: longest silence of partitions it followed", "ms", true);

    private OutageBenchmark() {}

    static void run(Contender contender, Samples samples) throws Exception {
        try (var cluster = contender.start("outage", 3)) {
            cluster.createTopic(TOPIC, PARTITIONS, 3, Map.of("min.insync.replicas", "2"));
            try (var producer =
                    new SteadyProducer(cluster.client(Map.of()), TOPIC, PARTITIONS, 200, 200)) {
                awaitMore(producer, 5_000);
                NodeProcess victim = cluster.leader(new TopicPartition(TOPIC, 0));
                Map<Integer, Integer> leaders = cluster.leaders(TOPIC);
                long lost = System.nanoTime();
                victim.kill();
                Await.until(
                        "every partition has another leader",
                        Duration.ofSeconds(60),
                        () -> {
                            var now = cluster.leaders(TOPIC);
                            return now.size() == PARTITIONS && !now.containsValue(victim.id());
                        });
                // Enough for every partition to speak again.
                awaitMore(producer, 10_000);
                List<Answers> answers = producer.finish();
                long end = System.nanoTime();
                IntPredicate led = p -> leaders.getOrDefault(p, -1) == victim.id();
                samples.add(LED, contender, longestMs(answers, led, lost, end));
                samples.add(FOLLOWED, contender, longestMs(answers, led.negate(), lost, end));
            }
        }
    }

    private static void awaitMore(SteadyProducer producer, long count) {
        long goal = producer.acknowledged() + count;
        Await.until(
                count + " more acknowledgements",
                Duration.ofSeconds(90),
                () -> producer.acknowledged() >= goal);
    }

    private static double longestMs(
            List<Answers> answers, IntPredicate which, long fromNanos, long toNanos) {
        return IntStream.range(0, answers.size())
                        .filter(which)
                        .mapToLong(p -> answers.get(p).longestGapNanos(fromNanos, toNanos))
                        .max()
                        .orElse(0)
                / 1e6;
    }
}
