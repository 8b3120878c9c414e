package io.odradek.broker.replica;

/** What a leader knows of one follower. Pure. */
final class Follower {
    static final long UNKNOWN = -1;

    private final int id;
    private long brokerEpoch = -1;
    private long logEnd = UNKNOWN;
    private long flushed = UNKNOWN;
    private boolean inIsr;
    private boolean sharesLog;

    /** Where its log starts, as its incarnation {@link #logStartEpoch} told. */
    private long logStart;

    private long logStartEpoch = -1;

    /** The last moment at which it was known to have had all that the leader then had. */
    private long caughtUpAt;

    /** The leader's log end at {@link #markAt}; once reached, it was caught up at that moment. */
    private long markEnd;

    private long markAt;

    private boolean joining;
    private long joiningSince;

    /**
     * @param fresh whether it starts with the benefit of the doubt
     */
    Follower(int id, boolean inIsr, boolean fresh, long leaderEnd, long lagMaxNanos, long now) {
        this.id = id;
        this.inIsr = inIsr;
        this.caughtUpAt = fresh ? now : now - lagMaxNanos - 1;
        this.markEnd = leaderEnd;
        this.markAt = now;
    }

    int id() {
        return id;
    }

    long brokerEpoch() {
        return brokerEpoch;
    }

    long logEnd() {
        return logEnd;
    }

    long flushed() {
        return flushed;
    }

    boolean inIsr() {
        return inIsr;
    }

    void inIsr(boolean in) {
        inIsr = in;
        if (in) {
            joining = false;
        }
    }

    /** How far it counts towards the high watermark. */
    long counted(Durability durability) {
        return durability.counted(logEnd, flushed);
    }

    /** Whether {@code epoch} is of a process that a newer one has replaced. */
    boolean isOld(long epoch) {
        return epoch < brokerEpoch;
    }

    /**
     * This incarnation's log was compared with the leader's: what it tells is about shared records.
     */
    void joinsLog(long epoch) {
        brokerEpoch = epoch;
        sharesLog = true;
    }

    /** Its log parts from the leader's: nothing it told before counts. */
    void partsFromLog(long epoch) {
        brokerEpoch = epoch;
        sharesLog = false;
        logEnd = UNKNOWN;
        flushed = UNKNOWN;
    }

    boolean sharesLog(long epoch) {
        return sharesLog && epoch == brokerEpoch;
    }

    void logStart(long epoch, long offset) {
        logStart = offset;
        logStartEpoch = epoch;
    }

    /** 0 while this incarnation has not told. */
    long logStart() {
        return logStartEpoch == brokerEpoch ? logStart : 0;
    }

    void progress(long end, long onDisk, long leaderEnd, Durability durability, long now) {
        logEnd = end;
        flushed = Math.min(onDisk, end);
        long counted = counted(durability);
        if (counted >= leaderEnd) {
            caughtUp(leaderEnd, now);
        } else if (counted >= markEnd) {
            caughtUpAt = markAt;
            markEnd = leaderEnd;
            markAt = now;
        }
    }

    /** The leader's log grew from {@code oldEnd}: until now this follower may have had it all. */
    void leaderAppended(long oldEnd, long newEnd, Durability durability, long now) {
        if (counted(durability) >= oldEnd) {
            caughtUp(newEnd, now);
        }
    }

    private void caughtUp(long leaderEnd, long now) {
        caughtUpAt = now;
        markEnd = leaderEnd;
        markAt = now;
    }

    boolean lagging(long leaderEnd, ReplicaRules rules, long now) {
        return counted(rules.durability()) < leaderEnd && now - caughtUpAt > rules.lagMaxNanos();
    }

    boolean joining() {
        return joining;
    }

    /** The watermark waits for it from now on, unless it has waited in vain before. */
    void join(long now, ReplicaRules rules) {
        if (!joining && now - joiningSince > 2 * rules.joinPatienceNanos()) {
            joining = true;
            joiningSince = now;
        }
    }

    void leaveJoining() {
        joining = false;
    }

    boolean joinTakesTooLong(long now, ReplicaRules rules) {
        return joining && now - joiningSince > rules.joinPatienceNanos();
    }

    void neverJoined(long now, ReplicaRules rules) {
        joiningSince = now - 3 * rules.joinPatienceNanos();
    }
}
