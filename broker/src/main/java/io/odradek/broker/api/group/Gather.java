package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers about several groups, in the order in which they were asked for; the last one completes
 * the whole. Thread-safe: a slot is written once, and the count publishes it.
 */
final class Gather<R> {
    private final AtomicReferenceArray<@Nullable R> answers;
    private final AtomicInteger left;
    private final Consumer<List<R>> done;

    private Gather(int parts, Consumer<List<R>> done) {
        this.answers = new AtomicReferenceArray<>(parts);
        this.left = new AtomicInteger(parts);
        this.done = done;
    }

    /** Asks about one key. */
    interface Question<K, R> {
        void ask(K key, ReplyTo<R> to);
    }

    /**
     * @param failed the answer about a key about which none can be had
     */
    static <K, R> void each(
            List<K> keys,
            Question<K, R> question,
            Function<K, Function<ErrorCode, R>> failed,
            Consumer<List<R>> done) {
        if (keys.isEmpty()) {
            done.accept(List.of());
            return;
        }
        Gather<R> gather = new Gather<>(keys.size(), done);
        for (int i = 0; i < keys.size(); i++) {
            int slot = i;
            K key = keys.get(i);
            question.ask(key, new Answer<>(answer -> gather.put(slot, answer), failed.apply(key)));
        }
    }

    private void put(int slot, R answer) {
        answers.setPlain(slot, answer);
        if (left.decrementAndGet() > 0) {
            return;
        }
        List<R> all = new ArrayList<>(answers.length());
        for (int i = 0; i < answers.length(); i++) {
            @Nullable R one = answers.getPlain(i);
            if (one == null) {
                throw new IllegalStateException("part " + i + " was not answered");
            }
            all.add(one);
        }
        done.accept(all);
    }
}
