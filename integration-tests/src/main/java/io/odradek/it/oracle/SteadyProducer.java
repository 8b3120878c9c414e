package io.odradek.it.oracle;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Writes numbered records to every partition of a topic at an even pace and remembers each answer.
 *
 * <p>Two threads: one sends, the producer's own notes the answers. {@link #finish} waits for both;
 * only then are the answers read.
 */
public final class SteadyProducer implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<Answers> answers;
    private final long pauseNanos;
    private final int valueSize;
    private final Thread sender;
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    /**
     * @param settings the producer's settings beside acks=all; the rest are the client's defaults
     * @param roundsPerSecond how often one record goes to each partition
     */
    public SteadyProducer(
            Map<String, Object> settings,
            String topic,
            int partitions,
            int roundsPerSecond,
            int valueSize) {
        var all = new HashMap<>(settings);
        all.putIfAbsent("acks", "all");
        this.producer =
                new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.answers = Stream.generate(Answers::new).limit(partitions).toList();
        this.pauseNanos = Duration.ofSeconds(1).toNanos() / roundsPerSecond;
        this.valueSize = valueSize;
        this.sender = Thread.ofPlatform().name("steady-producer").start(this::send);
    }

    private void send() {
        try {
            long due = System.nanoTime();
            for (int number = 0; !stopping; number++) {
                for (int partition = 0; partition < answers.size(); partition++) {
                    send(partition, number);
                }
                due += pauseNanos;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void send(int partition, int number) {
        Answers mine = answers.get(partition);
        byte[] value = NumberedRecord.encode(partition, number, valueSize);
        mine.sent(number);
        var unused =
                producer.send(
                        new ProducerRecord<>(topic, partition, null, value),
                        (metadata, error) -> {
                            if (error == null) {
                                mine.acknowledged(number, metadata.offset(), System.nanoTime());
                                acknowledged.incrementAndGet();
                            } else if (!(error instanceof RetriableException)) {
                                mine.refused(number);
                            }
                            // A retriable error is a given-up retry: the record's fate is unknown.
                        });
    }

    /** How many records are acknowledged so far. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Stops sending, waits for every answer, and hands them out, one entry per partition. */
    public List<Answers> finish() {
        close();
        RuntimeException failed = failure;
        if (failed != null) {
            throw new AssertionError("the producer failed: " + failed, failed);
        }
        return answers;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
