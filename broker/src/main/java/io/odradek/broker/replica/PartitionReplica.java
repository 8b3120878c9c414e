package io.odradek.broker.replica;

import io.odradek.controller.image.PartitionImage;
import io.odradek.log.io.Invariants;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * One replica of one partition: its role, its high watermark, and what it answers to appends and
 * fetches. Pure: the log is seen as numbers, time is an argument, and what is to be done is read
 * from the accessors after each step.
 */
public final class PartitionReplica {
    private static final int NO_EPOCH = -1;

    private final ReplicaRules rules;
    private final Brokers brokers;
    private final ReplicaLog log;

    private int leaderEpoch = NO_EPOCH;
    private int partitionEpoch = -1;
    private int leader = PartitionImage.NO_LEADER;
    private long highWatermark;
    private @Nullable LeaderReplica leading;

    /**
     * @param highWatermark what the checkpoint says; brought within the log's bounds
     */
    public PartitionReplica(
            ReplicaRules rules, Brokers brokers, ReplicaLog log, long highWatermark) {
        this.rules = rules;
        this.brokers = brokers;
        this.log = log;
        this.highWatermark = withinLog(highWatermark);
    }

    private long withinLog(long offset) {
        return Math.max(log.logStartOffset(), Math.min(offset, log.logEndOffset()));
    }

    /** What a newer image did to the role. */
    public enum Change {
        NONE,
        /** Same leader epoch; the in-sync set or the replicas may differ. */
        UPDATED,
        /** A new leader epoch: whatever waited for the old one is over. */
        NEW_EPOCH
    }

    public Change apply(PartitionImage image, int minIsr, long now) {
        if (image.leaderEpoch() < leaderEpoch) {
            return Change.NONE;
        }
        if (image.leaderEpoch() == leaderEpoch) {
            if (leading != null) {
                leading.image(image, minIsr, now);
                adoptWatermark();
            }
            partitionEpoch = Math.max(partitionEpoch, image.partitionEpoch());
            return Change.UPDATED;
        }
        leaderEpoch = image.leaderEpoch();
        partitionEpoch = image.partitionEpoch();
        leader = image.leader();
        leading = null;
        if (leader == rules.brokerId()) {
            leading =
                    new LeaderReplica(
                            rules,
                            brokers,
                            image,
                            minIsr,
                            highWatermark,
                            log.logEndOffset(),
                            log.flushedOffset(),
                            now);
            leading.tick(now);
            adoptWatermark();
        }
        return Change.NEW_EPOCH;
    }

    private void adoptWatermark() {
        if (leading != null) {
            long next = leading.highWatermark();
            Invariants.check(
                    next >= highWatermark, "a leader's watermark fell", highWatermark, next);
            highWatermark = next;
        }
    }

    public boolean isLeader() {
        return leading != null;
    }

    /** Whether another broker leads, so that this one fetches from it. */
    public boolean isFollower() {
        return leading == null && leader != PartitionImage.NO_LEADER;
    }

    /** -1 when nobody leads. */
    public int leader() {
        return leader;
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** The newest change of the partition's metadata that this replica knows to be committed. */
    public int partitionEpoch() {
        return leading == null ? partitionEpoch : leading.partitionEpoch();
    }

    public long highWatermark() {
        return highWatermark;
    }

    /**
     * Whether a leader knows all that is committed: it has seen its whole in-sync set reach the
     * point where its epoch began.
     */
    public boolean watermarkIsCurrent() {
        return leading != null && highWatermark >= leading.epochStart();
    }

    /** As the leader knows it; empty elsewhere. */
    public List<Integer> isr() {
        return leading == null ? List.of() : leading.isr();
    }

    /** Whether no change of the in-sync set is on its way to the controller. */
    boolean isSettled() {
        return leading == null || leading.isSettled();
    }

    public boolean needsTicks(long now) {
        return leading != null && leading.needsTicks(now);
    }

    public boolean enoughInSync() {
        return leading != null && leading.enoughInSync();
    }

    public void tick(long now) {
        if (leading != null) {
            leading.tick(now);
            adoptWatermark();
        }
    }

    public @Nullable IsrProposal takeProposal() {
        return leading == null ? null : leading.takeProposal();
    }

    public void altered(IsrAnswer answer, long now) {
        if (leading != null) {
            leading.altered(answer, now);
            adoptWatermark();
        }
    }

    /** Whether a produce request may append; {@code NONE} when it may. */
    public ErrorCode appendGate(boolean acksAll) {
        if (leading == null) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        return acksAll && !leading.enoughInSync() ? ErrorCode.NOT_ENOUGH_REPLICAS : ErrorCode.NONE;
    }

    /** The log grew, or more of it reached the disk. */
    public void logChanged(long now) {
        if (leading != null) {
            leading.appended(log.logEndOffset(), now);
            leading.flushed(log.flushedOffset());
            adoptWatermark();
        }
    }

    /** Whether a request that names {@code requestEpoch} (-1: none) speaks to the right leader. */
    public ErrorCode leaderGate(int requestEpoch) {
        if (requestEpoch != NO_EPOCH && requestEpoch < leaderEpoch) {
            return ErrorCode.FENCED_LEADER_EPOCH;
        }
        if (requestEpoch != NO_EPOCH && requestEpoch > leaderEpoch) {
            return ErrorCode.UNKNOWN_LEADER_EPOCH;
        }
        return leading == null ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.NONE;
    }

    /**
     * A consumer's fetch.
     *
     * @param lastFetchedEpoch -1 when the consumer does not check
     * @param anyReplica whether a follower may serve it (KIP-392), as far as it knows to be
     *     committed
     */
    public FetchVerdict consumerFetch(
            int requestEpoch, int lastFetchedEpoch, long offset, boolean anyReplica) {
        ErrorCode gate = leaderGate(requestEpoch);
        if (anyReplica && isFollower() && gate == ErrorCode.NOT_LEADER_OR_FOLLOWER) {
            gate = ErrorCode.NONE;
        }
        return fetch(gate, lastFetchedEpoch, offset, highWatermark);
    }

    /**
     * The in-sync follower among {@code candidates} that has the record at {@code offset}, or will
     * have it next, and most of what follows; -1 when there is none, or this replica does not lead.
     */
    public int readReplica(long offset, IntPredicate candidates) {
        return leading == null ? -1 : leading.readReplica(offset, candidates);
    }

    /** Whether the watermark waits for a follower, or may soon: it must not be held back. */
    public boolean waitsFor(int follower) {
        return leading != null && leading.waitsFor(follower);
    }

    /**
     * A follower's log ends at {@code offset} and it fetches from there. Compares the logs; what
     * the follower tells of its progress counts from the first time they agree.
     *
     * @param brokerEpoch the follower's incarnation
     * @param flushed how far its disk has come, -1 when it does not say
     */
    public FetchVerdict followerFetch(
            int follower,
            long brokerEpoch,
            int requestEpoch,
            int lastFetchedEpoch,
            long offset,
            long flushed,
            long now) {
        FetchVerdict verdict =
                fetch(leaderGate(requestEpoch), lastFetchedEpoch, offset, log.logEndOffset());
        if (leading == null || verdict instanceof FetchVerdict.Refused) {
            return verdict;
        }
        boolean prefix = verdict instanceof FetchVerdict.Granted;
        if (!leading.compared(follower, brokerEpoch, prefix)) {
            return new FetchVerdict.Refused(ErrorCode.UNKNOWN_LEADER_EPOCH);
        }
        if (prefix) {
            leading.progress(follower, brokerEpoch, offset, flushed, now);
        } else {
            leading.tick(now);
        }
        adoptWatermark();
        return verdict;
    }

    /** A follower whose log was compared takes what comes next. */
    public FetchVerdict followerStream(int requestEpoch, long offset) {
        return fetch(leaderGate(requestEpoch), -1, offset, log.logEndOffset());
    }

    private FetchVerdict fetch(ErrorCode gate, int lastFetchedEpoch, long offset, long limit) {
        if (gate != ErrorCode.NONE) {
            return new FetchVerdict.Refused(gate);
        }
        if (lastFetchedEpoch >= 0) {
            EpochEnd end = epochEnd(lastFetchedEpoch);
            if (end.epoch() < lastFetchedEpoch || end.endOffset() < offset) {
                return new FetchVerdict.Diverging(end);
            }
        }
        if (offset < log.logStartOffset() || offset > log.logEndOffset()) {
            return new FetchVerdict.Refused(ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        return new FetchVerdict.Granted(offset, Math.max(offset, limit));
    }

    /**
     * Where {@code epoch} ends in this log. Its own epoch ends at the log end, even before it has a
     * record; an epoch older than all that is left ended where the first one left begins.
     */
    public EpochEnd epochEnd(int epoch) {
        if (epoch == leaderEpoch) {
            return new EpochEnd(epoch, log.logEndOffset());
        }
        EpochEnd end = log.endOffsetForEpoch(epoch);
        return end.epoch() < 0 ? new EpochEnd(epoch, end.endOffset()) : end;
    }

    /**
     * What a follower tells of itself between fetches that compare the logs, in the order in which
     * it happened. False when this replica does not lead in that epoch, it is no follower, or its
     * log was not compared.
     */
    public boolean followerProgress(
            int follower, long brokerEpoch, int requestEpoch, long logEnd, long flushed, long now) {
        if (leading == null || requestEpoch != leaderEpoch) {
            return false;
        }
        boolean believed = leading.progress(follower, brokerEpoch, logEnd, flushed, now);
        adoptWatermark();
        return believed;
    }

    /** A follower tells where its log starts; heard only by the leader of that epoch. */
    public void followerLogStart(int follower, long brokerEpoch, int requestEpoch, long offset) {
        if (leading != null && requestEpoch == leaderEpoch) {
            leading.followerLogStart(follower, brokerEpoch, offset);
        }
    }

    /**
     * Below this offset no in-sync replica has records any more, whoever leads next. Only a leader
     * knows.
     */
    public long lowWatermark() {
        Invariants.check(leading != null, "only a leader knows the low watermark");
        return leading == null ? 0 : leading.lowWatermark(log.logStartOffset());
    }

    /**
     * The leader of {@code epoch} told its watermark with records this follower now has.
     *
     * @return whether the epoch is the one followed
     */
    public boolean leaderWatermark(int epoch, long offset) {
        if (leading != null || epoch != leaderEpoch) {
            return false;
        }
        highWatermark = Math.max(highWatermark, withinLog(offset));
        return true;
    }

    /** Where to cut, for a leader that says the logs part at {@code end}. */
    public long truncationTarget(EpochEnd end) {
        Invariants.check(leading == null, "a leader never truncates");
        return Truncation.target(log, end);
    }

    /**
     * The log was cut or restarted.
     *
     * @return committed records lost by it; more than 0 only after an unclean election
     */
    public long truncated() {
        long lost = Math.max(0, highWatermark - log.logEndOffset());
        highWatermark = withinLog(highWatermark);
        return lost;
    }
}
