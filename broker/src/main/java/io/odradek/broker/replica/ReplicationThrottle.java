package io.odradek.broker.replica;

import io.odradek.log.io.Shard;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A broker's replication quota in one direction (KIP-73): a budget that the shards draw from in
 * turn. Confined to the control shard, but for {@link #bytesPerSecond}, which is for any thread.
 */
final class ReplicationThrottle {
    private record Part(Shard shard, ShardThrottle throttle) {}

    private record Ask(long bytes, LongConsumer answer) {}

    private final Shard control;
    private final RateBudget budget;
    private final List<Part> parts = new ArrayList<>();
    private final ArrayDeque<Ask> asks = new ArrayDeque<>();
    private long limit = RateBudget.UNLIMITED;
    private Shard.@Nullable Timer timer;
    private volatile RateMeter meter;

    /**
     * @param windows over how many windows the rate is measured
     */
    ReplicationThrottle(Shard control, int windows, long windowNanos) {
        this.control = control;
        this.budget = new RateBudget(windows, windowNanos);
        this.meter = new RateMeter(windows, windowNanos);
    }

    /** A shard's part of it; called before anything runs. */
    ShardThrottle part(Shard shard) {
        ShardThrottle throttle =
                new ShardThrottle(
                        (from, bytes) ->
                                control.execute(
                                        () ->
                                                ask(
                                                        bytes,
                                                        got ->
                                                                shard.execute(
                                                                        () -> from.granted(got)))));
        parts.add(new Part(shard, throttle));
        return throttle;
    }

    /** What the configs now say; {@link RateBudget#UNLIMITED} for no quota. */
    void limit(long bytesPerSecond) {
        if (bytesPerSecond == limit) {
            return;
        }
        limit = bytesPerSecond;
        budget.limit(bytesPerSecond, control.nanoTime());
        for (Part part : parts) {
            part.shard.execute(() -> part.throttle.limit(bytesPerSecond));
        }
        serve();
    }

    private void ask(long bytes, LongConsumer answer) {
        asks.add(new Ask(bytes, answer));
        serve();
    }

    private void serve() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        long now = control.nanoTime();
        for (Ask next = asks.peek();
                next != null && budget.allows(next.bytes, now);
                next = asks.peek()) {
            asks.remove();
            budget.take(next.bytes, now);
            meter = meter.plus(next.bytes, now);
            next.answer.accept(next.bytes);
        }
        @Nullable Ask waiting = asks.peek();
        if (waiting != null) {
            timer = control.schedule(this::serve, budget.nanosUntil(waiting.bytes, now));
        }
    }

    /** What throttled replicas were granted lately. */
    double bytesPerSecond() {
        return meter.bytesPerSecond(control.nanoTime());
    }
}
