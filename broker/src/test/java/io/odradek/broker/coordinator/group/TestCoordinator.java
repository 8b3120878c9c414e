package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.coordinator.CoordinatorKey;
import io.odradek.wire.coordinator.CoordinatorRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A coordinator in virtual time, over a log in memory that holds bytes as a real one does. Commits
 * at once unless told to wait.
 */
final class TestCoordinator {
    static final long WALL_MS = 1_700_000_000_000L;

    private record Step<R>(ReplyTo<R> to, R answer) {
        void send() {
            to.send(answer);
        }
    }

    private final GroupSettings settings;
    private final List<CoordinatorRecord> log = new ArrayList<>();
    private final List<Step<?>> waiting = new ArrayList<>();
    private int committed;
    private boolean commits = true;
    private ClusterImage image = ClusterImage.EMPTY;
    private long nowMs;
    private GroupCoordinator coordinator;

    private final Effects effects =
            new Effects() {
                @Override
                public void append(CoordinatorRecord record) {
                    log.add(asRead(record));
                }

                @Override
                public <R> void reply(ReplyTo<R> to, R answer) {
                    waiting.add(new Step<>(to, answer));
                }
            };

    TestCoordinator() {
        this(
                new GroupSettings(
                        GroupSettings.Classic.DEFAULTS,
                        GroupSettings.Consumer.DEFAULTS,
                        GroupSettings.Offsets.DEFAULTS));
    }

    TestCoordinator(GroupSettings settings) {
        this.settings = settings;
        this.coordinator = new GroupCoordinator(settings, new Random(1));
        coordinator.loaded(image, now(), effects);
        settle();
    }

    /** What a request does, given the coordinator, the time and where effects go. */
    interface Request<R> {
        void go(GroupRequests to, RequestOrigin from, ReplyTo<R> reply, Now now, Effects out);
    }

    <R> Answer<R> ask(int version, Request<R> request) {
        return ask(version, "client", request);
    }

    <R> Answer<R> ask(int version, String clientId, Request<R> request) {
        Answer<R> answer = new Answer<>(version);
        request.go(
                coordinator,
                new RequestOrigin((short) version, clientId, "/10.0.0.1"),
                answer,
                now(),
                effects);
        settle();
        return answer;
    }

    Now now() {
        return new Now(nowMs, WALL_MS + nowMs);
    }

    /** Lets time pass, from deadline to deadline. */
    void pass(long ms) {
        long until = nowMs + ms;
        while (true) {
            long next = coordinator.nextDeadlineMs().orElse(Long.MAX_VALUE);
            if (next > until) {
                break;
            }
            nowMs = Math.max(nowMs, next);
            coordinator.onTime(now(), effects);
            settle();
        }
        nowMs = until;
    }

    void metadata(ClusterImage next) {
        ImageDelta delta = ImageDelta.between(image, next);
        image = next;
        coordinator.onMetadata(next, delta, now(), effects);
        settle();
    }

    /** From now on nothing is committed and nobody answered. */
    void holdCommits() {
        commits = false;
    }

    /** Commits what waited and goes on committing. */
    void releaseCommits() {
        commits = true;
        settle();
    }

    /** Another broker takes over, with what was committed. */
    void failOver() {
        log.subList(committed, log.size()).clear();
        waiting.clear();
        commits = true;
        coordinator = new GroupCoordinator(settings, new Random(nowMs));
        log.forEach(coordinator::replay);
        coordinator.loaded(image, now(), effects);
        settle();
    }

    private void settle() {
        if (commits) {
            committed = log.size();
            List<Step<?>> ready = List.copyOf(waiting);
            waiting.clear();
            ready.forEach(Step::send);
        }
    }

    /** Puts a record into the log that another version of a coordinator wrote. */
    void write(CoordinatorRecord record) {
        log.add(asRead(record));
        settle();
    }

    List<CoordinatorRecord> log() {
        return log;
    }

    /** The last record of the key, which may be a tombstone; null if there is none. */
    @Nullable CoordinatorRecord last(CoordinatorKey key) {
        return log.reversed().stream().filter(r -> r.key().equals(key)).findFirst().orElse(null);
    }

    /** A record as a reader of the log finds it. */
    static CoordinatorRecord asRead(CoordinatorRecord record) {
        return CoordinatorRecord.readGroup(record.keyBytes(), record.valueBytes()).orElseThrow();
    }
}
