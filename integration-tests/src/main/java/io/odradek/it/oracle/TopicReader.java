package io.odradek.it.oracle;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Reads a topic whole, from the first offset to the end as it is when asked, by assignment. */
public final class TopicReader {
    private static final Duration STALL = Duration.ofSeconds(30);

    private TopicReader() {}

    /** Every record of every partition, in the order the cluster gave them. */
    public static List<List<ConsumerRecord<byte[], byte[]>>> readAll(
            Map<String, Object> settings, String topic, int partitions) {
        var all = new HashMap<>(settings);
        all.put("enable.auto.commit", "false");
        // An offset the cluster calls out of range is a finding, not a reason to start elsewhere.
        all.put("auto.offset.reset", "none");
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(all, bytes, bytes)) {
            var tps =
                    IntStream.range(0, partitions)
                            .mapToObj(p -> new TopicPartition(topic, p))
                            .toList();
            consumer.assign(tps);
            consumer.seekToBeginning(tps);
            Map<TopicPartition, Long> ends = consumer.endOffsets(tps);
            var read = new ArrayList<List<ConsumerRecord<byte[], byte[]>>>();
            tps.forEach(tp -> read.add(new ArrayList<>()));
            long lastNews = System.nanoTime();
            while (!tps.stream()
                    .allMatch(
                            tp -> consumer.position(tp) >= Objects.requireNonNull(ends.get(tp)))) {
                var batch = consumer.poll(Duration.ofMillis(200));
                batch.forEach(r -> read.get(r.partition()).add(r));
                if (!batch.isEmpty()) {
                    lastNews = System.nanoTime();
                } else if (System.nanoTime() - lastNews > STALL.toNanos()) {
                    throw new AssertionError("reading " + topic + " stalled before " + ends);
                }
            }
            return read;
        }
    }
}
