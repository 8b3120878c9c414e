package io.odradek.it.chaos.work;

import io.odradek.it.history.Partition;
import io.odradek.it.history.ReaderEvent;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads partitions from their first offsets to their ends, for the last word on them. */
final class WholeTopic {
    private final Map<String, Object> settings;

    WholeTopic(Map<String, Object> settings) {
        this.settings = new HashMap<>(settings);
        this.settings.put("auto.offset.reset", "none");
        this.settings.put("enable.auto.commit", "false");
        this.settings.put("client.id", "last-reader");
    }

    /** One poll a partition, empty where nothing is. */
    List<ReaderEvent.Poll> read(List<Partition> partitions, Duration patience) {
        var tps = partitions.stream().map(Polls::topicPartition).toList();
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            consumer.assign(tps);
            consumer.seekToBeginning(tps);
            Map<TopicPartition, Long> ends = consumer.endOffsets(tps, patience);
            var read = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
            tps.forEach(tp -> read.put(tp, new ArrayList<>()));
            long deadline = System.nanoTime() + patience.toNanos();
            while (!tps.stream()
                    .allMatch(tp -> consumer.position(tp) >= ends.getOrDefault(tp, 0L))) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException(
                            "not read to " + ends + " within " + patience.toSeconds() + " s");
                }
                consumer.poll(Duration.ofMillis(200))
                        .forEach(
                                r ->
                                        read.computeIfAbsent(
                                                        new TopicPartition(
                                                                r.topic(), r.partition()),
                                                        tp -> new ArrayList<>())
                                                .add(r));
            }
            long now = System.nanoTime();
            return tps.stream()
                    .map(
                            tp ->
                                    Polls.of(
                                            Polls.partition(tp),
                                            read.getOrDefault(tp, new ArrayList<>()),
                                            now))
                    .toList();
        }
    }
}
