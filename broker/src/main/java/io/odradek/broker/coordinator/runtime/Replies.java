package io.odradek.broker.coordinator.runtime;

import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Every request a coordinator has not answered: those its state machine keeps, and those whose
 * answer waits to be committed. Confined to its shard.
 */
final class Replies {
    /** A request that was handed to the state machine. */
    private final class Open<R> implements ReplyTo<R> {
        private final ReplyTo<R> to;

        Open(ReplyTo<R> to) {
            this.to = to;
        }

        @Override
        public void send(R answer) {
            if (open.remove(this)) {
                to.send(answer);
            }
        }

        @Override
        public void fail(ErrorCode why) {
            if (open.remove(this)) {
                to.fail(why);
            }
        }
    }

    private record Waiting(long offset, long deadlineNanos, StepEffects.Answer<?> answer) {}

    private final Shard shard;
    private final long timeoutNanos;
    private final Set<Open<?>> open = new LinkedHashSet<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private Shard.@Nullable Timer timer;

    Replies(Shard shard, long timeoutNanos) {
        this.shard = shard;
        this.timeoutNanos = timeoutNanos;
    }

    <R> ReplyTo<R> open(ReplyTo<R> to) {
        Open<R> tracked = new Open<>(to);
        open.add(tracked);
        return tracked;
    }

    /** Sends the answers once {@code offset} is committed. Offsets never fall. */
    void await(long offset, List<StepEffects.Answer<?>> answers) {
        long deadline = shard.nanoTime() + timeoutNanos;
        for (StepEffects.Answer<?> answer : answers) {
            waiting.add(new Waiting(offset, deadline, answer));
        }
        startTimer();
    }

    boolean nothingWaits() {
        return waiting.isEmpty();
    }

    void release(long committed) {
        for (Waiting head = waiting.peek();
                head != null && head.offset <= committed;
                head = waiting.peek()) {
            waiting.poll();
            head.answer.send();
        }
    }

    private void startTimer() {
        @Nullable Waiting head = waiting.peek();
        if (timer == null && head != null) {
            timer = shard.schedule(this::expire, head.deadlineNanos - shard.nanoTime());
        }
    }

    /** What was decided stays decided: it may still be committed. */
    private void expire() {
        timer = null;
        long now = shard.nanoTime();
        for (Waiting head = waiting.peek();
                head != null && head.deadlineNanos - now <= 0;
                head = waiting.peek()) {
            waiting.poll();
            head.answer.to().fail(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        }
        startTimer();
    }

    /** In the order in which they came. */
    void failAll(ErrorCode why) {
        waiting.clear();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        for (Open<?> request : List.copyOf(open)) {
            request.fail(why);
        }
    }
}
