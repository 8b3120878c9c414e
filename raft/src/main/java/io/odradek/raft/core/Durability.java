package io.odradek.raft.core;

import java.util.ArrayDeque;

/**
 * What is known to be on the disk. Writes are numbered; a sync covers all up to a number. What no
 * sync covers yet is pending.
 */
final class Durability {

    /** A write to the log that changed it from {@code fromIndex} on. */
    private record LogWrite(long sequence, long fromIndex) {}

    private final ArrayDeque<LogWrite> pending = new ArrayDeque<>();
    private long sequence;
    private long lastVoteSequence;
    private long syncedSequence;

    /** The number of the latest write. */
    long sequence() {
        return sequence;
    }

    void wroteVote() {
        lastVoteSequence = ++sequence;
    }

    void wroteLog(long fromIndex) {
        sequence++;
        // A write that begins no earlier than its predecessor is covered whenever that one is, but
        // its own sync comes later: both are needed to tell how far a sync reached.
        pending.add(new LogWrite(sequence, fromIndex));
    }

    void synced(long upTo) {
        Invariants.check(upTo <= sequence, "only what was written is synced", upTo, sequence);
        syncedSequence = Math.max(syncedSequence, upTo);
        while (!pending.isEmpty() && pending.getFirst().sequence <= syncedSequence) {
            pending.removeFirst();
        }
    }

    /** Whether the present term and vote are on the disk. */
    boolean voteDurable() {
        return lastVoteSequence <= syncedSequence;
    }

    /**
     * The last index through which the present log, ending at {@code lastIndex}, is on the disk.
     */
    long durableIndex(long lastIndex) {
        long durable = lastIndex;
        for (LogWrite write : pending) {
            durable = Math.min(durable, write.fromIndex - 1);
        }
        return durable;
    }
}
