package io.odradek.it.chaos.work;

import io.odradek.it.chaos.ground.Ground;
import io.odradek.it.history.Group;
import io.odradek.it.history.Partition;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** All clients of a run, and the one topic that lives as long as it does. */
public final class Workload {
    /** The topic. */
    public static final String TOPIC = "steady";

    private static final int PARTITIONS = 6;
    private static final int ROUNDS_PER_SECOND = 25;
    private static final Duration CATCH_UP = Duration.ofMinutes(1);
    private static final Duration LAST_READ = Duration.ofMinutes(2);

    private final Ground ground;
    private final Recorder recorder = new Recorder();
    private final List<PacedProducer> producers = new ArrayList<>();
    private final List<SteadyReader> readers = new ArrayList<>();
    private final List<GroupSeat> seats = new ArrayList<>();
    private final Map<String, Progress> groups = new HashMap<>();
    private final TopicChurn churn;

    private Workload(Ground ground, long seed) {
        this.ground = ground;
        producer("producer-1", Map.of());
        producer("producer-2", Map.of("compression.type", "lz4"));
        // Gives records up, so that some have an unknown fate.
        producer(
                "producer-hasty",
                Map.of(
                        "compression.type",
                        "zstd",
                        "request.timeout.ms",
                        "1500",
                        "delivery.timeout.ms",
                        "4000"));
        reader("reader", false, seed);
        reader("restless-reader", true, seed + 1);
        group("classic-group", "classic", seed + 2);
        group("consumer-group", "consumer", seed + 10);
        churn = new TopicChurn("churn", ground.client(Map.of()), recorder);
    }

    /** Creates the topic and lets every client begin. */
    public static Workload start(Ground ground, long seed)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(ground.client(Map.of()))) {
            var topic =
                    new NewTopic(TOPIC, PARTITIONS, (short) 3)
                            .configs(Map.of("min.insync.replicas", "2"));
            admin.createTopics(List.of(topic)).all().get();
        }
        return new Workload(ground, seed);
    }

    private void producer(String name, Map<String, Object> settings) {
        producers.add(
                new PacedProducer(
                        name, ground.client(settings), steady(), ROUNDS_PER_SECOND, recorder));
    }

    private void reader(String name, boolean restless, long seed) {
        readers.add(
                new SteadyReader(
                        name, ground.client(Map.of()), steady(), restless, seed, recorder));
    }

    private void group(String name, String protocol, long seed) {
        Group group = recorder.group(name);
        Progress progress = new Progress();
        groups.put(name, progress);
        for (int seat = 1; seat <= 2; seat++) {
            seats.add(
                    new GroupSeat(
                            name + "/" + seat,
                            ground.client(Map.of("group.protocol", protocol)),
                            TOPIC,
                            group,
                            progress,
                            seed + seat,
                            recorder));
        }
    }

    private static List<Partition> steady() {
        return IntStream.range(0, PARTITIONS).mapToObj(n -> new Partition(TOPIC, n)).toList();
    }

    /** The partitions of the topic. */
    public static List<TopicPartition> partitions() {
        return steady().stream().map(Polls::topicPartition).toList();
    }

    public Recorder recorder() {
        return recorder;
    }

    /** How many topics were created, and all but the last deleted. */
    public int topicsCreated() {
        return churn.lives();
    }

    /**
     * Ends writing, lets every reader get to the end, reads all once more. The cluster is mended by
     * now: who does not get there is in trouble.
     */
    public void finish() {
        producers.forEach(PacedProducer::stop);
        churn.stop();
        producers.parallelStream().forEach(PacedProducer::close);
        readers.forEach(SteadyReader::calmDown);
        seats.forEach(GroupSeat::calmDown);
        var ends = new HashMap<Partition, Long>();
        try {
            for (var poll : new WholeTopic(ground.client(Map.of())).read(steady(), LAST_READ)) {
                recorder.last(poll);
                int count = poll.offsets().length;
                ends.put(poll.partition(), count == 0 ? 0 : poll.offsets()[count - 1] + 1);
            }
        } catch (RuntimeException e) {
            recorder.trouble("the last read failed: " + e);
        }
        awaitEnds(ends);
        readers.forEach(SteadyReader::close);
        seats.parallelStream().forEach(GroupSeat::close);
        churn.close();
    }

    private void awaitEnds(Map<Partition, Long> ends) {
        var all = new HashMap<>(groups);
        for (int i = 0; i < readers.size(); i++) {
            all.put("reader " + (i + 1), readers.get(i).progress());
        }
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (!all.values().stream().allMatch(p -> p.reached(ends))
                && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        all.forEach(
                (name, progress) -> {
                    if (!progress.reached(ends)) {
                        recorder.trouble(
                                "%s did not read to %s within %d s of the end, only to %s"
                                        .formatted(name, ends, CATCH_UP.toSeconds(), progress));
                    }
                });
    }
}
