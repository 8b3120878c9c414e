package io.odradek.broker.replica;

import io.odradek.controller.image.PartitionImage;
import io.odradek.log.io.Invariants;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The leader's rules for one partition in one leader epoch. Pure.
 *
 * <p>The high watermark is the least of what the maximal in-sync set has: the committed set and
 * whoever a pending change would add, for the controller may already have added them. It stands
 * still while the committed set is smaller than {@code min.insync.replicas} (KIP-966), so that a
 * replica that left the set then is still known to hold everything committed.
 */
final class LeaderReplica {
    /** After a refusal the controller's metadata or ours is behind; asking at once is no use. */
    private static final long REFUSED_PAUSE_NANOS = 200_000_000;

    private final ReplicaRules rules;
    private final int leaderEpoch;
    private final long epochStart;
    private final Brokers brokers;

    private List<Follower> followers = List.of();
    private int isrSize;
    private int partitionEpoch;
    private int minIsr;
    private long logEnd;
    private long flushed;
    private long highWatermark;
    private @Nullable IsrProposal pending;
    private boolean pendingUnsent;
    private long quietUntil;

    LeaderReplica(
            ReplicaRules rules,
            Brokers brokers,
            PartitionImage image,
            int minIsr,
            long highWatermark,
            long logEnd,
            long flushed,
            long now) {
        Invariants.check(highWatermark <= logEnd, "watermark above log", highWatermark, logEnd);
        this.rules = rules;
        this.brokers = brokers;
        this.leaderEpoch = image.leaderEpoch();
        this.epochStart = logEnd;
        this.logEnd = logEnd;
        this.flushed = flushed;
        this.highWatermark = highWatermark;
        this.quietUntil = now;
        adopt(image, minIsr, now);
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    boolean isSettled() {
        return pending == null;
    }

    int partitionEpoch() {
        return partitionEpoch;
    }

    long highWatermark() {
        return highWatermark;
    }

    /** Where this epoch's records begin; below it the log is what earlier leaders left. */
    long epochStart() {
        return epochStart;
    }

    int minIsr() {
        return minIsr;
    }

    boolean enoughInSync() {
        return isrSize >= minIsr;
    }

    /** Whether time matters: a follower is behind, joins, or a refused change is to be retried. */
    boolean needsTicks(long now) {
        return highWatermark < logEnd || now - quietUntil < 0;
    }

    List<Integer> isr() {
        List<Integer> ids = new ArrayList<>();
        ids.add(rules.brokerId());
        for (Follower follower : followers) {
            if (follower.inIsr()) {
                ids.add(follower.id());
            }
        }
        return ids;
    }

    /** A newer image of the same leader epoch, or a changed {@code min.insync.replicas}. */
    void image(PartitionImage image, int newMinIsr, long now) {
        Invariants.check(
                image.leaderEpoch() == leaderEpoch,
                "an image of another leader epoch",
                image.leaderEpoch(),
                leaderEpoch);
        if (image.partitionEpoch() > partitionEpoch) {
            pending = null;
            adopt(image, newMinIsr, now);
        } else {
            minIsr = Math.min(newMinIsr, followers.size() + 1);
        }
        settle(now);
    }

    private void adopt(PartitionImage image, int newMinIsr, long now) {
        Invariants.check(
                image.isr().contains(rules.brokerId()),
                "the in-sync set has its leader, broker",
                rules.brokerId(),
                image.leader());
        List<Follower> kept = new ArrayList<>(image.replicas().size());
        for (int id : image.replicas()) {
            if (id == rules.brokerId()) {
                continue;
            }
            @Nullable Follower known = follower(id);
            boolean in = image.isr().contains(id);
            if (known == null) {
                known = new Follower(id, in, in, logEnd, rules.lagMaxNanos(), now);
                known.neverJoined(now, rules);
            }
            known.inIsr(in);
            kept.add(known);
        }
        followers = List.copyOf(kept);
        isrSize = image.isr().size();
        partitionEpoch = image.partitionEpoch();
        minIsr = Math.min(newMinIsr, followers.size() + 1);
    }

    private @Nullable Follower follower(int id) {
        for (Follower follower : followers) {
            if (follower.id() == id) {
                return follower;
            }
        }
        return null;
    }

    void appended(long newEnd, long now) {
        Invariants.check(newEnd >= logEnd, "a leader's log never shrinks", logEnd, newEnd);
        for (Follower follower : followers) {
            follower.leaderAppended(logEnd, newEnd, rules.durability(), now);
        }
        logEnd = newEnd;
        advance();
    }

    void flushed(long offset) {
        flushed = Math.max(flushed, offset);
        advance();
    }

    /**
     * A follower's log was compared with this one and is a prefix of it, or is not.
     *
     * @return whether it is a follower and not a process that a newer one has replaced
     */
    boolean compared(int id, long brokerEpoch, boolean prefix) {
        @Nullable Follower follower = follower(id);
        if (follower == null || follower.isOld(brokerEpoch)) {
            return false;
        }
        if (prefix) {
            follower.joinsLog(brokerEpoch);
        } else {
            follower.partsFromLog(brokerEpoch);
        }
        return true;
    }

    /**
     * A follower's log reaches {@code end}, its disk {@code onDisk}: believed once its log was
     * compared with this one, and only below this one's end.
     */
    boolean progress(int id, long brokerEpoch, long end, long onDisk, long now) {
        @Nullable Follower follower = follower(id);
        if (follower == null || !follower.sharesLog(brokerEpoch) || end > logEnd) {
            return false;
        }
        follower.progress(end, onDisk, logEnd, rules.durability(), now);
        settle(now);
        return true;
    }

    void followerLogStart(int id, long brokerEpoch, long offset) {
        @Nullable Follower follower = follower(id);
        if (follower != null && !follower.isOld(brokerEpoch)) {
            follower.logStart(brokerEpoch, offset);
        }
    }

    /**
     * @param ownStart where the leader's own log starts
     */
    long lowWatermark(long ownStart) {
        long least = ownStart;
        for (Follower follower : followers) {
            if (follower.inIsr()) {
                least = Math.min(least, follower.logStart());
            }
        }
        return least;
    }

    int readReplica(long offset, IntPredicate candidates) {
        @Nullable Follower best = null;
        for (Follower follower : followers) {
            if (follower.inIsr()
                    && follower.logStart() <= offset
                    && follower.logEnd() >= offset
                    && (best == null || follower.logEnd() > best.logEnd())
                    && candidates.test(follower.id())) {
                best = follower;
            }
        }
        return best == null ? -1 : best.id();
    }

    /** Time passed, or who may join changed. */
    void tick(long now) {
        settle(now);
    }

    /** The controller's answer to the pending proposal. */
    void altered(IsrAnswer answer, long now) {
        if (pending == null || !pending.equals(answer.proposal())) {
            return;
        }
        switch (answer) {
            case IsrAnswer.Accepted accepted -> {
                pending = null;
                if (accepted.partitionEpoch() > partitionEpoch) {
                    for (Follower follower : followers) {
                        follower.inIsr(accepted.isr().contains(follower.id()));
                    }
                    isrSize = accepted.isr().size();
                    partitionEpoch = accepted.partitionEpoch();
                }
            }
            case IsrAnswer.Refused _ -> {
                pending = null;
                quietUntil = now + REFUSED_PAUSE_NANOS;
            }
            // The partition has moved on; the image that says how is under way and settles it.
            case IsrAnswer.Superseded _ -> {}
        }
        settle(now);
    }

    /** The proposal to send now, once. */
    @Nullable IsrProposal takeProposal() {
        if (!pendingUnsent) {
            return null;
        }
        pendingUnsent = false;
        return pending;
    }

    private void settle(long now) {
        for (Follower follower : followers) {
            considerJoining(follower, now);
        }
        advance();
        if (pending == null && now - quietUntil >= 0) {
            propose(now);
        }
    }

    /** A follower at the watermark is let in; the watermark waits a moment for its disk. */
    private void considerJoining(Follower follower, long now) {
        if (follower.inIsr()) {
            return;
        }
        if (follower.joinTakesTooLong(now, rules)) {
            follower.leaveJoining();
        } else if (!mayJoin(follower, now) || !reaches(follower.logEnd())) {
            follower.leaveJoining();
        } else {
            follower.join(now, rules);
        }
    }

    private boolean mayJoin(Follower follower, long now) {
        return follower.logEnd() != Follower.UNKNOWN
                && !follower.lagging(logEnd, rules, now)
                && brokers.mayJoin(follower.id(), follower.brokerEpoch());
    }

    private boolean reaches(long offset) {
        return offset >= highWatermark && offset >= epochStart;
    }

    private void propose(long now) {
        List<IsrProposal.Member> members = new ArrayList<>(followers.size() + 1);
        members.add(new IsrProposal.Member(rules.brokerId(), -1));
        boolean changes = false;
        for (Follower follower : followers) {
            boolean stays =
                    follower.inIsr()
                            ? !follower.lagging(logEnd, rules, now)
                            : mayJoin(follower, now)
                                    && reaches(follower.counted(rules.durability()));
            changes |= stays != follower.inIsr();
            if (stays) {
                members.add(new IsrProposal.Member(follower.id(), follower.brokerEpoch()));
            }
        }
        if (changes) {
            pending = new IsrProposal(leaderEpoch, partitionEpoch, members);
            pendingUnsent = true;
        }
    }

    private boolean counts(Follower follower) {
        return follower.inIsr()
                || follower.joining()
                || (pending != null && pending.contains(follower.id()));
    }

    boolean waitsFor(int id) {
        @Nullable Follower follower = follower(id);
        return follower != null && counts(follower);
    }

    private void advance() {
        if (!enoughInSync()) {
            return;
        }
        long least = rules.durability().counted(logEnd, flushed);
        for (Follower follower : followers) {
            if (counts(follower)) {
                least = Math.min(least, follower.counted(rules.durability()));
            }
        }
        if (least > highWatermark) {
            Invariants.check(least <= logEnd, "watermark above log", least, logEnd);
            highWatermark = least;
        }
    }
}
