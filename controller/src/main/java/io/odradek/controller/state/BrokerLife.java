package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.record.Records;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.IntPredicate;

/** What a broker's coming and going does to the partitions it hosts. */
final class BrokerLife {
    private BrokerLife() {}

    /**
     * Takes {@code brokers} out: fenced, out of every ISR and without leaderships, all in one
     * batch.
     */
    static List<MetadataRecord> fence(View view, SortedSet<Integer> brokers) {
        List<MetadataRecord> records = new ArrayList<>();
        for (int id : brokers) {
            @Nullable BrokerImage broker = view.image().brokers().get(id);
            if (broker != null && !broker.fenced()) {
                records.add(Records.fenced(id, broker.epoch()));
            }
        }
        records.addAll(withdraw(view, brokers, Set.of()));
        return records;
    }

    /** Moves everything off a broker that wants to stop; it stays registered and unfenced. */
    static List<MetadataRecord> beginControlledShutdown(View view, BrokerImage broker) {
        List<MetadataRecord> records = new ArrayList<>();
        records.add(Records.inControlledShutdown(broker.id(), broker.epoch()));
        records.addAll(withdraw(view, Set.of(broker.id()), Set.of()));
        return records;
    }

    /** Brings a broker in, and gives leaders to partitions that waited for it. */
    static List<MetadataRecord> unfence(View view, BrokerImage broker) {
        List<MetadataRecord> records = new ArrayList<>();
        records.add(Records.unfenced(broker.id(), broker.epoch()));
        IntPredicate active = id -> id == broker.id() || view.isActive(id);
        Set<TopicPartition> hosted = view.index().of(broker.id());
        Set<TopicPartition> leaderless = view.index().leaderless();
        Edits edits = new Edits(view, active);
        boolean fewerLeaderless = leaderless.size() < hosted.size();
        for (TopicPartition tp : fewerLeaderless ? leaderless : hosted) {
            if ((fewerLeaderless ? hosted : leaderless).contains(tp)) {
                edits.of(tp).record().ifPresent(records::add);
            }
        }
        return records;
    }

    /**
     * Takes {@code leaving} out of every ISR.
     *
     * @param distrusted those whose logs may lack what they acknowledged
     */
    static List<MetadataRecord> withdraw(View view, Set<Integer> leaving, Set<Integer> distrusted) {
        IntPredicate active = id -> !leaving.contains(id) && view.isActive(id);
        Set<TopicPartition> touched = new LinkedHashSet<>();
        leaving.forEach(id -> touched.addAll(view.index().of(id)));
        List<MetadataRecord> records = new ArrayList<>();
        Edits edits = new Edits(view, active);
        for (TopicPartition tp : touched) {
            if (concerns(partition(view, tp), leaving, distrusted)) {
                edits.of(tp).distrust(distrusted).record().ifPresent(records::add);
            }
        }
        return records;
    }

    private static boolean concerns(
            PartitionImage partition, Set<Integer> leaving, Set<Integer> distrusted) {
        return leaving.contains(partition.leader())
                || partition.isr().stream().anyMatch(leaving::contains)
                || partition.eligibleLeaderReplicas().stream().anyMatch(distrusted::contains);
    }

    static PartitionImage partition(View view, TopicPartition tp) {
        return view.image()
                .partition(tp.topicId(), tp.partition())
                .orElseThrow(() -> new IllegalStateException("the index names a lost " + tp));
    }
}
