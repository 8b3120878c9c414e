package io.odradek.it.chaos.work;

import io.odradek.it.history.Group;
import io.odradek.it.history.Reader;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A place in a group that one member after the other takes: each stays a while and leaves. */
final class GroupSeat implements AutoCloseable {
    private static final int SHORTEST_MS = 10_000;
    private static final int LONGEST_MS = 40_000;
    private static final long AFTER_FAILURE_MS = 500;

    private final String name;
    private final Map<String, Object> settings;
    private final String topic;
    private final Group group;
    private final Progress progress;
    private final Recorder recorder;
    private final Random random;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean calm;

    /**
     * @param settings beside the client's defaults; they say which protocol the group uses
     * @param progress shared by the seats of a group
     */
    GroupSeat(
            String name,
            Map<String, Object> settings,
            String topic,
            Group group,
            Progress progress,
            long seed,
            Recorder recorder) {
        this.name = name;
        this.settings = new HashMap<>(settings);
        this.settings.put("group.id", group.name());
        this.settings.put("auto.offset.reset", "earliest");
        this.settings.put("enable.auto.commit", "false");
        this.topic = topic;
        this.group = group;
        this.progress = progress;
        this.recorder = recorder;
        this.random = new Random(seed);
        this.thread = Thread.ofPlatform().daemon(true).name(name).start(this::run);
    }

    private void run() {
        try {
            for (int number = 1; !stopping; number++) {
                live(name + "." + number);
            }
        } catch (RuntimeException e) {
            recorder.trouble(name + " failed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live(String member) throws InterruptedException {
        settings.put("client.id", member);
        Reader reader = recorder.reader(member);
        long end = System.nanoTime() + random.nextInt(SHORTEST_MS, LONGEST_MS) * 1_000_000L;
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            new MemberLife(consumer, group, reader, progress)
                    .live(List.of(topic), () -> stopping || (!calm && System.nanoTime() > end));
        } catch (KafkaException e) {
            // A commit refused because the group moved on, a coordinator not found in time: the
            // application starts a new consumer.
            TimeUnit.MILLISECONDS.sleep(AFTER_FAILURE_MS);
        }
    }

    /** The member there stays. */
    void calmDown() {
        calm = true;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
