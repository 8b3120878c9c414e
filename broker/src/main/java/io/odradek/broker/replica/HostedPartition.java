package io.odradek.broker.replica;

import io.odradek.controller.image.PartitionImage;
import io.odradek.log.partition.AppendOutcome;
import io.odradek.log.partition.FlushTask;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.LogSlice;
import io.odradek.log.partition.PartitionLog;
import io.odradek.log.partition.ReadOutcome;
import io.odradek.log.partition.Retention;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * One replica with its log: drives the rules, answers who waits, flushes in groups. Confined to its
 * shard.
 */
final class HostedPartition {
    private final ShardReplicas shard;
    private final PartitionKey key;
    private final String topic;
    private final PartitionLog log;
    private final PartitionReplica replica;
    private final Acks acks;
    private final RecordDeletions deletions = new RecordDeletions();
    private final Watches watches;
    private final HotTail tail;
    private final PartitionCleaning compaction;
    private long newsWatermark;
    private long newsEnd;
    private long checkpointed = -1;
    private boolean flushAgain;
    private boolean checkpointDue;
    private @Nullable Runnable whenFlushed;
    private @Nullable Leadership leadership;
    private long toldCommitted;
    private boolean closed;
    private boolean leaderThrottled;
    private boolean followerThrottled;
    private boolean inSync;

    /** Intrusive flags of the shard's lists. */
    boolean newsQueued;

    boolean ticking;
    boolean checkpointQueued;

    HostedPartition(
            ShardReplicas shard, PartitionKey key, String topic, PartitionLog log, long watermark) {
        this.shard = shard;
        this.key = key;
        this.topic = topic;
        this.log = log;
        this.tail = new HotTail(log.logEndOffset());
        this.replica =
                new PartitionReplica(shard.rules(), shard.brokers(), new LogView(log), watermark);
        this.acks = new Acks(replica, log, shard.durability());
        this.watches = new Watches(this, shard);
        this.compaction = new PartitionCleaning(this, shard);
    }

    PartitionKey key() {
        return key;
    }

    String topic() {
        return topic;
    }

    PartitionLog log() {
        return log;
    }

    PartitionCleaning compaction() {
        return compaction;
    }

    PartitionReplica replica() {
        return replica;
    }

    // ------------------------------------------------------------------ role

    void apply(PartitionImage image, int minIsr) {
        PartitionReplica.Change change = replica.apply(image, minIsr, shard.now());
        if (change != PartitionReplica.Change.NONE) {
            inSync = image.isr().contains(shard.rules().brokerId());
        }
        if (change == PartitionReplica.Change.NEW_EPOCH) {
            roleEnded();
            if (replica.isLeader()) {
                flush();
                leads();
            }
        }
        settle();
    }

    private void leads() {
        @Nullable Leaderships listener = shard.leadershipsOf(topic);
        if (listener != null) {
            leadership = new Leadership(this, replica.leaderEpoch());
            toldCommitted = replica.highWatermark();
            listener.begins(leadership);
        }
    }

    private void tellCommitted() {
        @Nullable Leaderships listener = shard.leadershipsOf(topic);
        if (leadership != null && listener != null && replica.highWatermark() > toldCommitted) {
            toldCommitted = replica.highWatermark();
            listener.committed(leadership);
        }
    }

    private void roleEnded() {
        @Nullable Leaderships listener = shard.leadershipsOf(topic);
        if (leadership != null && listener != null) {
            Leadership over = leadership;
            leadership = null;
            listener.ends(over);
        }
        acks.roleEnded();
        deletions.roleEnded();
        watches.fireAll();
    }

    void tick() {
        replica.tick(shard.now());
        settle();
    }

    void altered(IsrAnswer answer) {
        replica.altered(answer, shard.now());
        settle();
    }

    /** After every step of the rules: does what follows from it. */
    private void settle() {
        acks.settle();
        if (!deletions.isEmpty() && replica.isLeader()) {
            deletions.reached(replica.lowWatermark());
        }
        @Nullable IsrProposal proposal = replica.takeProposal();
        if (proposal != null) {
            shard.propose(this, proposal);
        }
        if (replica.highWatermark() != newsWatermark || log.logEndOffset() != newsEnd) {
            newsWatermark = replica.highWatermark();
            newsEnd = log.logEndOffset();
            if (!watches.isEmpty()) {
                shard.queueNews(this);
            }
        }
        if (newsWatermark != checkpointed) {
            shard.queueCheckpoint(this);
        }
        if (!ticking && replica.needsTicks(shard.now())) {
            shard.startTicking(this);
        }
        if (leadership != null) {
            tellCommitted();
        }
        if (watches.anyHeld()) {
            watches.release(watch -> !isThrottled(watch));
        }
    }

    // ------------------------------------------------------------------ throttles (KIP-73)

    /** Whether this replica's part in either quota is throttled, as the topic's configs say. */
    void throttle(ThrottledReplicas asLeader, ThrottledReplicas asFollower) {
        int self = shard.rules().brokerId();
        leaderThrottled = asLeader.covers(key.partition(), self);
        followerThrottled = asFollower.covers(key.partition(), self);
        settle();
    }

    /** Whether what is sent to a follower counts against the quota: not what is waited for. */
    private boolean isThrottled(FetchWatch watch) {
        return leaderThrottled
                && watch.isFollower()
                && shard.leaderThrottle().limited()
                && replica.isLeader()
                && !replica.waitsFor(watch.follower());
    }

    /** Whether what is fetched counts against the quota, where there is one. */
    boolean isThrottledFollower() {
        return followerThrottled && !inSync;
    }

    // ------------------------------------------------------------------ produce

    void append(AppendBatch batch, AppendBatch.Item item) {
        ErrorCode gate = replica.appendGate(batch.acks() == -1);
        if (gate != ErrorCode.NONE) {
            shard.newcomers().refused(key, item.records(), log::lastSequence);
            batch.answer(item.slot(), refusal(gate));
            return;
        }
        if (shard.newcomers().defers(key, item.records(), log::lastSequence)) {
            batch.answer(item.slot(), refusal(ErrorCode.NOT_LEADER_OR_FOLLOWER));
            return;
        }
        try {
            switch (log.appendAsLeader(
                    item.records(), replica.leaderEpoch(), shard.wallClockMs())) {
                case AppendOutcome.Appended done -> {
                    grew(done.firstOffset(), item.records().remaining());
                    acks.await(
                            batch,
                            item,
                            done.firstOffset(),
                            done.lastOffset(),
                            done.logAppendTimeMs());
                }
                case AppendOutcome.Duplicate(long first, long last, long timeMs) ->
                        acks.await(batch, item, first, last, timeMs);
                case AppendOutcome.Rejected(var reason, String message) ->
                        batch.answer(
                                item.slot(),
                                AppendAnswer.refused(
                                        Rejections.code(reason),
                                        message,
                                        replica.leader(),
                                        replica.leaderEpoch()));
            }
        } catch (LogException e) {
            batch.answer(item.slot(), refusal(ErrorCode.KAFKA_STORAGE_ERROR));
            shard.logFailed(this, e);
        }
    }

    /** The leader's log grew. */
    private void grew(long from, int bytes) {
        tail.grew(from, bytes);
        replica.logChanged(shard.now());
        settle();
        if (shard.durability() == Durability.SYNC) {
            shard.queueFlush(this);
        }
    }

    /** Appends what this broker itself keeps in the partition. */
    AppendOutcome appendOwn(ByteBuffer batch, int bytesMax) throws LogException {
        try {
            AppendOutcome outcome =
                    log.appendOwn(batch, replica.leaderEpoch(), shard.wallClockMs(), bytesMax);
            if (outcome instanceof AppendOutcome.Appended done) {
                grew(done.firstOffset(), batch.remaining());
            }
            return outcome;
        } catch (LogException e) {
            shard.logFailed(this, e);
            throw e;
        }
    }

    private AppendAnswer refusal(ErrorCode error) {
        @Nullable String message =
                error == ErrorCode.NOT_ENOUGH_REPLICAS
                        ? "The in-sync replicas "
                                + replica.isr()
                                + " are fewer than min.insync.replicas."
                        : null;
        return AppendAnswer.refused(error, message, replica.leader(), replica.leaderEpoch());
    }

    // ------------------------------------------------------------------ fetch

    PartitionRead read(FetchOrder order) {
        if (!watches.attach(order.watch())) {
            return PartitionRead.failed(
                    ErrorCode.REPLICA_NOT_AVAILABLE, replica.leader(), replica.leaderEpoch());
        }
        FetchVerdict verdict =
                switch (order.kind()) {
                    case CONSUMER ->
                            replica.consumerFetch(
                                    order.leaderEpoch(),
                                    order.lastFetchedEpoch(),
                                    order.offset(),
                                    order.watch().rack() != null);
                    case FOLLOWER_START -> {
                        FetchVerdict compared =
                                replica.followerFetch(
                                        order.watch().follower(),
                                        order.watch().brokerEpoch(),
                                        order.leaderEpoch(),
                                        order.lastFetchedEpoch(),
                                        order.offset(),
                                        order.flushed(),
                                        shard.now());
                        settle();
                        yield compared;
                    }
                    case FOLLOWER_STREAM ->
                            replica.followerStream(order.leaderEpoch(), order.offset());
                };
        return switch (verdict) {
            case FetchVerdict.Refused(ErrorCode error) -> answer(error, null, null, order, false);
            case FetchVerdict.Diverging(EpochEnd end) ->
                    answer(ErrorCode.NONE, end, null, order, false);
            case FetchVerdict.Granted(long offset, long limit) -> {
                int nearer = nearer(order.watch(), offset);
                yield nearer < 0 ? readLog(order, offset, limit) : answer(order, nearer);
            }
        };
    }

    /**
     * The replica in a consumer's rack that it should read from; -1 when it is well served here.
     */
    private int nearer(FetchWatch watch, long offset) {
        @Nullable String rack = watch.rack();
        if (rack == null
                || rack.isEmpty()
                || !shard.rules().readsNearby()
                || !replica.isLeader()
                || shard.isInRack(shard.rules().brokerId(), rack)) {
            return -1;
        }
        return replica.readReplica(offset, id -> shard.isInRack(id, rack));
    }

    private PartitionRead readLog(FetchOrder order, long offset, long limit) {
        if (limit <= offset) {
            Watches.arm(order, offset);
            return answer(ErrorCode.NONE, null, null, order, false);
        }
        if (order.bytesMax() <= 0 && !order.anyway()) {
            return answer(ErrorCode.NONE, null, null, order, true);
        }
        boolean throttled = isThrottled(order.watch());
        int bytesMax = order.bytesMax();
        if (throttled) {
            long room = shard.leaderThrottle().room();
            if (room <= 0) {
                Watches.arm(order, offset);
                watches.hold(order.watch());
                return answer(ErrorCode.NONE, null, null, order, false);
            }
            watches.letGo(order.watch());
            bytesMax = (int) Math.min(bytesMax, room);
        }
        try {
            ReadOutcome read =
                    order.kind() == FetchOrder.Kind.CONSUMER
                            ? log.readRecords(offset, bytesMax, limit, order.anyway())
                            : log.read(offset, bytesMax, limit, order.anyway());
            return switch (read) {
                case LogSlice slice -> {
                    if (throttled) {
                        shard.leaderThrottle().passed(slice.sizeInBytes());
                    }
                    boolean more = slice.nextOffset() < limit;
                    if (!more && (order.watch().isFollower() || order.keepWatching())) {
                        Watches.arm(order, slice.nextOffset());
                    }
                    yield answer(ErrorCode.NONE, null, slice, order, more);
                }
                case ReadOutcome.Empty _ -> answer(ErrorCode.NONE, null, null, order, true);
                case ReadOutcome.OutOfRange _ ->
                        answer(ErrorCode.OFFSET_OUT_OF_RANGE, null, null, order, false);
            };
        } catch (LogException e) {
            shard.logFailed(this, e);
            return answer(ErrorCode.KAFKA_STORAGE_ERROR, null, null, order, false);
        }
    }

    private PartitionRead answer(
            ErrorCode error,
            @Nullable EpochEnd diverging,
            @Nullable LogSlice slice,
            FetchOrder order,
            boolean more) {
        return answer(error, diverging, slice, order, more, -1);
    }

    private PartitionRead answer(FetchOrder order, int nearer) {
        return answer(ErrorCode.NONE, null, null, order, false, nearer);
    }

    private PartitionRead answer(
            ErrorCode error,
            @Nullable EpochEnd diverging,
            @Nullable LogSlice slice,
            FetchOrder order,
            boolean more,
            int preferredReplica) {
        order.watch().watermarkTold = true;
        return new PartitionRead(
                error,
                replica.highWatermark(),
                log.logStartOffset(),
                diverging,
                slice,
                slice == null ? order.offset() : slice.nextOffset(),
                more,
                slice != null && tail.isCold(order.offset()),
                replica.leader(),
                replica.leaderEpoch(),
                preferredReplica);
    }

    void detach(FetchWatch watch) {
        watches.detach(watch);
    }

    /** At the end of a turn: tells those for whom there is something to read. */
    void tellNews() {
        watches.tellNews(newsEnd, newsWatermark);
    }

    void progress(FetchWatch watch, int leaderEpoch, long logEnd, long flushed) {
        if (watch.host == this
                && replica.followerProgress(
                        watch.follower(),
                        watch.brokerEpoch(),
                        leaderEpoch,
                        logEnd,
                        flushed,
                        shard.now())) {
            settle();
        }
    }

    void followerLogStart(FetchWatch watch, int requestEpoch, long offset) {
        replica.followerLogStart(watch.follower(), watch.brokerEpoch(), requestEpoch, offset);
        if (!deletions.isEmpty()) {
            settle();
        }
    }

    // ------------------------------------------------------------------ delete records

    /**
     * Makes {@code before} the first readable offset, here and on every in-sync replica.
     *
     * @param before -1 for all that is committed
     */
    void deleteRecords(long before, int slot, DeletionSink sink) {
        ErrorCode gate = replica.leaderGate(-1);
        if (gate != ErrorCode.NONE) {
            sink.deleted(slot, gate, -1);
            return;
        }
        long start = before == -1 ? replica.highWatermark() : before;
        if (start < 0 || start > replica.highWatermark()) {
            sink.deleted(slot, ErrorCode.OFFSET_OUT_OF_RANGE, -1);
            return;
        }
        try {
            advanceLogStart(start);
        } catch (LogException e) {
            sink.deleted(slot, ErrorCode.KAFKA_STORAGE_ERROR, -1);
            shard.logFailed(this, e);
            return;
        }
        deletions.add(start, slot, sink);
        settle();
    }

    /**
     * Drops what {@code retention} no longer keeps. Only who leads decides so, and the others
     * follow: replicas start at the same offset.
     */
    void retain(Retention retention) {
        if (!replica.isLeader() || retention.isForever()) {
            return;
        }
        try {
            long start = log.logStartOffset();
            advanceLogStart(
                    log.startUnder(retention, replica.highWatermark(), shard.wallClockMs()));
            if (log.logStartOffset() > start) {
                ReplicaReports.retained(this, start);
            }
        } catch (LogException e) {
            shard.logFailed(this, e);
        }
    }

    private void advanceLogStart(long start) throws LogException {
        if (start <= log.logStartOffset()) {
            return;
        }
        shard.delete(this, log.advanceLogStart(start, shard.wallClockMs()));
        shard.queueCheckpoint(this);
        if (replica.isLeader()) {
            // Followers learn of it in answers, and answers are made of news.
            watches.tellOffsets();
            shard.queueNews(this);
        }
    }

    // ------------------------------------------------------------------ follower

    /** What the leader sent. False when it does not fit, and the follower must start anew. */
    boolean appendFromLeader(ByteBuffer batches) throws LogException {
        long endBefore = log.logEndOffset();
        AppendOutcome outcome = log.appendAsFollower(batches, shard.wallClockMs());
        if (outcome instanceof AppendOutcome.Rejected(var reason, String message)) {
            ReplicaReports.rejectedFromLeader(this, reason, message);
            return false;
        }
        tail.grew(endBefore, batches.remaining());
        replica.logChanged(shard.now());
        if (shard.durability() == Durability.SYNC) {
            shard.queueFlush(this);
        }
        return true;
    }

    /** The leader's watermark and log start, told with or without records. */
    void leaderTold(int epoch, long highWatermark, long leaderLogStart) throws LogException {
        if (!replica.leaderWatermark(epoch, highWatermark)) {
            return;
        }
        if (leaderLogStart > log.logStartOffset()
                && leaderLogStart <= Math.min(replica.highWatermark(), log.logEndOffset())) {
            advanceLogStart(leaderLogStart);
            shard.onFlushed(this);
        }
        settle();
    }

    /** The leader says that the logs part. Returns false when nothing was cut. */
    boolean truncate(EpochEnd leaderEnd) throws LogException {
        long before = log.logEndOffset();
        log.truncateTo(replica.truncationTarget(leaderEnd));
        ReplicaReports.truncation(this, before, replica.truncated());
        settle();
        return log.logEndOffset() < before;
    }

    /** Nothing this log has is of use to the leader's. */
    void restartAt(long offset) throws LogException {
        long before = log.logEndOffset();
        log.truncateFullyAndStartAt(offset);
        ReplicaReports.restart(this, before, offset);
        replica.truncated();
        settle();
    }

    // ------------------------------------------------------------------ flush

    /** Group commit: one flush at a time, and what was appended meanwhile goes with the next. */
    void flush() {
        if (closed || !(log.needsFlush() || checkpointDue)) {
            return;
        }
        if (log.isFlushing()) {
            flushAgain = true;
            return;
        }
        flushAgain = false;
        try {
            FlushTask task = checkpointDue ? log.beginCheckpoint() : log.beginFlush();
            checkpointDue = false;
            shard.runFlush(this, task);
        } catch (LogException e) {
            flushFailed(e);
        }
    }

    void flushed(FlushTask task) {
        long recoveryPoint = log.recoveryPoint();
        try {
            log.completeFlush(task);
        } catch (LogException e) {
            flushFailed(e);
            flushEnded();
            return;
        }
        if (flushEnded()) {
            return;
        }
        if (log.recoveryPoint() != recoveryPoint) {
            shard.queueCheckpoint(this);
        }
        acks.flushed();
        replica.logChanged(shard.now());
        settle();
        shard.onFlushed(this);
        if (flushAgain) {
            flush();
        }
    }

    /** Whoever waits for this flush has nobody else to ask for another. */
    private void flushFailed(LogException e) {
        shard.logFailed(this, e);
        if (e.isTransient()) {
            shard.flushLater(this);
        }
    }

    /** True when all that was left to do was to wait for it. */
    private boolean flushEnded() {
        Runnable next = whenFlushed;
        whenFlushed = null;
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    /** Moves the recovery point with the next flush. */
    void checkpoint() {
        if (log.recoveryPoint() < log.logEndOffset()) {
            checkpointDue = true;
            flush();
        }
    }

    void checkpointTaken() {
        checkpointed = replica.highWatermark();
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends all use; {@code then} runs once no flush and no compaction is under way. */
    void close(Runnable then) {
        closed = true;
        roleEnded();
        watches.releaseAll();
        compaction.stopSoon();
        Runnable last = () -> compaction.stop(then);
        if (log.isFlushing()) {
            whenFlushed = last;
        } else {
            last.run();
        }
    }
}
