package io.odradek.it.matrix;

import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.matrix.Result.Column;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Several clients go through the steps side by side and share one kill. Who fails a step is out;
 * the others go on. Confined to its caller's thread; each step of each client runs on one of its
 * own.
 */
final class Round {
    private static final Duration IN_SYNC = Duration.ofSeconds(60);

    private final ProcessCluster cluster;
    private final Workshop workshop;
    private final Map<Trial, Result> trials = new ConcurrentHashMap<>();

    Round(ProcessCluster cluster, Workshop workshop) {
        this.cluster = cluster;
        this.workshop = workshop;
    }

    void run(List<Result> results) throws InterruptedException, ExecutionException {
        var all = new ArrayList<Trial>();
        try {
            for (Result result : results) {
                var trial = new Trial(result.client(), result, workshop);
                cluster.createTopic(trial.topic(), Trial.PARTITIONS, 3, Map.of());
                all.add(trial);
                trials.put(trial, result);
            }
            step("produce", Column.PRODUCE, Trial::produce);
            step("consume", Column.CONSUME, Trial::consume);
            step("group", Column.GROUP, Trial::rebalance);
            NodeProcess lost = loseLeader();
            if (lost != null) {
                step("failover", Column.FAILOVER, Trial::goOn);
                giveBack(lost);
                step("return", Column.FAILOVER, Trial::goOn);
            }
            step("finish", Column.PRODUCE, Trial::endProducing);
            step("judge", Column.CONSUME, trial -> trial.judge(cluster));
        } finally {
            all.forEach(Trial::close);
        }
    }

    /** kill -9 of the node that leads most; every topic of the round must have a leader on it. */
    private @Nullable NodeProcess loseLeader() {
        if (trials.isEmpty()) {
            return null;
        }
        var topics = new HashMap<Integer, Integer>();
        for (Trial trial : trials.keySet()) {
            cluster.leaders(trial.topic()).values().stream()
                    .distinct()
                    .forEach(node -> topics.merge(node, 1, Integer::sum));
        }
        var most = topics.entrySet().stream().max(Comparator.comparing(Map.Entry::getValue));
        int id = most.orElseThrow().getKey();
        if (most.orElseThrow().getValue() < trials.size()) {
            throw new AssertionError("no node leads a partition of every topic: " + topics);
        }
        Report.say("kill -9 of node " + id);
        cluster.node(id).kill();
        return cluster.node(id);
    }

    private void giveBack(NodeProcess lost) {
        lost.start();
        cluster.awaitWhole();
        trials.keySet().forEach(trial -> cluster.awaitInSync(trial.topic(), 3, IN_SYNC));
    }

    private void step(String name, Column column, Consumer<Trial> step)
            throws InterruptedException {
        long start = System.nanoTime();
        var running = new HashMap<Trial, Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            trials.keySet().forEach(t -> running.put(t, threads.submit(() -> step.accept(t))));
        }
        for (var entry : running.entrySet()) {
            try {
                entry.getValue().get();
            } catch (ExecutionException e) {
                Trial trial = entry.getKey();
                Result result = trials.remove(trial);
                if (result != null) {
                    result.stumble(column, name + ": " + e.getCause());
                }
                Report.say(trial.client().name() + " failed at " + name + ": " + e.getCause());
                trial.close();
            }
        }
        Report.say("%-8s %.1f s".formatted(name, (System.nanoTime() - start) / 1e9));
    }
}
