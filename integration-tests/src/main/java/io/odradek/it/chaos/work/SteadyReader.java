package io.odradek.it.chaos.work;

import io.odradek.it.history.Partition;
import io.odradek.it.history.Reader;
import io.odradek.it.history.ReaderEvent;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A consumer with assigned partitions that reads from the beginning and goes on; a restless one
 * also jumps back to places it has been at.
 */
final class SteadyReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Of that many polls one is followed by a jump. */
    private static final int JUMPS = 20;

    /** How far a jump goes back, at most. */
    private static final int FARTHEST = 1_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Reader reader;
    private final Recorder recorder;
    private final boolean restless;
    private final Random random;
    private final Progress progress = new Progress();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean calm;

    SteadyReader(
            String name,
            Map<String, Object> settings,
            List<Partition> partitions,
            boolean restless,
            long seed,
            Recorder recorder) {
        var all = new HashMap<>(settings);
        all.put("client.id", name);
        // An offset the cluster calls out of range is a finding, not a reason to start elsewhere.
        all.put("auto.offset.reset", "none");
        all.put("enable.auto.commit", "false");
        var bytes = new ByteArrayDeserializer();
        this.consumer = new KafkaConsumer<>(all, bytes, bytes);
        this.partitions = partitions.stream().map(Polls::topicPartition).toList();
        this.reader = recorder.reader(name);
        this.recorder = recorder;
        this.restless = restless;
        this.random = new Random(seed);
        this.thread = Thread.ofPlatform().daemon(true).name(name).start(this::run);
    }

    private void run() {
        try (consumer) {
            consumer.assign(partitions);
            partitions.forEach(p -> consumer.seek(p, 0));
            while (!stopping) {
                for (ReaderEvent.Poll poll : Polls.of(consumer.poll(POLL))) {
                    reader.add(poll);
                    progress.note(poll);
                }
                if (restless && !calm && random.nextInt(JUMPS) == 0) {
                    jump();
                }
            }
        } catch (WakeupException stopped) {
            // As asked.
        } catch (RuntimeException e) {
            recorder.trouble(reader.name() + " failed: " + e);
        }
    }

    private void jump() {
        TopicPartition to = partitions.get(random.nextInt(partitions.size()));
        long next = progress.next(Polls.partition(to));
        long offset = Math.max(0, next - random.nextInt(FARTHEST));
        consumer.seek(to, offset);
        reader.add(
                new ReaderEvent.Moved(
                        System.nanoTime(), Polls.partition(to), "sought offset " + offset));
    }

    /** No more jumps, so that it gets to the end. */
    void calmDown() {
        calm = true;
    }

    Progress progress() {
        return progress;
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
