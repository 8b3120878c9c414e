package io.odradek.broker.coordinator.group.sim;

import io.odradek.broker.coordinator.group.GroupCoordinator;
import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.coordinator.CoordinatorRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The brokers a coordinator lives on, one after the other: what a step appends is committed a while
 * later, its replies leave then; a takeover keeps what was committed, and perhaps some of what was
 * about to be.
 */
final class SimHost {
    private static final long WALL_MS = 1_700_000_000_000L;

    /** A request, as it stands before the coordinator. */
    interface Request<R> {
        void go(GroupRequests to, RequestOrigin from, ReplyTo<R> reply, Now now, Effects out);
    }

    private record Reply<R>(ReplyTo<R> to, R answer) {
        void send() {
            to.send(answer);
        }
    }

    /** A step of the coordinator that is not committed yet. */
    private record Step(int end, List<Reply<?>> replies) {}

    private final SimWorld world;
    private final GroupSettings settings;
    private final Consumer<CoordinatorRecord> onCommitted;
    private final Runnable afterStep;
    private final List<CoordinatorRecord> log = new ArrayList<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private int committed;
    private int term;
    private long clockMs;
    private @Nullable GroupCoordinator coordinator;
    private ClusterImage image = ClusterImage.EMPTY;

    SimHost(
            SimWorld world,
            GroupSettings settings,
            Consumer<CoordinatorRecord> onCommitted,
            Runnable afterStep) {
        this.world = world;
        this.settings = settings;
        this.onCommitted = onCommitted;
        this.afterStep = afterStep;
        start();
    }

    boolean isUp() {
        return coordinator != null;
    }

    int term() {
        return term;
    }

    private Now now() {
        return new Now(clockMs + world.nowMs(), WALL_MS + world.nowMs());
    }

    <R> void ask(RequestOrigin from, ReplyTo<R> reply, Request<R> request) {
        step((to, out) -> request.go(to, from, reply, now(), out));
    }

    private interface Doing {
        void go(GroupCoordinator coordinator, Effects out);
    }

    private void step(Doing doing) {
        GroupCoordinator current = coordinator;
        if (current == null) {
            return;
        }
        int before = log.size();
        List<Reply<?>> replies = new ArrayList<>();
        doing.go(
                current,
                new Effects() {
                    @Override
                    public void append(CoordinatorRecord record) {
                        log.add(
                                CoordinatorRecord.readGroup(record.keyBytes(), record.valueBytes())
                                        .orElseThrow());
                    }

                    @Override
                    public <R> void reply(ReplyTo<R> to, R answer) {
                        replies.add(new Reply<>(to, answer));
                    }
                });
        Step step = new Step(log.size(), replies);
        steps.add(step);
        if (log.size() > before) {
            int started = term;
            int delay = world.faults && world.chance(0.05) ? 500 : 30;
            world.after(
                    world.between(1, delay),
                    () -> {
                        if (started == term) {
                            commit(step.end);
                        }
                    });
        }
        commit(committed);
    }

    private void commit(int end) {
        advance(end);
        while (!steps.isEmpty() && steps.element().end <= committed) {
            steps.remove().replies.forEach(Reply::send);
        }
    }

    private void advance(int end) {
        while (committed < end) {
            onCommitted.accept(log.get(committed++));
        }
        afterStep.run();
    }

    /** The broker is gone. What it was about to commit may have been, but nobody was told. */
    void crash() {
        coordinator = null;
        term++;
        int survive = world.between(0, steps.size());
        for (int n = 0; n < survive; n++) {
            advance(steps.remove().end);
        }
        steps.clear();
        log.subList(committed, log.size()).clear();
        world.trace("coordinator crashes, " + committed + " records remain");
    }

    /** Another broker takes over, with a clock of its own. */
    void start() {
        clockMs = world.random.nextInt(1_000_000_000);
        GroupCoordinator fresh =
                new GroupCoordinator(settings, new Random(world.random.nextLong()));
        log.forEach(fresh::replay);
        coordinator = fresh;
        image = world.image();
        world.trace("coordinator starts");
        step((to, out) -> to.loaded(image, now(), out));
    }

    void metadata() {
        ImageDelta delta = ImageDelta.between(image, world.image());
        image = world.image();
        step((to, out) -> to.onMetadata(image, delta, now(), out));
    }

    /** When the coordinator wants to act of its own, in the world's time. */
    long nextMs() {
        GroupCoordinator current = coordinator;
        return current == null || current.nextDeadlineMs().isEmpty()
                ? Long.MAX_VALUE
                : Math.max(world.nowMs(), current.nextDeadlineMs().getAsLong() - clockMs);
    }

    void onTime() {
        step((to, out) -> to.onTime(now(), out));
    }
}
