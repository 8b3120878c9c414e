package io.odradek.it.chaos.work;

import io.odradek.it.history.Partition;
import io.odradek.it.history.ReaderEvent;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.List;

/** From Apache's client to the history. */
final class Polls {
    private Polls() {}

    static Partition partition(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }

    static TopicPartition topicPartition(Partition partition) {
        return new TopicPartition(partition.topic(), partition.number());
    }

    /** An event for each partition that had records. */
    static List<ReaderEvent.Poll> of(ConsumerRecords<byte[], byte[]> records) {
        long now = System.nanoTime();
        var polls = new ArrayList<ReaderEvent.Poll>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> mine = records.records(partition);
            polls.add(of(partition(partition), mine, now));
        }
        return polls;
    }

    static ReaderEvent.Poll of(
            Partition partition, List<ConsumerRecord<byte[], byte[]>> records, long nowNanos) {
        long[] offsets = new long[records.size()];
        long[] values = new long[records.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = records.get(i).offset();
            values[i] = Payload.decode(records.get(i).value());
        }
        return new ReaderEvent.Poll(nowNanos, partition, offsets, values);
    }
}
