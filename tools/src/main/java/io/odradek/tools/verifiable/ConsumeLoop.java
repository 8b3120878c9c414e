package io.odradek.tools.verifiable;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Consumes until there were enough records or somebody wakes the consumer up.
 *
 * @param countMax negative for no end
 * @param commits whether to commit after each poll
 */
record ConsumeLoop(
        Consumer<String, String> consumer,
        EventLog log,
        String topic,
        long countMax,
        boolean commits,
        boolean verbose) {

    private static final Duration POLL = Duration.ofSeconds(1);

    void run() {
        consumer.subscribe(List.of(topic), new Assignments());
        long consumed = 0;
        try {
            while (countMax < 0 || consumed < countMax) {
                long left = countMax < 0 ? Long.MAX_VALUE : countMax - consumed;
                ConsumedBatch batch = ConsumedBatch.of(consumer.poll(POLL), left);
                if (batch.count() > 0) {
                    consumed += batch.count();
                    report(batch);
                    if (commits) {
                        commit(batch.commits());
                    }
                }
            }
        } catch (WakeupException e) {
            // The end that was asked for.
        }
    }

    private void report(ConsumedBatch batch) {
        if (verbose) {
            batch.perPartition().values().stream()
                    .flatMap(List::stream)
                    .forEach(
                            record ->
                                    log.event(
                                            "record_data",
                                            "key",
                                            record.key(),
                                            "value",
                                            record.value(),
                                            "topic",
                                            record.topic(),
                                            "partition",
                                            record.partition(),
                                            "offset",
                                            record.offset()));
        }
        log.event("records_consumed", "count", batch.count(), "partitions", batch.summaries());
    }

    /** A wake-up that comes while offsets are under way must not leave them unsaid. */
    private void commit(Map<TopicPartition, OffsetAndMetadata> commits) {
        try {
            commitNow(commits);
        } catch (WakeupException e) {
            commitNow(commits);
            throw e;
        }
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> commits) {
        try {
            consumer.commitSync(commits);
            log.event(
                    "offsets_committed",
                    "offsets",
                    ConsumedBatch.offsets(commits),
                    "success",
                    true);
        } catch (WakeupException | FencedInstanceIdException e) {
            throw e;
        } catch (KafkaException e) {
            // A rebalance took the partitions: their next owner reads the records again.
            log.event(
                    "offsets_committed",
                    "offsets",
                    ConsumedBatch.offsets(commits),
                    "error",
                    String.valueOf(e.getMessage()),
                    "success",
                    false);
        }
    }

    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            log.event("partitions_assigned", "partitions", ConsumedBatch.names(partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            log.event("partitions_revoked", "partitions", ConsumedBatch.names(partitions));
        }
    }
}
