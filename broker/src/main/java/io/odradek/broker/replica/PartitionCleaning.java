package io.odradek.broker.replica;

import io.odradek.log.clean.CleanPlan;
import io.odradek.log.clean.CleanRules;
import io.odradek.log.clean.OffsetMap;
import io.odradek.log.partition.Cleaning;
import io.odradek.log.partition.CleaningStep;
import io.odradek.log.partition.LogException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Compacts one partition's log, on every replica by itself: step after step on I/O threads, with a
 * rest between them where the rate is bounded. Confined to its shard.
 */
final class PartitionCleaning {
    private static final Logger log = LoggerFactory.getLogger(PartitionCleaning.class);

    private final HostedPartition partition;
    private final ShardReplicas shard;
    private @Nullable CleanRules rules;
    private @Nullable Cleaning cleaning;
    private @Nullable Runnable whenEnded;
    private @Nullable Runnable whenStopped;
    private boolean stepping;
    private boolean failed;
    private boolean stopped;
    private long startedAt;

    /** Intrusive, of {@link ShardCleaning}: whether it is on its list, and when to look again. */
    boolean listed;

    long lookAtMs;

    PartitionCleaning(HostedPartition partition, ShardReplicas shard) {
        this.partition = partition;
        this.shard = shard;
    }

    /** What the topic says now; null when it is not to be compacted. */
    void rules(@Nullable CleanRules changed) {
        rules = changed;
        failed = false;
        lookAtMs = 0;
        if (changed == null && cleaning != null) {
            cleaning.cancel();
        }
    }

    boolean isWanted() {
        return rules != null && !failed && !stopped;
    }

    boolean isRunning() {
        return whenEnded != null;
    }

    /** Whether it is worth the work. */
    CleanPlan.Decision look() {
        CleanRules wanted = rules;
        if (wanted == null || failed || stopped) {
            return new CleanPlan.NotYet(CleanPlan.NEVER);
        }
        try {
            int segments = partition.log().segmentCount();
            CleanPlan.Decision decision =
                    partition
                            .log()
                            .planCleaning(
                                    wanted,
                                    partition.replica().highWatermark(),
                                    shard.wallClockMs());
            if (partition.log().segmentCount() != segments) {
                partition.flush(); // the active segment was rolled
            }
            return decision;
        } catch (LogException e) {
            shard.logFailed(partition, e);
            return new CleanPlan.NotYet(CleanPlan.NEVER);
        }
    }

    /** Compacts, if it is still worth it; {@code ended} is told on the shard. */
    void start(CleanerSettings settings, Runnable ended) {
        if (isRunning() || !(look() instanceof CleanPlan.Clean plan)) {
            ended.run();
            return;
        }
        whenEnded = ended;
        stepping = true;
        startedAt = shard.now();
        shard.onDisk(
                () ->
                        new OffsetMap(
                                settings.mapBytes(),
                                settings.loadFactor(),
                                plan.to() - plan.from()),
                map -> begin(settings, map));
    }

    private void begin(CleanerSettings settings, OffsetMap map) {
        stepping = false;
        CleanRules wanted = rules;
        if (stopped || wanted == null || !(look() instanceof CleanPlan.Clean plan)) {
            ended();
            return;
        }
        cleaning = partition.log().beginCleaning(plan, wanted, map, shard.wallClockMs());
        advance(settings);
    }

    private void advance(CleanerSettings settings) {
        Cleaning running = cleaning;
        if (stopped || running == null) {
            ended();
            return;
        }
        try {
            @Nullable CleaningStep step = running.next();
            if (step == null) {
                report(running);
                ended();
                return;
            }
            stepping = true;
            shard.onDisk(
                    () -> {
                        step.run();
                        return step;
                    },
                    done -> stepped(settings, running, done));
        } catch (LogException e) {
            shard.logFailed(partition, e);
            ended();
        }
    }

    private void stepped(CleanerSettings settings, Cleaning running, CleaningStep step) {
        stepping = false;
        try {
            running.done(step);
        } catch (LogException e) {
            shard.logFailed(partition, e);
            ended();
            return;
        }
        long rest = settings.restNanos(step.bytes());
        if (rest > 0 && !stopped) {
            var unused = shard.shard().schedule(() -> rested(settings, running), rest);
        } else {
            advance(settings);
        }
    }

    private void rested(CleanerSettings settings, Cleaning running) {
        if (running == cleaning) {
            advance(settings);
        }
    }

    private void report(Cleaning over) {
        switch (over.state()) {
            case DONE -> {
                log.info(
                        "Compacted {}-{} to offset {}: {} records went, in {} ms.",
                        partition.topic(),
                        partition.key().partition(),
                        over.cleanedTo(),
                        over.recordsRemoved(),
                        (shard.now() - startedAt) / 1_000_000);
                if (over.unreadableBatches() > 0) {
                    log.warn(
                            "{} batches of {}-{} cannot be unpacked; compaction leaves them alone.",
                            over.unreadableBatches(),
                            partition.topic(),
                            partition.key().partition());
                }
                shard.queueCheckpoint(partition);
            }
            case FAILED -> {
                Exception cause = over.failure();
                boolean passes = cause instanceof IOException e && passes(e);
                failed = !passes;
                log.warn(
                        "Partition {}-{} is not compacted {}: {}. Reading and writing go on.",
                        partition.topic(),
                        partition.key().partition(),
                        passes
                                ? "for want of space, which is tried again"
                                : "any more, until the broker restarts or its topic's configuration"
                                        + " changes",
                        String.valueOf(cause));
            }
            case VOID, RUNNING -> {}
        }
    }

    private static boolean passes(IOException cause) {
        return LogException.categoryOf(cause) == LogException.Category.FULL;
    }

    private void ended() {
        if (cleaning != null) {
            cleaning.abandon();
            cleaning = null;
        }
        Runnable ended = whenEnded;
        whenEnded = null;
        if (ended != null) {
            ended.run();
        }
        Runnable next = whenStopped;
        whenStopped = null;
        if (next != null) {
            next.run();
        }
    }

    /** For good. What an I/O thread is doing goes on for a moment. */
    void stopSoon() {
        stopped = true;
        if (cleaning != null) {
            cleaning.cancel();
        }
    }

    /** {@code then} runs once no I/O thread is at work here. */
    void stop(Runnable then) {
        stopSoon();
        if (stepping) {
            whenStopped = then;
        } else {
            ended();
            then.run();
        }
    }
}
