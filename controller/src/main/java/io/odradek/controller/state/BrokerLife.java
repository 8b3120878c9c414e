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
import java.util.UUID;
import java.util.function.Consumer;

/** What a broker's coming and going does to the partitions it hosts. */
final class BrokerLife {
    private BrokerLife() {}

    /** What a command decides besides, in the batch that ends a withdrawal. */
    @FunctionalInterface
    interface Finish<R> {
        /** The whole batch, of which {@code withdrawn} is a part. */
        Decision<R> decide(View view, List<MetadataRecord> withdrawn);
    }

    /**
     * Takes {@code brokers} out of every ISR and leadership, and fences them in the batch that ends
     * it: the next leader of the log, finding the work half done, finds them to be fenced still.
     *
     * @param fenced what to note once they are
     */
    static <R> Decision<R> fence(
            View view, SortedSet<Integer> brokers, R reply, Consumer<Sessions> fenced) {
        return withdraw(
                view,
                brokers,
                Departure.of(brokers),
                reply,
                (last, withdrawn) -> {
                    List<MetadataRecord> records = new ArrayList<>();
                    for (int id : brokers) {
                        @Nullable BrokerImage broker = last.image().brokers().get(id);
                        if (broker != null && !broker.fenced()) {
                            records.add(Records.fenced(id, broker.epoch()));
                        }
                    }
                    records.addAll(withdrawn);
                    return Decision.of(records, reply).andThen(fenced);
                });
    }

    /** Moves everything off a broker that wants to stop; it stays registered and unfenced. */
    static <R> Decision<R> beginControlledShutdown(View view, BrokerImage broker, R reply) {
        return withdraw(
                view,
                Set.of(broker.id()),
                Departure.of(Set.of(broker.id())),
                reply,
                (last, withdrawn) -> {
                    List<MetadataRecord> records = new ArrayList<>();
                    records.add(Records.inControlledShutdown(broker.id(), broker.epoch()));
                    records.addAll(withdrawn);
                    long offset = last.nextOffset();
                    return Decision.of(records, reply)
                            .andThen(sessions -> sessions.shuttingDown(broker.id(), offset));
                });
    }

    /**
     * Takes the replicas in failed directories of a broker out of every ISR and leadership; the
     * broker goes on with the others (KIP-112, KIP-858).
     */
    static <R> Decision<R> loseDirectories(View view, BrokerImage broker, Set<UUID> lost, R reply) {
        Departure departure = (id, directory) -> id == broker.id() && lost.contains(directory);
        return withdraw(
                view,
                Set.of(broker.id()),
                departure,
                reply,
                (_, withdrawn) -> {
                    List<UUID> online =
                            broker.logDirs().stream().filter(d -> !lost.contains(d)).toList();
                    List<MetadataRecord> records = new ArrayList<>(withdrawn);
                    records.add(Records.logDirs(broker.id(), broker.epoch(), online));
                    return Decision.of(records, reply);
                });
    }

    /**
     * Brings a broker in, and gives leaders to partitions that waited for it: those that the first
     * batch has no room for by and by.
     */
    static <R> Decision<R> unfence(View view, BrokerImage broker, R reply) {
        Set<TopicPartition> hosted = view.index().of(broker.id());
        Set<TopicPartition> leaderless = view.index().leaderless();
        boolean fewerLeaderless = leaderless.size() < hosted.size();
        List<TopicPartition> waiting = new ArrayList<>();
        for (TopicPartition tp : fewerLeaderless ? leaderless : hosted) {
            if ((fewerLeaderless ? hosted : leaderless).contains(tp)) {
                waiting.add(tp);
            }
        }
        Batch batch = new Batch(view);
        batch.add(Records.unfenced(broker.id(), broker.epoch()));
        Activity activity =
                (id, directory) ->
                        id == broker.id()
                                ? broker.hasOnline(directory)
                                : view.isActive(id, directory);
        return light(view, activity, waiting, 0, batch, reply, _ -> {})
                .andThen(sessions -> sessions.inService(broker.id(), view.nowMs()));
    }

    /** Gives a leader to every partition that waits for one and can have it. */
    static <R> Decision<R> light(View view, R reply) {
        return light(
                view,
                view::isActive,
                List.copyOf(view.index().leaderless()),
                0,
                new Batch(view),
                reply,
                sessions -> sessions.lightDue(false));
    }

    private static <R> Decision<R> light(
            View view,
            Activity activity,
            List<TopicPartition> waiting,
            int from,
            Batch batch,
            R reply,
            Consumer<Sessions> lit) {
        Edits edits = new Edits(view, activity);
        int next = from;
        while (next < waiting.size() && !batch.full()) {
            edits.of(waiting.get(next++)).record().ifPresent(batch::add);
        }
        if (next == waiting.size()) {
            return Decision.of(batch.records(), reply).andThen(lit);
        }
        int rest = next;
        return Decision.first(
                        batch.records(),
                        reply,
                        v -> light(v, v::isActive, waiting, rest, new Batch(v), reply, lit))
                .andThen(sessions -> sessions.lightDue(true));
    }

    /**
     * Takes what leaves out of every ISR, in as many batches as it takes; {@code finish} makes the
     * last.
     *
     * @param brokers whose replicas these are
     */
    static <R> Decision<R> withdraw(
            View view, Set<Integer> brokers, Departure departure, R reply, Finish<R> finish) {
        Set<TopicPartition> touched = new LinkedHashSet<>();
        brokers.forEach(id -> touched.addAll(view.index().of(id)));
        return withdraw(view, departure, new ArrayList<>(touched), 0, reply, finish);
    }

    private static <R> Decision<R> withdraw(
            View view,
            Departure departure,
            List<TopicPartition> touched,
            int from,
            R reply,
            Finish<R> finish) {
        Activity activity =
                (id, directory) -> !departure.leaves(id, directory) && view.isActive(id, directory);
        Batch batch = new Batch(view);
        Edits edits = new Edits(view, activity);
        int next = from;
        while (next < touched.size() && !batch.full()) {
            TopicPartition tp = touched.get(next++);
            PartitionImage partition = partition(view, tp);
            if (departure.concerns(partition)) {
                edits.of(tp)
                        .distrust(departure.distrusted(partition))
                        .record()
                        .ifPresent(batch::add);
            }
        }
        if (next == touched.size()) {
            return finish.decide(view, batch.records());
        }
        int rest = next;
        return Decision.first(
                batch.records(), reply, v -> withdraw(v, departure, touched, rest, reply, finish));
    }

    static PartitionImage partition(View view, TopicPartition tp) {
        return view.image()
                .partition(tp.topicId(), tp.partition())
                .orElseThrow(() -> new IllegalStateException("the index names a lost " + tp));
    }
}
