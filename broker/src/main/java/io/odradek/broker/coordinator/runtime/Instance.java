package io.odradek.broker.coordinator.runtime;

import io.odradek.broker.replica.LedPartition;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.log.io.Shard;
import io.odradek.log.partition.AppendOutcome;
import io.odradek.log.partition.LogException;
import io.odradek.wire.api.ErrorCode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One coordinator: a state machine over one partition that this broker leads, for as long as it
 * does. Confined to the partition's shard.
 *
 * <p>The steps of one turn of the shard share a batch. A step is over before anything it decided
 * leaves; if it cannot be written, the machine is thrown away and loaded anew, so that it never
 * answers from what is not in the log.
 */
final class Instance<S extends ReplicatedState> {
    private static final Logger log = LoggerFactory.getLogger(Instance.class);

    /** Deadlines that come while nothing can be committed are looked at again after so long. */
    private static final long NOT_NOW_MS = 500;

    /** A log that could not be read is tried again, first soon and then ever more seldom. */
    private static final long AGAIN_MIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long AGAIN_MAX_NANOS = TimeUnit.MINUTES.toNanos(5);

    private sealed interface Phase<S extends ReplicatedState> {
        record Loads<S extends ReplicatedState>(Loading<S> loading) implements Phase<S> {}

        record Serves<S extends ReplicatedState>(S machine) implements Phase<S> {}

        /** Its log could not be read. */
        record Broken<S extends ReplicatedState>() implements Phase<S> {}

        record Over<S extends ReplicatedState>() implements Phase<S> {}
    }

    private final Shard shard;
    private final Executor io;
    private final LedPartition partition;
    private final CoordinatorKind<S> kind;
    private final RuntimeSettings settings;
    private final Supplier<ClusterImage> image;
    private final Replies replies;
    private final InstanceTimer timer;
    private Phase<S> phase = new Phase.Broken<>();
    private TurnBatch batch;
    private long appendedEnd;
    private boolean stepping;
    private boolean appending;
    private boolean turnEnds;
    private int loads;
    private long againNanos = AGAIN_MIN_NANOS;

    /**
     * @param image what the machine is told of when it is loaded
     */
    Instance(
            Shard shard,
            Executor io,
            LedPartition partition,
            CoordinatorKind<S> kind,
            RuntimeSettings settings,
            Supplier<ClusterImage> image) {
        this.shard = shard;
        this.io = io;
        this.partition = partition;
        this.kind = kind;
        this.settings = settings;
        this.image = image;
        this.replies = new Replies(shard, TimeUnit.MILLISECONDS.toNanos(settings.replyTimeoutMs()));
        this.timer = new InstanceTimer(shard, this::onTime);
        this.batch = new TurnBatch(settings.compression());
    }

    // ------------------------------------------------------------------ life

    void load() {
        Loading<S> loading =
                new Loading<>(
                        shard,
                        io,
                        partition,
                        kind,
                        settings.loadBytes(),
                        new Loading.Listener<>() {
                            @Override
                            public void loaded(S machine, Loading<S> statistics) {
                                // Fifty empty ones at once are no news.
                                log.atLevel(statistics.isEmpty() ? Level.DEBUG : Level.INFO)
                                        .log(
                                                "Loaded the coordinator of {}: {}.",
                                                name(),
                                                statistics);
                                serve(machine);
                            }

                            @Override
                            public void failed(String why) {
                                phase = new Phase.Broken<>();
                                loadLater(why);
                            }
                        });
        loads++;
        phase = new Phase.Loads<>(loading);
        loading.next();
    }

    private void loadLater(String why) {
        log.error(
                "The coordinator of {} is unavailable: {}. It is tried again in {} s; if that does"
                        + " not help, let another replica lead.",
                name(),
                why,
                TimeUnit.NANOSECONDS.toSeconds(againNanos));
        int failed = loads;
        Shard.Timer unused =
                shard.schedule(
                        () -> {
                            if (phase instanceof Phase.Broken<S> && loads == failed) {
                                load();
                            }
                        },
                        againNanos);
        againNanos = Math.min(2 * againNanos, AGAIN_MAX_NANOS);
    }

    private void serve(S machine) {
        againNanos = AGAIN_MIN_NANOS;
        appendedEnd = partition.logEndOffset();
        phase = new Phase.Serves<>(machine);
        step(machine, out -> machine.loaded(image.get(), now(), out));
    }

    private String name() {
        return partition.topic() + "-" + partition.key().partition();
    }

    /** The leadership is over. */
    void end() {
        drop(new Phase.Over<>(), ErrorCode.NOT_COORDINATOR);
    }

    private void drop(Phase<S> next, ErrorCode why) {
        if (phase instanceof Phase.Loads<S>(Loading<S> loading)) {
            loading.cancel();
        }
        // First, so that what an answer sets off finds nothing to ask.
        phase = next;
        batch = new TurnBatch(settings.compression());
        timer.cancel();
        replies.failAll(why);
    }

    private void reload(String why) {
        log.warn("Loading the coordinator of {} anew: {}", name(), why);
        drop(new Phase.Broken<>(), ErrorCode.COORDINATOR_NOT_AVAILABLE);
        shard.execute(
                () -> {
                    if (phase instanceof Phase.Broken<S>) {
                        load();
                    }
                });
    }

    // ------------------------------------------------------------------ what comes

    <R> void ask(Access access, Step<? super S, R> step, ReplyTo<R> to) {
        if (stepping) {
            shard.execute(() -> ask(access, step, to));
            return;
        }
        switch (phase) {
            case Phase.Loads<S> _ -> to.fail(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
            case Phase.Broken<S> _ -> to.fail(ErrorCode.COORDINATOR_NOT_AVAILABLE);
            case Phase.Over<S> _ -> to.fail(ErrorCode.NOT_COORDINATOR);
            case Phase.Serves<S>(S machine) -> {
                if (access == Access.WRITE && !partition.enoughInSync()) {
                    to.fail(ErrorCode.COORDINATOR_NOT_AVAILABLE);
                    return;
                }
                ReplyTo<R> tracked = replies.open(to);
                step(machine, out -> step.run(machine, tracked, now(), out));
            }
        }
    }

    void metadata(ClusterImage newer, ImageDelta delta) {
        if (phase instanceof Phase.Serves<S>(S machine)) {
            step(machine, out -> machine.onMetadata(newer, delta, now(), out));
        }
    }

    private void onTime() {
        if (phase instanceof Phase.Serves<S>(S machine)) {
            if (partition.enoughInSync()) {
                step(machine, out -> machine.onTime(now(), out));
            } else {
                timer.set(now().monotonicMs() + NOT_NOW_MS);
            }
        }
    }

    void committed() {
        if (!appending) {
            replies.release(partition.highWatermark());
        }
    }

    private Now now() {
        return new Now(TimeUnit.NANOSECONDS.toMillis(shard.nanoTime()), shard.wallClockMs());
    }

    // ------------------------------------------------------------------ a step

    private interface Body {
        void run(Effects out);
    }

    @SuppressWarnings("CatchingUnchecked") // What a broken step left behind must not be served.
    private void step(S machine, Body body) {
        StepEffects effects = new StepEffects();
        stepping = true;
        try {
            body.run(effects);
        } catch (RuntimeException e) {
            log.error("A step of the coordinator of {} failed; this is a bug.", name(), e);
            reload("its state may be half changed.");
            return;
        } finally {
            stepping = false;
        }
        OptionalLong deadline = machine.nextDeadlineMs();
        if (deadline.isPresent()) {
            timer.set(deadline.getAsLong());
        }
        if (!effects.records().isEmpty()) {
            gather(effects);
        } else if (!effects.answers().isEmpty()) {
            answer(effects);
        }
    }

    private void gather(StepEffects effects) {
        if (batch.isFull()) {
            appendBatch();
            if (!(phase instanceof Phase.Serves<S>)) {
                return;
            }
        }
        batch.add(effects.records(), shard.wallClockMs());
        batch.answerAfter(effects.answers());
        if (!turnEnds) {
            turnEnds = true;
            shard.execute(
                    () -> {
                        turnEnds = false;
                        appendBatch();
                    });
        }
    }

    private void answer(StepEffects effects) {
        if (!batch.isEmpty()) {
            batch.answerAfter(effects.answers());
        } else if (appending
                || !replies.nothingWaits()
                || partition.highWatermark() < appendedEnd) {
            replies.await(appendedEnd, effects.answers());
        } else {
            effects.answers().forEach(StepEffects.Answer::send);
        }
    }

    private void appendBatch() {
        if (batch.isEmpty()) {
            return;
        }
        TurnBatch due = batch;
        batch = new TurnBatch(settings.compression());
        appending = true;
        try {
            switch (partition.append(due.build(), RuntimeSettings.STEP_BYTES_MAX)) {
                case AppendOutcome.Appended done -> {
                    appendedEnd = done.lastOffset() + 1;
                    replies.await(appendedEnd, due.answers());
                }
                case AppendOutcome.Duplicate _ -> throw new IllegalStateException("no producer");
                case AppendOutcome.Rejected(var _, String message) ->
                        reload("what it decided could not be appended: " + message);
            }
        } catch (LogException e) {
            reload("what it decided could not be appended: " + e.getMessage());
        } finally {
            appending = false;
        }
        replies.release(partition.highWatermark());
    }
}
