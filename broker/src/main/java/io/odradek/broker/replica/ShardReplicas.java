package io.odradek.broker.replica;

import io.odradek.broker.convert.Conversions;
import io.odradek.broker.net.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.log.batch.BatchProblem;
import io.odradek.log.batch.Repacking;
import io.odradek.log.io.Shard;
import io.odradek.log.partition.FlushTask;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.PartitionLog;
import io.odradek.log.partition.SegmentDeletion;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The replicas of one shard. Everything here is called on the shard and confined to it.
 *
 * <p>What can wait for the end of the shard's turn does: flushes, news to fetch sessions and
 * fetches to leaders are started once for all that the turn brought.
 */
public final class ShardReplicas {
    private static final Logger log = LoggerFactory.getLogger(ShardReplicas.class);
    private static final long TICK_NANOS = 200_000_000;

    /** After which a full disk is tried again. */
    private static final long AGAIN_NANOS = 500_000_000;

    /** One partition that the metadata gives to this broker. */
    private static final class Slot {
        final String topic;
        final boolean fresh;
        LogStore.@Nullable Opening opening;
        PartitionImage image;
        TopicSettings settings;
        @Nullable HostedPartition hosted;
        boolean failed;
        boolean damaged;
        boolean gone;

        Slot(String topic, PartitionImage image, TopicSettings settings, boolean fresh) {
            this.topic = topic;
            this.image = image;
            this.settings = settings;
            this.fresh = fresh;
        }
    }

    private final Newcomers newcomers = new Newcomers();
    private final Repackers repackers;
    private final Shard shard;
    private final ReplicaSettings settings;
    private final LogStore store;
    private final Shard control;
    private final IsrRequests isr;
    private final Executor io;
    private final ShardThrottle leaderThrottle;
    private final Fetchers fetchers;
    private final ShardCleaning cleaning = new ShardCleaning(this);
    private final DirectoryMoves moves;
    private final Repairs repairs;
    private final Scrubber scrubber;
    private final Map<PartitionKey, Slot> slots = new HashMap<>();
    private final Map<String, Leaderships> leaderships = new HashMap<>();
    private final Map<FetchSubscriber, List<FetchNews>> outbox = new LinkedHashMap<>();
    private List<HostedPartition> flushes = new ArrayList<>();
    private List<HostedPartition> news = new ArrayList<>();
    private final Set<HostedPartition> ticking = new LinkedHashSet<>();
    private Set<HostedPartition> checkpoints = new LinkedHashSet<>();
    private final Set<HostedPartition> recoverable = new LinkedHashSet<>();
    private final Set<Path> failedDirectories = new HashSet<>();
    private ClusterImage image = ClusterImage.EMPTY;
    private boolean tickScheduled;
    private boolean turnEnds;
    private boolean closed;

    ShardReplicas(
            Shard shard,
            ReplicaSettings settings,
            LogStore store,
            Shard control,
            IsrRequests isr,
            Executor io,
            Conversions conversions,
            Throttles throttles,
            PeerTransport peers) {
        this.shard = shard;
        this.settings = settings;
        this.store = store;
        this.control = control;
        this.isr = isr;
        this.io = io;
        this.repackers = new Repackers(shard, conversions);
        this.moves = new DirectoryMoves(this, store);
        this.leaderThrottle = throttles.leading().part(shard);
        this.fetchers = new Fetchers(this, settings, throttles.following().part(shard), peers);
        this.repairs = new Repairs(this, settings.interBrokerListener(), peers);
        this.scrubber =
                new Scrubber(this, settings.scrubbing(), slots::keySet, this::hosted, repairs);
        shard.execute(scrubber::start);
    }

    Shard shard() {
        return shard;
    }

    ShardCleaning cleaning() {
        return cleaning;
    }

    /** Runs what waits for a disk. */
    void onDisk(Runnable work) {
        io.execute(work);
    }

    /** For what is sent to throttled replicas. */
    ShardThrottle leaderThrottle() {
        return leaderThrottle;
    }

    Newcomers newcomers() {
        return newcomers;
    }

    ReplicaRules rules() {
        return settings.rules();
    }

    Durability durability() {
        return settings.rules().durability();
    }

    long now() {
        return shard.nanoTime();
    }

    long wallClockMs() {
        return shard.wallClockMs();
    }

    ClusterImage image() {
        return image;
    }

    Brokers brokers() {
        return (id, epoch) -> {
            @Nullable BrokerImage broker = image.brokers().get(id);
            return broker != null
                    && !broker.fenced()
                    && !broker.inControlledShutdown()
                    && (epoch < 0 || broker.epoch() == epoch);
        };
    }

    /** What a session was to be sent of a partition is not what was written. */
    public void damaged(FetchWatch watch, long offset) {
        @Nullable HostedPartition hosted =
                hosted(new PartitionKey(watch.topicId(), watch.partition()));
        if (hosted != null) {
            repairs.damaged(hosted, offset);
        }
    }

    private @Nullable HostedPartition hosted(PartitionKey key) {
        @Nullable Slot slot = slots.get(key);
        return slot == null ? null : slot.hosted;
    }

    /** Whether a consumer could read from that broker, and would have it near. */
    boolean isInRack(int id, String rack) {
        @Nullable BrokerImage broker = image.brokers().get(id);
        return broker != null
                && !broker.fenced()
                && !broker.inControlledShutdown()
                && broker.rack().equals(rack);
    }

    /** Tells {@code listener} what becomes of this shard's part of {@code topic} from now on. */
    public void tellLeaderships(String topic, Leaderships listener) {
        leaderships.put(topic, listener);
    }

    @Nullable Leaderships leadershipsOf(String topic) {
        return leaderships.get(topic);
    }

    // ------------------------------------------------------------------ requests

    /** Appends each item of a produce request's part, and answers or parks it. */
    public void append(AppendBatch batch) {
        for (AppendBatch.Item item : batch.items()) {
            @Nullable Slot slot = slots.get(item.key());
            if (slot != null && repackers.takes(item.key(), item.records(), slot.settings)) {
                repackers.repack(
                        item.key(),
                        item.records(),
                        slot.settings,
                        outcome -> appendRepacked(batch, item, outcome));
            } else {
                append(batch, item, slot);
            }
        }
        batch.startTimer(shard);
    }

    private void append(AppendBatch batch, AppendBatch.Item item, @Nullable Slot slot) {
        if (slot == null || slot.hosted == null) {
            batch.answer(item.slot(), refusal(item.key(), slot));
        } else {
            slot.hosted.append(batch, item);
        }
    }

    private void appendRepacked(
            AppendBatch batch, AppendBatch.Item item, Repacking.@Nullable Outcome outcome) {
        switch (outcome) {
            case null ->
                    batch.answer(
                            item.slot(),
                            AppendAnswer.refused(ErrorCode.UNKNOWN_SERVER_ERROR, null, -1, -1));
            case Repacking.Outcome.Packed(ByteBuffer batches) ->
                    append(batch, item.with(batches), slots.get(item.key()));
            case Repacking.Outcome.Refused(BatchProblem problem) ->
                    batch.answer(item.slot(), AppendAnswer.rejected(problem));
        }
        batch.startTimer(shard);
    }

    private AppendAnswer refusal(PartitionKey key, @Nullable Slot slot) {
        @Nullable PartitionImage at = image.partition(key.topicId(), key.partition()).orElse(null);
        return AppendAnswer.refused(
                unavailable(slot),
                null,
                at == null ? -1 : at.leader(),
                at == null ? -1 : at.leaderEpoch());
    }

    private static ErrorCode unavailable(@Nullable Slot slot) {
        return slot != null && slot.failed
                ? ErrorCode.KAFKA_STORAGE_ERROR
                : ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }

    public PartitionRead read(FetchOrder order) {
        PartitionKey key = new PartitionKey(order.watch().topicId(), order.watch().partition());
        @Nullable Slot slot = slots.get(key);
        if (slot == null || slot.hosted == null) {
            AppendAnswer why = refusal(key, slot);
            return PartitionRead.failed(why.error(), why.leader(), why.leaderEpoch());
        }
        return slot.hosted.read(order);
    }

    /** A follower's progress, told between orders. */
    public void progress(FetchWatch watch, int leaderEpoch, long logEnd, long flushed) {
        if (watch.host != null) {
            watch.host.progress(watch, leaderEpoch, logEnd, flushed);
        }
    }

    /** Where a follower's log starts, told between orders. */
    public void followerLogStart(FetchWatch watch, int leaderEpoch, long logStart) {
        @Nullable Slot slot = slots.get(new PartitionKey(watch.topicId(), watch.partition()));
        if (slot != null && slot.hosted != null) {
            slot.hosted.followerLogStart(watch, leaderEpoch, logStart);
        }
    }

    /** Deletes the records below {@code before}, or below the high watermark if it is -1. */
    public void deleteRecords(PartitionKey key, long before, int slotOfAnswer, DeletionSink sink) {
        @Nullable Slot slot = slots.get(key);
        if (slot == null || slot.hosted == null) {
            sink.deleted(slotOfAnswer, unavailable(slot), -1);
        } else {
            slot.hosted.deleteRecords(before, slotOfAnswer, sink);
        }
    }

    public void unwatch(FetchWatch watch) {
        if (watch.host != null) {
            watch.host.detach(watch);
        }
    }

    /** The replica and its log, for requests that only look; null when it is not here. */
    public @Nullable PartitionAccess access(PartitionKey key) {
        @Nullable Slot slot = slots.get(key);
        return slot == null || slot.hosted == null ? null : new PartitionAccess(slot.hosted);
    }

    /** Every replica that is here. */
    public List<PartitionAccess> all() {
        List<PartitionAccess> all = new ArrayList<>(slots.size());
        for (Slot slot : slots.values()) {
            if (slot.hosted != null) {
                all.add(new PartitionAccess(slot.hosted));
            }
        }
        return all;
    }

    // ------------------------------------------------------------------ metadata

    void apply(ClusterImage newer, Collection<PartitionUpdate> updates, boolean brokersChanged) {
        image = newer;
        if (closed) {
            return;
        }
        for (PartitionUpdate update : updates) {
            apply(update);
        }
        if (brokersChanged) {
            fetchers.brokersChanged();
            for (Slot slot : slots.values()) {
                if (slot.hosted != null && slot.hosted.replica().isLeader()) {
                    slot.hosted.tick();
                }
            }
        }
    }

    private void apply(PartitionUpdate update) {
        @Nullable Slot slot = slots.get(update.key());
        PartitionImage at = update.image();
        TopicSettings topicSettings = update.settings();
        if (at == null || topicSettings == null || !at.isReplica(rules().brokerId())) {
            if (slot != null) {
                leave(update.key(), slot);
            } else {
                control.execute(() -> store.release(update.key(), update.topic()));
            }
            return;
        }
        if (slot == null) {
            Slot added = new Slot(update.topic(), at, topicSettings, update.fresh());
            slots.put(update.key(), added);
            open(update.key(), added);
            return;
        }
        slot.image = at;
        if (!slot.settings.equals(topicSettings)) {
            slot.settings = topicSettings;
            if (slot.hosted != null) {
                slot.hosted.log().reconfigure(topicSettings.log());
                cleaning.configured(slot.hosted, topicSettings.compaction());
                slot.hosted.throttle(
                        topicSettings.leaderThrottled(), topicSettings.followerThrottled());
            }
        }
        if (slot.hosted != null) {
            assume(slot, slot.hosted);
            fetchers.throttleChanged(slot.hosted);
        }
        copyAnewIfNobodyMinds(update.key(), slot);
    }

    /**
     * A log that recovery refused gives way to a new one once another broker leads and nothing
     * counts on what this one had.
     */
    private void copyAnewIfNobodyMinds(PartitionKey key, Slot slot) {
        int self = rules().brokerId();
        PartitionImage at = slot.image;
        if (!slot.damaged
                || closed
                || at.leader() == PartitionImage.NO_LEADER
                || at.isr().contains(self)
                || at.eligibleLeaderReplicas().contains(self)
                || at.lastKnownElr().contains(self)) {
            return;
        }
        slot.damaged = false;
        slot.failed = false;
        log.warn(
                "Partition {}-{} is copied anew from broker {}: nothing counts on the damaged copy, which is set aside.",
                slot.topic,
                key.partition(),
                at.leader());
        open(key, slot, store::openAnew);
    }

    private void assume(Slot slot, HostedPartition hosted) {
        hosted.apply(slot.image, slot.settings.minInsyncReplicas());
        fetchers.assign(hosted);
    }

    private void open(PartitionKey key, Slot slot) {
        open(key, slot, store::open);
    }

    private void open(PartitionKey key, Slot slot, LogStore.Way way) {
        TopicSettings topicSettings = slot.settings;
        LogStore.Opening opening =
                new LogStore.Opening(slot.image.directory(rules().brokerId()), slot.fresh);
        slot.opening = opening;
        control.execute(
                () ->
                        way.open(
                                key,
                                slot.topic,
                                topicSettings.log(),
                                opening,
                                result -> shard.execute(() -> opened(key, slot, result))));
    }

    private void opened(PartitionKey key, Slot slot, LogStore.Opened result) {
        switch (result) {
            case LogStore.Opened.Failed(LogException cause) -> {
                slot.failed = true;
                if (slot.gone) {
                    control.execute(() -> store.delete(key, slot.topic));
                    return;
                }
                if (cause.isTransient()) {
                    openLater(key, slot, cause);
                    return;
                }
                log.error(
                        "Partition {}-{} stays offline on this broker: {}",
                        slot.topic,
                        key.partition(),
                        cause.getMessage());
                slot.damaged = cause.category() == LogException.Category.CORRUPT;
                copyAnewIfNobodyMinds(key, slot);
            }
            case LogStore.Opened.Offline() -> {
                slot.failed = true;
                if (slot.gone) {
                    control.execute(() -> store.delete(key, slot.topic));
                    return;
                }
                log.warn(
                        "Partition {}-{} is out of service here until its log directory works again.",
                        slot.topic,
                        key.partition());
            }
            case LogStore.Opened.Ready(PartitionLog opened, long watermark) -> {
                HostedPartition hosted =
                        new HostedPartition(this, key, slot.topic, opened, watermark);
                if (slot.gone || closed) {
                    retire(hosted, slot.gone);
                    return;
                }
                if (isFailed(hosted)) {
                    slot.failed = true;
                    retire(hosted, false);
                    return;
                }
                slot.hosted = hosted;
                opened.reconfigure(slot.settings.log());
                cleaning.configured(hosted, slot.settings.compaction());
                hosted.throttle(slot.settings.leaderThrottled(), slot.settings.followerThrottled());
                assume(slot, hosted);
                queueCheckpoint(hosted);
            }
        }
    }

    private void openLater(PartitionKey key, Slot slot, LogException cause) {
        log.warn(
                "Partition {}-{} is not open yet, which is tried again: {}",
                slot.topic,
                key.partition(),
                cause.getMessage());
        Shard.Timer unused =
                shard.schedule(
                        () -> {
                            if (!slot.gone && !closed) {
                                slot.failed = false;
                                open(key, slot);
                            }
                        },
                        AGAIN_NANOS);
    }

    private void leave(PartitionKey key, Slot slot) {
        slots.remove(key);
        repairs.forget(key);
        slot.gone = true;
        if (slot.hosted != null) {
            dismiss(slot.hosted);
            retire(slot.hosted, true);
        } else if (slot.failed) {
            control.execute(() -> store.delete(key, slot.topic));
        } else {
            LogStore.Opening opening = Objects.requireNonNull(slot.opening);
            control.execute(() -> store.abandon(key, slot.topic, opening));
        }
    }

    private void dismiss(HostedPartition hosted) {
        fetchers.remove(hosted);
        ticking.remove(hosted);
        checkpoints.remove(hosted);
        recoverable.remove(hosted);
    }

    /** Every replica in it goes out of service; where they are known to be, they stay. */
    void directoryFailed(Path directory) {
        failedDirectories.add(directory);
        slots.forEach(
                (key, slot) -> {
                    @Nullable HostedPartition hosted = slot.hosted;
                    if (hosted != null && isFailed(hosted)) {
                        repairs.forget(key);
                        slot.failed = true;
                        slot.hosted = null;
                        dismiss(hosted);
                        retire(hosted, false);
                    }
                });
    }

    private boolean isFailed(HostedPartition hosted) {
        @Nullable Path directory = hosted.log().directory().getParent();
        return directory != null && failedDirectories.contains(directory);
    }

    // ------------------------------------------------------------------ moves between directories

    /** Moves a replica to another directory, or has it stay in its own (KIP-113). */
    ErrorCode moveTo(PartitionKey key, LogDirectory to) {
        @Nullable Slot slot = slots.get(key);
        if (slot == null || slot.hosted == null) {
            return slot != null && slot.failed
                    ? ErrorCode.KAFKA_STORAGE_ERROR
                    : ErrorCode.REPLICA_NOT_AVAILABLE;
        }
        if (store.isIn(slot.hosted.log(), to)) {
            moves.cancel(key);
        } else {
            moves.begin(slot.hosted, to);
        }
        return ErrorCode.NONE;
    }

    /** The replicas that are on their way. */
    public List<FutureReplica> futures() {
        return moves.describe();
    }

    /** Whether its successor would know all it knows. */
    boolean mayStop(HostedPartition partition) {
        @Nullable Slot slot = slots.get(partition.key());
        return slot != null
                && partition.replica().isSettled()
                && partition.replica().partitionEpoch() == slot.image.partitionEpoch();
    }

    /** A copy has all that is committed: it takes the log's place. */
    void change(DirectoryMove move) {
        HostedPartition hosted = move.partition();
        PartitionKey key = hosted.key();
        Slot slot = Objects.requireNonNull(slots.get(key));
        LogCheckpoint before = checkpoint(hosted);
        LogCheckpoint state =
                new LogCheckpoint(
                        before.topic(),
                        before.partition(),
                        before.highWatermark(),
                        hosted.log().logEndOffset(),
                        before.logStartOffset(),
                        before.cleanedTo());
        slot.hosted = null;
        repairs.forget(key);
        dismiss(hosted);
        hosted.close(
                () ->
                        io.execute(
                                () ->
                                        store.change(
                                                move.future(),
                                                hosted.log(),
                                                state,
                                                () -> shard.execute(() -> changed(move, slot)))));
    }

    private void changed(DirectoryMove move, Slot slot) {
        PartitionKey key = move.partition().key();
        moves.ended(key, move);
        if (slot.gone) {
            control.execute(() -> store.delete(key, slot.topic));
        } else if (!closed) {
            open(key, slot);
        }
    }

    private void retire(HostedPartition hosted, boolean delete) {
        hosted.close(
                () -> {
                    try {
                        hosted.log().close(false);
                    } catch (LogException e) {
                        log.warn("Closing {} failed.", hosted.log(), e);
                    }
                    if (delete) {
                        control.execute(() -> store.delete(hosted.key(), hosted.topic()));
                    }
                });
    }

    // ------------------------------------------------------------------ the end of a turn

    private void endTurn() {
        if (!turnEnds) {
            turnEnds = true;
            shard.execute(this::turnEnded);
        }
    }

    private void turnEnded() {
        turnEnds = false;
        if (!flushes.isEmpty()) {
            List<HostedPartition> due = flushes;
            flushes = new ArrayList<>();
            due.forEach(HostedPartition::flush);
        }
        if (!news.isEmpty()) {
            List<HostedPartition> due = news;
            news = new ArrayList<>();
            for (HostedPartition partition : due) {
                partition.newsQueued = false;
                partition.tellNews();
            }
        }
        while (!outbox.isEmpty()) {
            Map.Entry<FetchSubscriber, List<FetchNews>> next = outbox.entrySet().iterator().next();
            FetchSubscriber subscriber = next.getKey();
            List<FetchNews> told = next.getValue();
            outbox.remove(subscriber);
            if (subscriber.shard() == shard) {
                subscriber.news(told);
            } else {
                subscriber.shard().execute(() -> subscriber.news(told));
            }
        }
        fetchers.endTurn();
    }

    void queueFlush(HostedPartition partition) {
        flushes.add(partition);
        endTurn();
    }

    void flushLater(HostedPartition partition) {
        Shard.Timer unused = shard.schedule(partition::flush, AGAIN_NANOS);
    }

    void queueNews(HostedPartition partition) {
        if (!partition.newsQueued) {
            partition.newsQueued = true;
            news.add(partition);
            endTurn();
        }
    }

    void tell(FetchSubscriber subscriber, FetchNews what) {
        outbox.computeIfAbsent(subscriber, _ -> new ArrayList<>(2)).add(what);
        endTurn();
    }

    /** Something is to be fetched or told to a leader. */
    void queueFetch() {
        endTurn();
    }

    // ------------------------------------------------------------------ disk

    void runFlush(HostedPartition partition, FlushTask task) {
        if (task.isEmpty()) {
            task.run();
            partition.flushed(task);
            return;
        }
        io.execute(
                () -> {
                    task.run();
                    shard.execute(() -> partition.flushed(task));
                });
    }

    /** Runs {@code work} on an I/O thread and gives what it made to the shard. */
    <T> void onDisk(Supplier<T> work, Consumer<T> then) {
        io.execute(
                () -> {
                    T made = work.get();
                    shard.execute(() -> then.accept(made));
                });
    }

    void onFlushed(HostedPartition partition) {
        fetchers.progress(partition);
    }

    /** Every leader drops what its topic's retention does not keep. */
    void retainAll() {
        for (Slot slot : slots.values()) {
            if (slot.hosted != null) {
                slot.hosted.retain(slot.settings.retention());
            }
        }
    }

    void delete(HostedPartition partition, SegmentDeletion deletion) {
        if (!deletion.isEmpty()) {
            io.execute(
                    () -> {
                        try {
                            deletion.run();
                        } catch (IOException e) {
                            log.warn("Old segments could not be deleted; the next start does.", e);
                            diskFailed(partition, e);
                        }
                    });
        }
    }

    /** A disk that failed once is not trusted again: only recovery at a start may use it. */
    void logFailed(HostedPartition partition, LogException e) {
        if (e.category() == LogException.Category.FAILED) {
            diskFailed(partition, e);
        } else {
            ReplicaReports.logFailed(partition, e);
        }
    }

    /** Takes the replica's directory out of service, unless it is not the disk. Thread-safe. */
    void diskFailed(HostedPartition partition, IOException e) {
        store.check(partition.log(), e);
    }

    /** What a session was to be sent of a partition cannot be read. */
    public void unreadable(FetchWatch watch, IOException e) {
        @Nullable HostedPartition hosted =
                hosted(new PartitionKey(watch.topicId(), watch.partition()));
        if (hosted != null) {
            diskFailed(hosted, e);
        }
    }

    // ------------------------------------------------------------------ in-sync sets, time

    void propose(HostedPartition partition, IsrProposal proposal) {
        isr.propose(
                partition.key(),
                proposal,
                answer -> shard.execute(() -> partition.altered(answer)));
    }

    void startTicking(HostedPartition partition) {
        partition.ticking = true;
        ticking.add(partition);
        tickLater();
    }

    private void tickLater() {
        if (!tickScheduled && !ticking.isEmpty()) {
            tickScheduled = true;
            shard.schedule(this::tick, TICK_NANOS);
        }
    }

    private void tick() {
        tickScheduled = false;
        for (HostedPartition partition : List.copyOf(ticking)) {
            partition.tick();
        }
        ticking.removeIf(
                partition -> {
                    partition.ticking = partition.replica().needsTicks(now());
                    return !partition.ticking;
                });
        tickLater();
    }

    // ------------------------------------------------------------------ checkpoints

    void queueCheckpoint(HostedPartition partition) {
        if (!partition.checkpointQueued) {
            partition.checkpointQueued = true;
            checkpoints.add(partition);
            cleaning.changed(partition.compaction());
        }
    }

    /**
     * What changed since the last call.
     *
     * @param recovery whether to move the recovery points on, too
     */
    List<LogCheckpoint> takeCheckpoints(boolean recovery) {
        List<LogCheckpoint> taken = new ArrayList<>(checkpoints.size());
        Set<HostedPartition> due = checkpoints;
        checkpoints = new LinkedHashSet<>();
        for (HostedPartition partition : due) {
            partition.checkpointQueued = false;
            if (partition.isClosed()) {
                // Another log may have its name by now.
                continue;
            }
            partition.checkpointTaken();
            taken.add(checkpoint(partition));
            // Once more for what has moved since the last look.
            cleaning.changed(partition.compaction());
            recoverable.add(partition);
        }
        if (recovery) {
            recoverable.forEach(HostedPartition::checkpoint);
            recoverable.clear();
        }
        return taken;
    }

    static LogCheckpoint checkpoint(HostedPartition partition) {
        return new LogCheckpoint(
                partition.topic(),
                partition.key().partition(),
                partition.replica().highWatermark(),
                partition.log().recoveryPoint(),
                partition.log().logStartOffset(),
                cleanedTo(partition.log()));
    }

    private static long cleanedTo(PartitionLog log) {
        return log.cleanedTo() > log.logStartOffset() ? log.cleanedTo() : 0;
    }

    // ------------------------------------------------------------------ end

    /** Stops; gives out the replicas, which nobody uses here any more. */
    void close(Consumer<List<HostedPartition>> then) {
        closed = true;
        scrubber.close();
        fetchers.close();
        List<HostedPartition> open = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (slot.hosted != null) {
                open.add(slot.hosted);
            }
        }
        slots.clear();
        int[] left = {open.size()};
        if (open.isEmpty()) {
            then.accept(open);
            return;
        }
        for (HostedPartition partition : open) {
            partition.close(
                    () -> {
                        if (--left[0] == 0) {
                            then.accept(open);
                        }
                    });
        }
    }

    int leaderships() {
        int leading = 0;
        for (Slot slot : slots.values()) {
            if (slot.hosted != null && slot.hosted.replica().isLeader()) {
                leading++;
            }
        }
        return leading;
    }
}
