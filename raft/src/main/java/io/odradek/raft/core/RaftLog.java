package io.odradek.raft.core;

import io.odradek.raft.Entry;

import java.util.ArrayList;
import java.util.List;

/**
 * The log as the core sees it: which entries there are and of which term, and the most recent ones
 * themselves. Older ones are only on the disk.
 *
 * <p>{@code baseIndex} is the entry before the first; its term is known, the entry is not.
 */
public final class RaftLog {

    private final TermRanges terms = new TermRanges();
    private final int cacheBytesMax;

    /** Entries {@code lastIndex - cache.size() + 1 .. lastIndex}, from {@link #cacheFrom} on. */
    private final ArrayList<Entry> cache = new ArrayList<>();

    /** Where the cache begins in the list: evicting only moves this, and seldom the rest. */
    private int cacheFrom;

    private long cacheBytes;
    private long baseIndex;
    private long lastIndex;

    public RaftLog(long baseIndex, int baseTerm, int cacheBytesMax) {
        this.cacheBytesMax = cacheBytesMax;
        reset(baseIndex, baseTerm);
    }

    public long baseIndex() {
        return baseIndex;
    }

    public long firstIndex() {
        return baseIndex + 1;
    }

    public long lastIndex() {
        return lastIndex;
    }

    public int lastTerm() {
        return terms.termAt(lastIndex);
    }

    public boolean knows(long index) {
        return index >= baseIndex && index <= lastIndex;
    }

    /** The term of the entry at {@code index}, which must be {@link #knows known}. */
    public int termAt(long index) {
        Invariants.check(knows(index), "the term is of a known entry", index, lastIndex);
        return terms.termAt(index);
    }

    public boolean matches(long index, int term) {
        return knows(index) && terms.termAt(index) == term;
    }

    /**
     * The largest known index, at most {@code index}, whose term is at most {@code term}; or the
     * base.
     */
    long lastNotAbove(long index, int term) {
        return Math.max(baseIndex, terms.lastNotAbove(Math.min(index, lastIndex), term));
    }

    /** Also used to fill the log at start-up, entry by entry. */
    public void append(Entry entry) {
        Invariants.check(
                entry.index() == lastIndex + 1, "entries are gapless", entry.index(), lastIndex);
        terms.append(entry.index(), entry.term());
        cache.add(entry);
        cacheBytes += entry.weight();
        lastIndex = entry.index();
    }

    void truncateFrom(long index) {
        Invariants.check(index > baseIndex, "only known entries are cut", index, baseIndex);
        while (lastIndex >= index) {
            if (cache.size() > cacheFrom) {
                cacheBytes -= cache.removeLast().weight();
            }
            lastIndex--;
        }
        terms.truncateFrom(index);
    }

    /** The log now begins at {@code firstIndex}; not an error if it did already. */
    void truncateBefore(long firstIndex) {
        long base = firstIndex - 1;
        if (base <= baseIndex) {
            return;
        }
        Invariants.check(base <= lastIndex, "the log keeps its end", base, lastIndex);
        terms.truncateTo(base);
        while (cacheFirst() <= base && cacheFrom < cache.size()) {
            evictOne();
        }
        baseIndex = base;
    }

    public void reset(long index, int term) {
        cache.clear();
        cacheFrom = 0;
        cacheBytes = 0;
        baseIndex = index;
        lastIndex = index;
        terms.reset(index, term);
    }

    /** The first index whose entry is in memory; one past the last when none is. */
    long cacheFirst() {
        return lastIndex - (cache.size() - cacheFrom) + 1;
    }

    /** Whether the entry at {@code from} is in memory. */
    public boolean cached(long from) {
        return from >= cacheFirst() && from <= lastIndex;
    }

    /** Cached entries from {@code from} on: at least one, then as many as fit the budget. */
    public List<Entry> slice(long from, long toInclusive, int bytesMax) {
        Invariants.check(cached(from), "the entry is in memory", from, cacheFirst());
        int at = cacheFrom + (int) (from - cacheFirst());
        int end = at;
        long bytes = 0;
        while (end < cache.size() && cache.get(end).index() <= toInclusive) {
            bytes += cache.get(end).weight();
            if (bytes > bytesMax && end > at) {
                break;
            }
            end++;
        }
        return List.copyOf(cache.subList(at, end));
    }

    /** Drops the oldest entries above the budget, none that {@code durableIndex} does not cover. */
    public void evict(long durableIndex) {
        while (cacheBytes > cacheBytesMax
                && cacheFrom < cache.size()
                && cacheFirst() <= durableIndex) {
            evictOne();
        }
    }

    private void evictOne() {
        cacheBytes -= cache.get(cacheFrom).weight();
        cacheFrom++;
        if (cacheFrom * 2 > cache.size()) {
            cache.subList(0, cacheFrom).clear();
            cacheFrom = 0;
        }
    }
}
