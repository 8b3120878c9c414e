package io.odradek.it.history;

import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * One producer's sends to one partition, numbered from 0 in the order they were made. A send stays
 * of unknown fate until an answer is noted. Thread-safe: every method is synchronized, for the
 * producer's caller and its I/O thread both write here.
 */
public final class Writer {
    private static final long UNKNOWN = -1;
    private static final long REFUSED = -2;
    private static final long WITHOUT_OFFSET = -3;
    private static final int INITIAL = 1 << 8;

    private final int id;
    private final String producer;
    private final Partition partition;
    private long[] begun = new long[INITIAL];
    private long[] answered = new long[INITIAL];
    private long[] fate = new long[INITIAL];
    private int[] transaction = new int[INITIAL];
    private final NavigableSet<Long> givenUp = new TreeSet<>();
    private int count;

    public Writer(int id, String producer, Partition partition) {
        this.id = id;
        this.producer = producer;
        this.partition = partition;
    }

    public int id() {
        return id;
    }

    public String producer() {
        return producer;
    }

    public Partition partition() {
        return partition;
    }

    /** A send begins; returns its number. */
    public int begin(long nowNanos) {
        return begin(nowNanos, Transaction.NONE);
    }

    public synchronized int begin(long nowNanos, int inTransaction) {
        if (count == fate.length) {
            begun = Arrays.copyOf(begun, count * 2);
            answered = Arrays.copyOf(answered, count * 2);
            fate = Arrays.copyOf(fate, count * 2);
            transaction = Arrays.copyOf(transaction, count * 2);
        }
        begun[count] = nowNanos;
        fate[count] = UNKNOWN;
        transaction[count] = inTransaction;
        return count++;
    }

    /** The cluster promised to keep it; a negative offset is an answer that does not say where. */
    public synchronized void acknowledged(int sequence, long offset, long nowNanos) {
        fate[sequence] = offset < 0 ? WITHOUT_OFFSET : offset;
        answered[sequence] = nowNanos;
    }

    /** It is certain that the record never reached the log. */
    public synchronized void refused(int sequence, long nowNanos) {
        fate[sequence] = REFUSED;
        answered[sequence] = nowNanos;
    }

    /** The producer stopped trying; the record's fate stays unknown. */
    public synchronized void givenUp(int sequence, long nowNanos) {
        answered[sequence] = nowNanos;
        givenUp.add(nowNanos);
    }

    /** Whether the producer gave up some record of this partition while this one was under way. */
    synchronized boolean gaveUpDuring(int sequence) {
        Long next = givenUp.ceiling(begun[sequence]);
        return next != null && (answered[sequence] == 0 || next <= answered[sequence]);
    }

    public synchronized int count() {
        return count;
    }

    public synchronized boolean isAcknowledged(int sequence) {
        return fate[sequence] >= 0 || fate[sequence] == WITHOUT_OFFSET;
    }

    public synchronized boolean isRefused(int sequence) {
        return fate[sequence] == REFUSED;
    }

    /** The acknowledged offset, -1 where none was told. */
    public synchronized long offset(int sequence) {
        return Math.max(-1, fate[sequence]);
    }

    public synchronized long begunNanos(int sequence) {
        return begun[sequence];
    }

    /** When the answer came or the producer gave up; 0 if neither. */
    public synchronized long answeredNanos(int sequence) {
        return answered[sequence];
    }

    public synchronized int transaction(int sequence) {
        return transaction[sequence];
    }

    public synchronized int acknowledged() {
        int n = 0;
        for (int i = 0; i < count; i++) {
            n += isAcknowledged(i) ? 1 : 0;
        }
        return n;
    }

    public synchronized int refused() {
        int n = 0;
        for (int i = 0; i < count; i++) {
            n += isRefused(i) ? 1 : 0;
        }
        return n;
    }
}
