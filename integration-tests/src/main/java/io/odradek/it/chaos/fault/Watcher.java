package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.ground.Ground;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Asks again and again who leads and who is in sync, and remembers the answers. Thread-safe: views
 * are immutable, their list is synchronized.
 */
public final class Watcher implements AutoCloseable {
    private static final Map<String, String> IMPATIENT =
            Map.of(
                    "request.timeout.ms",
                    "1500",
                    "default.api.timeout.ms",
                    "3000",
                    "client.id",
                    "watcher");
    private static final long EVERY_MS = 250;
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Admin admin;
    private final List<String> topics;
    private final int nodes;
    private final List<View> views = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * What the cluster said of itself.
     *
     * @param leaders by topic-partition; without those that have none
     * @param controller -1 if unknown
     * @param whole every replica there is in sync, and there are as many as there should be
     */
    public record View(
            long askedNanos,
            long atNanos,
            Map<String, Integer> leaders,
            int controller,
            boolean whole) {}

    /**
     * @param topics those whose partitions have a replica on every node
     */
    public Watcher(Ground ground, List<String> topics) {
        this.admin = Admin.create(ground.client(IMPATIENT));
        this.topics = List.copyOf(topics);
        this.nodes = ground.machines().size();
        this.thread = Thread.ofPlatform().daemon(true).name("watcher").start(this::run);
    }

    private void run() {
        while (!stopping) {
            try {
                views.add(look());
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
            } catch (ExecutionException unreachable) {
                // The cluster is down: no view.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private View look() throws ExecutionException, InterruptedException {
        long asked = System.nanoTime();
        int controller = admin.describeMetadataQuorum().quorumInfo().get().leaderId();
        boolean whole = admin.describeCluster().nodes().get().size() == nodes;
        Collection<TopicDescription> described =
                admin.describeTopics(topics).allTopicNames().get().values();
        var leaders = new HashMap<String, Integer>();
        for (TopicDescription topic : described) {
            for (TopicPartitionInfo p : topic.partitions()) {
                whole &= p.isr().size() == nodes && p.replicas().size() == nodes;
                if (p.leader() != null && !p.leader().isEmpty()) {
                    leaders.put(topic.name() + "-" + p.partition(), p.leader().id());
                }
            }
            whole &= topic.partitions().stream().allMatch(p -> p.leader() != null);
        }
        return new View(asked, System.nanoTime(), Map.copyOf(leaders), controller, whole);
    }

    /** Node ids, the one that led most last time first. */
    List<Integer> byLeaderships() {
        var counts = new HashMap<Integer, Integer>();
        for (int node = 1; node <= nodes; node++) {
            counts.put(node, 0);
        }
        List<View> seen = views();
        if (!seen.isEmpty()) {
            seen.getLast().leaders().values().forEach(n -> counts.merge(n, 1, Integer::sum));
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    OptionalInt controller() {
        List<View> seen = views();
        return seen.isEmpty() || seen.getLast().controller() < 0
                ? OptionalInt.empty()
                : OptionalInt.of(seen.getLast().controller());
    }

    /** Whether the cluster was whole a moment ago. */
    boolean wholeNow() {
        List<View> seen = views();
        return !seen.isEmpty()
                && seen.getLast().whole()
                && System.nanoTime() - seen.getLast().atNanos() < RECENT_NANOS;
    }

    /** Waits until a question asked after now is answered with a whole cluster. */
    public boolean awaitWhole(Duration patience) {
        long from = System.nanoTime();
        long end = from + patience.toNanos();
        while (System.nanoTime() < end) {
            List<View> seen = views();
            if (!seen.isEmpty() && seen.getLast().whole() && seen.getLast().askedNanos() > from) {
                return true;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(EVERY_MS / 5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    /** Who led the partition, as far as seen, at that time. */
    public OptionalInt leader(String partition, long atNanos) {
        OptionalInt leader = OptionalInt.empty();
        for (View view : views()) {
            if (view.atNanos() > atNanos) {
                break;
            }
            Integer there = view.leaders().get(partition);
            leader = there == null ? OptionalInt.empty() : OptionalInt.of(there);
        }
        return leader;
    }

    public List<View> views() {
        synchronized (views) {
            return List.copyOf(views);
        }
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        admin.close(Duration.ofSeconds(1));
    }
}
