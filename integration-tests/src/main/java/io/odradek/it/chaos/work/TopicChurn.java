package io.odradek.it.chaos.work;

import io.odradek.it.history.Partition;
import io.odradek.it.history.Writer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Creates a topic, fills it, reads it whole, deletes it; then the next. */
final class TopicChurn implements AutoCloseable {
    private static final int PARTITIONS = 2;
    private static final int RECORDS = 150;

    /** Longer than faults without a pause keep a cluster from being whole. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final String name;
    private final Map<String, Object> settings;
    private final Recorder recorder;
    private final AtomicInteger lives = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopping;

    TopicChurn(String name, Map<String, Object> settings, Recorder recorder) {
        this.name = name;
        this.settings = Map.copyOf(settings);
        this.recorder = recorder;
        this.thread = Thread.ofPlatform().daemon(true).name(name).start(this::run);
    }

    private void run() {
        try (Admin admin = Admin.create(settings)) {
            while (!stopping) {
                live(admin, name + "-" + lives.incrementAndGet());
            }
        } catch (ExecutionException | RuntimeException e) {
            recorder.trouble(name + "-" + lives.get() + " failed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live(Admin admin, String topic) throws ExecutionException, InterruptedException {
        create(admin, topic);
        var partitions =
                IntStream.range(0, PARTITIONS).mapToObj(n -> new Partition(topic, n)).toList();
        fill(topic, partitions);
        new WholeTopic(settings).read(partitions, PATIENCE).forEach(recorder::last);
        delete(admin, topic);
    }

    private void fill(String topic, List<Partition> partitions) throws InterruptedException {
        var mine = new HashMap<>(settings);
        mine.put("client.id", "producer-of-" + topic);
        var bytes = new ByteArraySerializer();
        List<Writer> writers =
                partitions.stream().map(p -> recorder.writer("producer-of-" + topic, p)).toList();
        // Closing waits for every answer.
        try (var producer = new KafkaProducer<>(mine, bytes, bytes)) {
            for (int i = 0; i < RECORDS; i++) {
                writers.forEach(w -> PacedProducer.send(producer, w));
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    /** A request that timed out may have been obeyed. */
    private static void create(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        var wanted =
                new NewTopic(topic, PARTITIONS, (short) 3)
                        .configs(Map.of("min.insync.replicas", "2"));
        insist(() -> admin.createTopics(List.of(wanted)).all().get(), TopicExistsException.class);
    }

    private static void delete(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        insist(
                () -> admin.deleteTopics(List.of(topic)).all().get(),
                UnknownTopicOrPartitionException.class);
    }

    private interface Request {
        void send() throws ExecutionException, InterruptedException;
    }

    /** Again and again until it is done, or an answer says that it was. */
    private static void insist(Request request, Class<? extends KafkaException> done)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                request.send();
                return;
            } catch (ExecutionException e) {
                if (done.isInstance(e.getCause())) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    int lives() {
        return lives.get();
    }

    void stop() {
        stopping = true;
    }

    /** Waits until the topic there is deleted. */
    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
