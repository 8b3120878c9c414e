package io.odradek.broker.api;

import io.odradek.broker.replica.PartitionShards;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Questions about partitions that live on several shards: each shard is asked once for all of its
 * own, and the last to answer completes the whole. Filled on one shard, then thread-safe: a slot is
 * written by one shard only, and the count publishes it.
 *
 * @param <R> the answer about one partition
 */
final class Scatter<R> {
    private record Question<R>(int slot, IntFunction<R> ask) {}

    private final PartitionShards shards;
    private final List<List<Question<R>>> byShard;
    private final List<@Nullable R> answers = new ArrayList<>();

    Scatter(PartitionShards shards) {
        this.shards = shards;
        this.byShard = new ArrayList<>(shards.count());
        for (int i = 0; i < shards.count(); i++) {
            byShard.add(new ArrayList<>(0));
        }
    }

    /** An answer that is known already. */
    void answered(R answer) {
        answers.add(answer);
    }

    /** Asks on the partition's shard; {@code ask} is given the shard's index. */
    void ask(UUID topicId, int partition, IntFunction<R> ask) {
        byShard.get(shards.indexOf(topicId, partition)).add(new Question<>(answers.size(), ask));
        answers.add(null);
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
                            slots[question.slot] = question.ask.apply(index);
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
