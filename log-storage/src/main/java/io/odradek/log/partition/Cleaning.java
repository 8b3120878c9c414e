package io.odradek.log.partition;

import io.odradek.log.clean.CleanPlan;
import io.odradek.log.clean.CleanRules;
import io.odradek.log.clean.CleanWork;
import io.odradek.log.clean.OffsetMap;
import io.odradek.log.clean.SourceFile;
import io.odradek.log.io.Invariants;
import io.odradek.log.segment.Segment;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One compaction of one log, in steps. Confined to the log's shard; what {@link #next} returns runs
 * on an I/O thread, comes back through {@link #done}, and never touches what the log remembers: it
 * reads sealed segments and writes copies. Only then, on the shard again, are segments exchanged
 * ({@link SegmentSwap}), oldest first, unless the log was truncated or restarted meanwhile.
 *
 * <p>Segments are exchanged oldest first so that no tombstone goes before what it is about.
 */
public final class Cleaning {

    /** What became of it. */
    public enum State {
        RUNNING,
        /** All that was planned, or as much as the memory allowed. */
        DONE,
        /** The log was truncated or closed meanwhile: what was not exchanged yet stays. */
        VOID,
        /** See {@link #failure}. The log goes on, as it was. */
        FAILED
    }

    private enum Phase {
        SCAN,
        COPY,
        ANNOUNCE,
        EXCHANGE,
        SETTLE,
        TIDY
    }

    /** Segments that become one. */
    private record Group(List<Long> bases, long end) {}

    private final LogParts parts;
    private final CleanPlan.Clean plan;
    private final CleanRules rules;
    private final CleanWork work;
    private final long truncations;
    private Phase phase = Phase.SCAN;
    private State state = State.RUNNING;
    private State ending = State.DONE;
    private long cursor;
    private @Nullable Group group;
    private @Nullable SegmentSwap announced;
    private @Nullable CleaningStep running;
    private @Nullable Exception failure;
    private volatile boolean cancelled;

    Cleaning(LogParts parts, CleanPlan.Clean plan, CleanRules rules, OffsetMap map, long nowMs) {
        this.parts = parts;
        this.plan = plan;
        this.rules = rules;
        this.truncations = parts.truncations;
        this.cursor = plan.from();
        this.work =
                new CleanWork(
                        parts.disk,
                        parts.directory,
                        interval(),
                        plan,
                        map,
                        parts.producers.tail(),
                        rules,
                        nowMs);
    }

    private int interval() {
        return parts.config.indexIntervalBytes();
    }

    /**
     * The next piece of work, or null when there is none: then {@link #state} tells the rest.
     *
     * @throws LogException when the log itself has failed
     */
    public @Nullable CleaningStep next() throws LogException {
        Invariants.check(running == null, "a cleaning step is under way: " + parts.directory);
        if (state != State.RUNNING) {
            return null;
        }
        boolean stopped = cancelled || parts.truncations != truncations || !parts.health.isUsable();
        if (stopped && phase != Phase.TIDY) {
            tidy(State.VOID);
        }
        try {
            running = step();
        } catch (LogException e) {
            throw e;
        } catch (IOException e) {
            failed(e);
            running = step(this::tidyUp);
        }
        if (running == null) {
            state = ending;
        }
        return running;
    }

    private @Nullable CleaningStep step() throws IOException {
        return switch (phase) {
            case SCAN -> scan();
            case COPY -> copy();
            case ANNOUNCE -> announce();
            case EXCHANGE -> exchange();
            case SETTLE -> throw new IllegalStateException("settled by its step");
            case TIDY -> ending == State.DONE ? null : step(this::tidyUp);
        };
    }

    private static CleaningStep step(CleaningStep.Work work) {
        return new CleaningStep(work);
    }

    /** Takes a step back that {@link #next} gave and that has run. */
    public void done(CleaningStep step) throws LogException {
        Invariants.check(step == running, "a cleaning step that was not given out");
        running = null;
        @Nullable Exception broken = step.failure();
        switch (phase) {
            case SCAN, ANNOUNCE -> {
                if (broken != null) {
                    failed(broken);
                }
            }
            case COPY -> {
                if (broken != null) {
                    failed(broken);
                } else if (work.isGroupDone()) {
                    phase = work.isGroupChanged() ? Phase.ANNOUNCE : Phase.COPY;
                    group = phase == Phase.COPY ? null : group;
                }
            }
            case EXCHANGE -> requireDurable(broken);
            case SETTLE -> {
                parts.swap = null;
                group = null;
                phase = Phase.COPY;
                requireDurable(broken);
            }
            case TIDY -> {
                if (announced != null) {
                    parts.swap = null;
                    announced = null;
                    requireDurable(broken);
                }
                state = ending;
            }
        }
    }

    // ------------------------------------------------------------------ the passes

    private @Nullable CleaningStep scan() throws IOException {
        if (work.needsSource()) {
            int next = parts.segments.floor(cursor);
            if (work.scanEnded() || cursor >= plan.to() || next == parts.segments.count() - 1) {
                if (work.scanAgain()) {
                    cursor = plan.from();
                    return scan();
                }
                phase = Phase.COPY;
                cursor = parts.segments.baseOffset(0);
                return copy();
            }
            work.scan(source(Math.max(0, next)));
            cursor = parts.segments.endOffset(Math.max(0, next));
        }
        return step(work::runScan);
    }

    private @Nullable CleaningStep copy() throws IOException {
        if (group == null) {
            int first = firstFrom(cursor);
            if (work.to() <= plan.from()
                    || parts.segments.baseOffset(first) >= work.to()
                    || first == parts.segments.count() - 1) {
                parts.cleaned.reached(work.to());
                phase = Phase.TIDY;
                return null;
            }
            Group next = groupFrom(first);
            List<SourceFile> sources = new ArrayList<>();
            for (int i = 0; i < next.bases.size(); i++) {
                sources.add(source(first + i));
            }
            work.copy(next.bases.getFirst(), sources);
            cursor = next.end;
            group = next;
        }
        return step(work::runCopy);
    }

    /** The first segment that begins at or above {@code offset}: retention may have taken some. */
    private int firstFrom(long offset) {
        int i = Math.max(0, parts.segments.floor(offset));
        return parts.segments.baseOffset(i) < offset && i + 1 < parts.segments.count() ? i + 1 : i;
    }

    private Group groupFrom(int first) throws IOException {
        CleanPlan.Group size = new CleanPlan.Group(rules);
        List<Long> bases = new ArrayList<>();
        int i = first;
        while (i + 1 < parts.segments.count()
                && parts.segments.baseOffset(i) < work.to()
                && size.add(parts.segments.sealed(i, interval()))) {
            bases.add(parts.segments.baseOffset(i));
            i++;
        }
        return new Group(bases, parts.segments.baseOffset(i));
    }

    private SourceFile source(int i) throws IOException {
        Segment segment = parts.segments.get(i, interval());
        return new SourceFile(segment.path(), segment.sharedFile().retain(), segment.sizeInBytes());
    }

    // ------------------------------------------------------------------ the exchange

    private CleaningStep announce() throws IOException {
        work.taken();
        Group made = made();
        if (parts.segments.find(made.bases, made.end) < 0) {
            return skip(made);
        }
        SegmentSwap swap = new SegmentSwap(parts.disk, parts.directory, made.bases, made.end);
        parts.swap = swap;
        announced = swap;
        swap.announce();
        phase = Phase.EXCHANGE;
        return step(
                () -> {
                    parts.disk.syncDirectory(parts.directory);
                    return 0;
                });
    }

    private CleaningStep exchange() throws IOException {
        Group made = made();
        SegmentSwap swap = swap();
        int first = parts.segments.find(made.bases, made.end);
        if (first < 0) {
            swap.withdraw();
            announced = null;
            parts.swap = null;
            return skip(made);
        }
        announced = null;
        try {
            swap.rename();
            parts.dirty.sealed.removeAll(parts.segments.replace(first, made.bases.size()));
            parts.snapshots.deleteAt(gathered(made));
        } catch (IOException e) {
            throw parts.health.failedForGood(e, "exchange segments of");
        }
        phase = Phase.SETTLE;
        return step(
                () -> {
                    swap.settle();
                    return 0;
                });
    }

    /** Where segments began that are in the first of their group now; the last checkpoint stays. */
    private List<Long> gathered(Group made) {
        return made.bases.stream()
                .skip(1)
                .filter(base -> base != parts.savedRecoveryPoint)
                .toList();
    }

    /** Its segments went meanwhile: the copy is of no use. */
    private CleaningStep skip(Group made) {
        group = null;
        phase = Phase.COPY;
        long base = made.bases.getFirst();
        return step(() -> work.discard(base));
    }

    private Group made() {
        if (group == null) {
            throw new IllegalStateException("no group was copied");
        }
        return group;
    }

    private SegmentSwap swap() {
        if (parts.swap == null) {
            throw new IllegalStateException("no swap was announced");
        }
        return parts.swap;
    }

    // ------------------------------------------------------------------ ends

    /** Stops it soon: steps given out end early, and there will be no more but a last one. */
    public void cancel() {
        cancelled = true;
        work.cancel();
    }

    /** Gives up its files without touching the disk: the log is closed, and no step is running. */
    public void abandon() {
        Invariants.check(running == null, "a cleaning step is under way: " + parts.directory);
        if (state == State.RUNNING) {
            state = State.VOID;
            try {
                work.close();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    private void tidy(State end) {
        ending = end;
        phase = Phase.TIDY;
    }

    private long tidyUp() throws IOException {
        work.close();
        if (announced != null) {
            announced.withdraw();
        }
        Group left = group;
        return left == null ? 0 : work.discard(left.bases.getFirst());
    }

    private void failed(Exception e) {
        if (failure == null) {
            failure = e;
        }
        tidy(State.FAILED);
    }

    /** Which names the disk has must be known. */
    private void requireDurable(@Nullable Exception broken) throws LogException {
        if (broken instanceof IOException e) {
            throw parts.health.failedForGood(e, "sync the directory of");
        }
        if (broken instanceof RuntimeException e) {
            throw e;
        }
    }

    public State state() {
        return state;
    }

    /** Why it {@link State#FAILED}. */
    public @Nullable Exception failure() {
        return failure;
    }

    /** Where the next one begins, if this one is {@link State#DONE}. */
    public long cleanedTo() {
        return parts.cleaned.cleanedTo();
    }

    public long recordsRemoved() {
        return work.recordsRemoved();
    }

    /** Batches that do not unpack: they stay as they are. */
    public long unreadableBatches() {
        return work.unreadable();
    }
}
