package io.odradek.broker.api;

import io.odradek.broker.replica.PartitionAccess;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.controller.image.TopicImage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Questions about partitions that live on several shards: each shard is asked once for all of its
 * own, and the last to answer completes the whole. Filled on one shard, then thread-safe: a slot is
 * written by one shard only, and the count publishes it.
 *
 * @param <R> the answer about one partition
 */
final class Scatter<R> {
    private record Question<R>(
            int slot, PartitionKey key, Function<@Nullable PartitionAccess, R> ask) {}

    private final ReplicaService replicas;
    private final PartitionShards shards;
    private final List<List<Question<R>>> byShard;
    private final List<@Nullable R> answers = new ArrayList<>();

    Scatter(ReplicaService replicas) {
        this.replicas = replicas;
        this.shards = replicas.shards();
        this.byShard = new ArrayList<>(shards.count());
        for (int i = 0; i < shards.count(); i++) {
            byShard.add(new ArrayList<>(0));
        }
    }

    /**
     * Asks on the partition's shard.
     *
     * @param unknown the answer if {@code topic} has no such partition
     * @param ask given the replica, or null if it is not here
     */
    void ask(
            Optional<TopicImage> topic,
            int partition,
            R unknown,
            Function<@Nullable PartitionAccess, R> ask) {
        if (topic.isEmpty() || partition < 0 || partition >= topic.get().partitions().size()) {
            answers.add(unknown);
            return;
        }
        PartitionKey key = new PartitionKey(topic.get().id(), partition);
        byShard.get(shards.indexOf(key.topicId(), partition))
                .add(new Question<>(answers.size(), key, ask));
        answers.add(null);
    }

    /** The answers by the topics of the request, whose partitions were asked in order. */
    static <T, R, A> List<A> byTopic(
            List<T> topics,
            ToIntFunction<T> partitions,
            List<R> answers,
            BiFunction<T, List<R>, A> answer) {
        List<A> all = new ArrayList<>(topics.size());
        int at = 0;
        for (T topic : topics) {
            int end = at + partitions.applyAsInt(topic);
            all.add(answer.apply(topic, List.copyOf(answers.subList(at, end))));
            at = end;
        }
        return all;
    }

    /** Asks all; {@code done} gets the answers in the order of the questions, on any shard. */
    void run(Consumer<List<R>> done) {
        @Nullable Object[] slots = answers.toArray();
        int asked = 0;
        for (List<Question<R>> questions : byShard) {
            asked += questions.isEmpty() ? 0 : 1;
        }
        AtomicInteger left = new AtomicInteger(asked);
        if (asked == 0) {
            complete(slots, done);
            return;
        }
        for (int i = 0; i < byShard.size(); i++) {
            List<Question<R>> questions = byShard.get(i);
            if (questions.isEmpty()) {
                continue;
            }
            int index = i;
            Runnable task =
                    () -> {
                        for (Question<R> question : questions) {
                            slots[question.slot] =
                                    question.ask.apply(
                                            replicas.replicas(index).access(question.key));
                        }
                        if (left.decrementAndGet() == 0) {
                            complete(slots, done);
                        }
                    };
            if (shards.shard(i).inShard()) {
                task.run();
            } else {
                shards.shard(i).execute(task);
            }
        }
    }

    @SuppressWarnings("unchecked") // Every slot holds an R by now.
    private static <R> void complete(@Nullable Object[] slots, Consumer<List<R>> done) {
        List<R> all = new ArrayList<>(slots.length);
        for (@Nullable Object slot : slots) {
            if (slot == null) {
                throw new IllegalStateException("a partition was not answered for");
            }
            all.add((R) slot);
        }
        done.accept(all);
    }
}
