package io.odradek.it;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * A program of its own that runs on Apache's client library from 0.8.2 (writing) or 0.9 (reading)
 * on: it uses what all of them have, and what they call differently by reflection.
 *
 * <p>{@code produce BOOTSTRAP TOPIC PARTITION CODEC ACKS COUNT PAUSE_MS} writes {@code CODEC-0},
 * {@code CODEC-1}, ... and prints the offset of each. {@code consume BOOTSTRAP TOPIC PARTITION FROM
 * COUNT} prints offset, timestamp (or -1) and value of each record.
 */
final class OldClient {
    private static final long DEADLINE_NANOS = 40_000_000_000L;
    private static final String STRINGS = "org.apache.kafka.common.serialization.String";

    public static void main(String[] args) throws Exception {
        TopicPartition partition = new TopicPartition(args[2], Integer.parseInt(args[3]));
        switch (args[0]) {
            case "produce" ->
                    produce(
                            args[1],
                            partition,
                            args[4],
                            args[5],
                            Integer.parseInt(args[6]),
                            Integer.parseInt(args[7]));
            case "consume" ->
                    consume(args[1], partition, Long.parseLong(args[4]), Integer.parseInt(args[5]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void produce(
            String bootstrap,
            TopicPartition partition,
            String codec,
            String acks,
            int count,
            int pauseMs)
            throws InterruptedException, ExecutionException {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("acks", acks);
        settings.put("compression.type", codec);
        settings.put("retries", "100");
        settings.put("retry.backoff.ms", "100");
        settings.put("linger.ms", "20");
        settings.put("max.in.flight.requests.per.connection", "1");
        settings.put("key.serializer", STRINGS + "Serializer");
        settings.put("value.serializer", STRINGS + "Serializer");
        var unanswered = new ArrayDeque<Future<RecordMetadata>>();
        KafkaProducer<String, String> producer = new KafkaProducer<>(settings);
        for (int i = 0; i < count; i++) {
            String key = i % 3 == 0 ? null : "key-" + i;
            unanswered.add(
                    producer.send(
                            new ProducerRecord<>(
                                    partition.topic(),
                                    partition.partition(),
                                    key,
                                    codec + "-" + i)));
            if (pauseMs > 0) {
                Thread.sleep(pauseMs);
            }
        }
        while (!unanswered.isEmpty()) {
            System.out.println(unanswered.remove().get().offset());
        }
        producer.close();
    }

    private static void consume(String bootstrap, TopicPartition partition, long from, int count)
            throws InvocationTargetException, IllegalAccessException {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("enable.auto.commit", "false");
        settings.put("check.crcs", "true");
        settings.put("auto.offset.reset", "none");
        settings.put("key.deserializer", STRINGS + "Deserializer");
        settings.put("value.deserializer", STRINGS + "Deserializer");
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings);
        method("assign").invoke(consumer, List.of(partition));
        consumer.seek(partition, from);
        Method poll = method("poll");
        long start = System.nanoTime();
        int seen = 0;
        while (seen < count) {
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new AssertionError("only " + seen + " of " + count + " records came");
            }
            for (Object one : (Iterable<?>) poll.invoke(consumer, 500L)) {
                ConsumerRecord<?, ?> record = (ConsumerRecord<?, ?>) one;
                System.out.println(
                        record.offset() + " " + timestamp(record) + " " + record.value());
                seen++;
            }
        }
        consumer.close();
    }

    /** Since 0.10. */
    private static Object timestamp(ConsumerRecord<?, ?> record) throws IllegalAccessException {
        try {
            return ConsumerRecord.class.getMethod("timestamp").invoke(record);
        } catch (NoSuchMethodException | InvocationTargetException e) {
            return -1L;
        }
    }

    private static Method method(String name) {
        for (Method method : KafkaConsumer.class.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == 1) {
                return method;
            }
        }
        throw new IllegalStateException("no " + name);
    }
}
