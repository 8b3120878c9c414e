package io.odradek.it.chaos.work;

import io.odradek.it.history.Partition;
import io.odradek.it.history.Writer;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** An idempotent producer that sends to each of its partitions at an even pace. */
final class PacedProducer implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Writer> writers;
    private final long pauseNanos;
    private final Recorder recorder;
    private final String name;
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * @param settings beside the client's defaults
     */
    PacedProducer(
            String name,
            Map<String, Object> settings,
            List<Partition> partitions,
            int perSecond,
            Recorder recorder) {
        this.name = name;
        var all = new HashMap<>(settings);
        all.put("client.id", name);
        this.producer =
                new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
        this.writers = partitions.stream().map(p -> recorder.writer(name, p)).toList();
        this.pauseNanos = 1_000_000_000L / perSecond;
        this.recorder = recorder;
        this.thread = Thread.ofPlatform().daemon(true).name(name).start(this::run);
    }

    private void run() {
        try {
            long due = System.nanoTime();
            while (!stopping) {
                for (Writer writer : writers) {
                    send(producer, writer);
                }
                // After a long wait in send the lost time is not made up for: no bursts.
                due = Math.max(due + pauseNanos, System.nanoTime() - pauseNanos);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (RuntimeException e) {
            recorder.trouble(name + " failed: " + e);
        }
    }

    /** Sends the writer's next record and notes its fate when that is known. */
    static void send(KafkaProducer<byte[], byte[]> producer, Writer writer) {
        int sequence = writer.begin(System.nanoTime());
        byte[] value = Payload.encode(writer.id(), sequence);
        Partition to = writer.partition();
        var unused =
                producer.send(
                        new ProducerRecord<>(to.topic(), to.number(), null, value),
                        (metadata, error) -> {
                            if (error == null) {
                                writer.acknowledged(sequence, metadata.offset(), System.nanoTime());
                            } else if (isRefusal(error)) {
                                writer.refused(sequence, System.nanoTime());
                            } else {
                                // Any other error may come after the record was appended.
                                writer.givenUp(sequence, System.nanoTime());
                            }
                        });
    }

    private static boolean isRefusal(Exception error) {
        return error instanceof RecordTooLargeException || error instanceof InvalidTopicException;
    }

    void stop() {
        stopping = true;
    }

    /** Stops and waits until every record is acknowledged or given up. */
    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
