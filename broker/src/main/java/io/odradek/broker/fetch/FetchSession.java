package io.odradek.broker.fetch;

import io.odradek.broker.replica.FetchNews;
import io.odradek.broker.replica.FetchOrder;
import io.odradek.broker.replica.FetchSubscriber;
import io.odradek.broker.replica.FetchWatch;
import io.odradek.broker.replica.PartitionRead;
import io.odradek.broker.replica.ShardReplicas;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.FetchRequest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The partitions one client fetches, and its requests that wait. Confined to its shard.
 *
 * <p>Only partitions that have news are looked at: those the client just named, those of which it
 * did not take what it was sent, and those whose shard told of something new. A consumer's position
 * is what it last named. A follower's moves on with what was sent to it, so that several of its
 * requests may wait here and each be answered with what comes next.
 */
final class FetchSession implements FetchSubscriber {

    /**
     * One less than a follower has under way: one it can always send, to tell that a flush has
     * ended. Were all of them parked, acks would wait for the first to time out.
     */
    private static final int FOLLOWER_PARKED_MAX = 3;

    private static final int WAIT_MS_MAX = 100_000;

    /** A partition as the client names it. */
    private record Name(String topic, UUID topicId, int partition) {}

    private final int id;
    private final FetchSessions home;
    private final int follower;
    private final long brokerEpoch;
    private final boolean byTopicId;
    private final boolean knowsZstd;
    private final @Nullable String rack;
    private final long bornNanos;
    private final Map<Name, SessionPartition> partitions = new HashMap<>();
    private final ArrayDeque<SessionPartition> ready = new ArrayDeque<>();
    private final List<SessionPartition> changed = new ArrayList<>();
    private final Set<Name> troubled = new LinkedHashSet<>();
    private final ArrayDeque<FetchCall> parked = new ArrayDeque<>();
    private final ArrayDeque<FetchCall> arrived = new ArrayDeque<>();
    private boolean looking;
    private boolean closed;
    private int nextEpoch = 1;
    private long lastUsedNanos;

    /**
     * @param id 0 for a session that ends with its one request
     */
    FetchSession(int id, FetchSessions home, FetchCall first) {
        this.id = id;
        this.home = home;
        this.follower = first.follower();
        this.brokerEpoch = first.brokerEpoch();
        this.byTopicId = first.byTopicId();
        this.knowsZstd = first.knowsZstd();
        this.rack = first.rack();
        this.bornNanos = home.shard().nanoTime();
        this.lastUsedNanos = bornNanos;
    }

    int id() {
        return id;
    }

    boolean isFollower() {
        return follower >= 0;
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    int size() {
        return partitions.size();
    }

    @Override
    public Shard shard() {
        return home.shard();
    }

    /** Whether a request with this epoch is the next one; then the one after it is expected. */
    ErrorCode advance(FetchCall call) {
        if (call.request().sessionEpoch() != nextEpoch) {
            return ErrorCode.INVALID_FETCH_SESSION_EPOCH;
        }
        if (call.byTopicId() != byTopicId) {
            return ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR;
        }
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        return ErrorCode.NONE;
    }

    // ------------------------------------------------------------------ requests

    void submit(FetchCall call) {
        lastUsedNanos = shard().nanoTime();
        if (looking) {
            arrived.add(call);
        } else {
            accept(call);
        }
    }

    private void accept(FetchCall call) {
        // A newer request takes the place of those that wait: what it says may change what they
        // would be told. A follower that only tells its progress changes nothing.
        int keep = isFollower() && !restarts(call) ? FOLLOWER_PARKED_MAX - 1 : 0;
        while (parked.size() > keep) {
            answer(parked.remove(), null);
        }
        apply(call);
        parked.add(call);
        call.startTimer(
                shard(),
                TimeUnit.MILLISECONDS.toNanos(Math.min(call.request().maxWaitMs(), WAIT_MS_MAX)),
                this::pump);
        pump();
    }

    private static boolean restarts(FetchCall call) {
        if (!call.request().forgottenTopicsData().isEmpty()) {
            return true;
        }
        for (FetchRequest.FetchTopic topic : call.request().topics()) {
            for (FetchRequest.FetchPartition partition : topic.partitions()) {
                if (partition.partitionMaxBytes() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private void apply(FetchCall call) {
        resolveAgain();
        for (FetchRequest.ForgottenTopic topic : call.request().forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                forget(new Name(topic.topic(), topic.topicId(), partition));
            }
        }
        Map<Integer, List<Runnable>> progress = new HashMap<>();
        for (FetchRequest.FetchTopic topic : call.request().topics()) {
            for (FetchRequest.FetchPartition told : topic.partitions()) {
                Name name = new Name(topic.topic(), topic.topicId(), told.partition());
                if (isFollower() && told.partitionMaxBytes() <= 0) {
                    tell(
                            name,
                            (replicas, watch) ->
                                    replicas.progress(
                                            watch,
                                            told.currentLeaderEpoch(),
                                            told.fetchOffset(),
                                            told.flushedOffset()),
                            progress);
                } else {
                    start(name, told);
                }
                if (isFollower() && told.logStartOffset() > 0) {
                    tell(
                            name,
                            (replicas, watch) ->
                                    replicas.followerLogStart(
                                            watch,
                                            told.currentLeaderEpoch(),
                                            told.logStartOffset()),
                            progress);
                }
            }
        }
        progress.forEach((index, tasks) -> home.on(index, () -> tasks.forEach(Runnable::run)));
    }

    private void start(Name name, FetchRequest.FetchPartition told) {
        SessionPartition partition = partitions.get(name);
        if (partition == null) {
            partition = resolve(name);
            partitions.put(name, partition);
        }
        partition.start(
                isFollower() ? FetchOrder.Kind.FOLLOWER_START : FetchOrder.Kind.CONSUMER,
                told.fetchOffset(),
                told.currentLeaderEpoch(),
                told.lastFetchedEpoch(),
                told.flushedOffset(),
                Math.max(0, told.partitionMaxBytes()));
        markReady(partition);
    }

    /** What a follower tells of a partition, for the partition's shard. */
    private void tell(
            Name name,
            BiConsumer<ShardReplicas, FetchWatch> news,
            Map<Integer, List<Runnable>> byShard) {
        @Nullable SessionPartition partition = partitions.get(name);
        @Nullable FetchWatch watch = partition == null ? null : partition.watch();
        if (partition != null && watch != null) {
            int index = partition.shard();
            byShard.computeIfAbsent(index, _ -> new ArrayList<>())
                    .add(() -> news.accept(home.replicas(index), watch));
        }
    }

    private SessionPartition resolve(Name name) {
        Resolved resolved =
                home.resolve(name.topic, name.topicId, name.partition, byTopicId, knowsZstd);
        if (resolved.error() != ErrorCode.NONE) {
            troubled.add(name);
            return new SessionPartition(
                    name.topic, name.topicId, name.partition, null, -1, resolved.error());
        }
        FetchWatch watch =
                new FetchWatch(
                        this,
                        resolved.topicId(),
                        name.partition,
                        follower,
                        brokerEpoch,
                        bornNanos,
                        rack,
                        name);
        return new SessionPartition(
                name.topic, name.topicId, name.partition, watch, resolved.shard(), ErrorCode.NONE);
    }

    /** Names that had no meaning, or another one, may have one now. */
    private void resolveAgain() {
        if (troubled.isEmpty()) {
            return;
        }
        List<Name> names = List.copyOf(troubled);
        troubled.clear();
        for (Name name : names) {
            @Nullable SessionPartition old = partitions.get(name);
            if (old != null) {
                SessionPartition anew = resolve(name);
                anew.startLike(old);
                forget(name);
                partitions.put(name, anew);
                markReady(anew);
            }
        }
    }

    private void forget(Name name) {
        @Nullable SessionPartition partition = partitions.remove(name);
        if (partition != null) {
            partition.leave();
            unwatch(partition);
        }
    }

    private void unwatch(SessionPartition partition) {
        @Nullable FetchWatch watch = partition.watch();
        if (watch != null) {
            int index = partition.shard();
            home.on(index, () -> home.replicas(index).unwatch(watch));
        }
    }

    private void markReady(SessionPartition partition) {
        if (!partition.ready && !partition.gone) {
            partition.ready = true;
            ready.add(partition);
        }
    }

    @Override
    public void news(List<FetchNews> news) {
        boolean urgent = false;
        for (FetchNews one : news) {
            @Nullable SessionPartition partition = find(one.watch());
            @Nullable PartitionRead read = one.read();
            if (partition == null) {
                if (read != null) {
                    Slices.close(read);
                }
                continue;
            }
            if (read != null) {
                partition.bring(read);
            }
            markReady(partition);
            urgent |= one.urgent();
        }
        if (urgent) {
            pump();
        }
    }

    /** Null when the watch is of a partition that has left the session. */
    private @Nullable SessionPartition find(FetchWatch watch) {
        if (closed || !(watch.name() instanceof Name name)) {
            return null;
        }
        @Nullable SessionPartition partition = partitions.get(name);
        return partition != null && partition.watch() == watch ? partition : null;
    }

    // ------------------------------------------------------------------ rounds

    /** Answers what can be answered. */
    private void pump() {
        while (!looking && !closed) {
            while (!arrived.isEmpty()) {
                FetchCall call = arrived.remove();
                accept(call);
                if (looking || closed) {
                    return;
                }
            }
            @Nullable FetchCall head = parked.peek();
            if (head == null) {
                return;
            }
            if (ready.isEmpty()) {
                if (!head.expired) {
                    return;
                }
                answer(parked.remove(), null);
            } else if (!look(head)) {
                return;
            }
        }
    }

    /** Looks at every partition with news. False when there is nothing to do for now. */
    private boolean look(FetchCall head) {
        List<SessionPartition> all = new ArrayList<>(ready.size());
        for (SessionPartition next = ready.poll(); next != null; next = ready.poll()) {
            next.ready = false;
            if (!next.gone) {
                all.add(next);
            }
        }
        FetchRound round = new FetchRound(all);
        boolean keepWatching = head.bytesMin() > 1;
        Map<Integer, FetchPart> parts = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            SessionPartition partition = all.get(i);
            @Nullable FetchWatch watch = partition.watch();
            if (watch == null) {
                round.put(i, PartitionRead.failed(partition.unresolved(), -1, -1));
                continue;
            }
            @Nullable PartitionRead brought =
                    partition.takeBrought(head.bytesMax() - round.bytes());
            if (brought != null) {
                round.put(i, brought);
                continue;
            }
            parts.computeIfAbsent(partition.shard(), _ -> new FetchPart())
                    .add(i, partition.order(watch, keepWatching));
        }
        looking = true;
        round.open = parts.size();
        for (Map.Entry<Integer, FetchPart> entry : parts.entrySet()) {
            read(round, head, entry.getKey(), entry.getValue());
        }
        if (round.open == 0) {
            looking = false;
            return finish(round);
        }
        return false;
    }

    private void read(FetchRound round, FetchCall head, int index, FetchPart part) {
        int budget = head.bytesMax() - round.bytes();
        if (home.isHere(index)) {
            part.read(home.replicas(index), budget, round.bytes() == 0, head.old(), head.full());
            part.into(round);
            round.open--;
            return;
        }
        boolean first = round.bytes() == 0;
        home.on(
                index,
                () -> {
                    part.read(home.replicas(index), budget, first, head.old(), head.full());
                    shard().execute(() -> answered(round, part));
                });
    }

    private void answered(FetchRound round, FetchPart part) {
        part.into(round);
        if (--round.open == 0) {
            looking = false;
            if (closed) {
                for (int i = 0; i < round.size(); i++) {
                    round.drop(i);
                }
                return;
            }
            if (finish(round)) {
                pump();
            }
        }
    }

    /** Answers the first in line if there is enough for it. False when it goes on waiting. */
    private boolean finish(FetchRound round) {
        FetchCall head = parked.element();
        int bytes = 0;
        boolean decisive = false;
        for (int i = 0; i < round.size(); i++) {
            SessionPartition partition = round.partition(i);
            @Nullable PartitionRead read = round.read(i);
            if (read == null || partition.gone) {
                round.drop(i);
                markReady(partition);
                continue;
            }
            learn(partition, read);
            decisive |= read.decisive();
            if (bytes > 0 && bytes + (long) read.sizeInBytes() > head.bytesMax()) {
                round.drop(i);
                markReady(partition);
            } else {
                bytes += read.sizeInBytes();
                if (read.more() && read.slice() == null) {
                    markReady(partition);
                }
            }
        }
        boolean enough =
                decisive
                        || head.expired
                        || (bytes > 0 && bytes >= head.bytesMin())
                        || (isFollower() && home.tellsWatermarks() && !changed.isEmpty());
        if (enough || head.bytesMin() <= 0) {
            answer(parked.remove(), round);
            return true;
        }
        for (int i = 0; i < round.size(); i++) {
            @Nullable PartitionRead read = round.read(i);
            if (read != null && read.slice() != null) {
                round.drop(i);
                markReady(round.partition(i));
            }
        }
        return !arrived.isEmpty();
    }

    private void learn(SessionPartition partition, PartitionRead read) {
        if (read.error() == ErrorCode.NONE) {
            partition.learn(read);
            if (partition.untold() && !partition.changed) {
                partition.changed = true;
                changed.add(partition);
            }
        }
    }

    // ------------------------------------------------------------------ answers

    private void answer(FetchCall call, @Nullable FetchRound round) {
        call.stopTimer();
        FetchAnswer answer = new FetchAnswer(call, home);
        if (round != null) {
            for (int i = 0; i < round.size(); i++) {
                @Nullable PartitionRead read = round.read(i);
                if (read != null) {
                    send(answer, round.partition(i), read);
                }
            }
        }
        for (SessionPartition partition : changed) {
            partition.changed = false;
            if (!partition.gone && partition.untold()) {
                answer.offsets(partition);
                partition.told();
            }
        }
        changed.clear();
        if (call.full()) {
            partitions.values().forEach(answer::mentionAnyway);
        }
        answer.reply();
        if (id == 0) {
            close();
        }
    }

    private void send(FetchAnswer answer, SessionPartition partition, PartitionRead read) {
        if (read.decisive()) {
            answer.decision(partition, read);
            if (!isFollower()) {
                markReady(partition);
                troubled.add(
                        new Name(partition.topic(), partition.topicId(), partition.partition()));
            }
        } else if (read.slice() != null) {
            answer.records(partition, read, read.slice());
            partition.told();
            partition.sent(read);
            // A follower is sent each record once; a consumer until it names a later position.
            if (!isFollower() || read.more()) {
                markReady(partition);
            }
        }
    }

    /** Ends the session; what waits in it is answered with nothing. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parked.isEmpty()) {
            answerNothing(parked.remove());
        }
        while (!arrived.isEmpty()) {
            answerNothing(arrived.remove());
        }
        for (SessionPartition partition : partitions.values()) {
            partition.leave();
            unwatch(partition);
        }
        partitions.clear();
    }

    private void answerNothing(FetchCall call) {
        call.stopTimer();
        new FetchAnswer(call, home).reply();
    }
}
