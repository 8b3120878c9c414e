package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;

import java.util.ArrayList;
import java.util.List;

/**
 * Which leader epoch starts at which offset (KIP-101, KIP-279). Epochs and offsets grow along the
 * list. Pure; confined to its log.
 */
final class EpochHistory {

    record Entry(int epoch, long startOffset) {}

    /** The first and last offset of the batches that were found of an epoch. */
    record Span(int epoch, long first, long last) {
        boolean allows(Entry entry) {
            if (epoch == entry.epoch) {
                return first >= entry.startOffset;
            }
            return epoch < entry.epoch ? last < entry.startOffset : first > entry.startOffset;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private long version;

    /** Grows with every change. */
    long version() {
        return version;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    int latest() {
        return entries.isEmpty() ? BatchFormat.NO_LEADER_EPOCH : entries.getLast().epoch;
    }

    /** Whether a batch of this epoch may follow what the log holds below {@code offset}. */
    boolean mayFollow(int epoch, long offset) {
        for (int i = entries.size() - 1; i >= 0 && entries.get(i).epoch > epoch; i--) {
            if (entries.get(i).startOffset < offset) {
                return false;
            }
        }
        return true;
    }

    /**
     * Notes that {@code epoch} starts at {@code startOffset}, or earlier if it is known already. An
     * epoch that was noted at or after this offset has no batch there after all, and is forgotten.
     */
    void assign(int epoch, long startOffset) {
        int last = entries.size() - 1;
        if (epoch < 0
                || (last >= 0
                        && entries.get(last).epoch == epoch
                        && entries.get(last).startOffset <= startOffset)) {
            return;
        }
        while (last >= 0
                && (entries.get(last).startOffset >= startOffset
                        || entries.get(last).epoch > epoch)) {
            entries.remove(last--);
            version++;
        }
        if (last < 0 || entries.get(last).epoch != epoch) {
            entries.add(new Entry(epoch, startOffset));
            version++;
        }
    }

    /**
     * Puts back what {@code saved} knows better than the batches of the log tell, where compaction
     * has taken some: an epoch of which none is left, or not the first. What a batch contradicts
     * was truncated since, and is not put back.
     *
     * @param found every epoch of which batches were found, in order
     */
    void restore(List<Entry> saved, List<Span> found, long logEnd) {
        for (Entry entry : saved) {
            if (entry.startOffset < logEnd && found.stream().allMatch(s -> s.allows(entry))) {
                int at = 0;
                while (at < entries.size() && entries.get(at).epoch < entry.epoch) {
                    at++;
                }
                if (at < entries.size() && entries.get(at).epoch == entry.epoch) {
                    if (entries.get(at).startOffset <= entry.startOffset) {
                        continue;
                    }
                    entries.remove(at);
                }
                entries.add(at, entry);
                version++;
            }
        }
    }

    EpochEnd endOf(int requested, long logEndOffset) {
        if (requested < 0 || entries.isEmpty() || requested > latest()) {
            return EpochEnd.UNKNOWN;
        }
        if (requested == latest()) {
            return new EpochEnd(requested, logEndOffset);
        }
        int higher = entries.size() - 1;
        while (higher > 0 && entries.get(higher - 1).epoch > requested) {
            higher--;
        }
        // Below the first epoch we know, the best answer is where that one starts.
        int epoch = higher == 0 ? requested : entries.get(higher - 1).epoch;
        return new EpochEnd(epoch, entries.get(higher).startOffset);
    }

    /** A copy that stays as it is. */
    EpochHistory copy() {
        EpochHistory copy = new EpochHistory();
        copy.entries.addAll(entries);
        return copy;
    }

    /** The epoch of the batch at {@code offset}, or -1. */
    int epochAt(long offset) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).startOffset <= offset) {
                return entries.get(i).epoch;
            }
        }
        return BatchFormat.NO_LEADER_EPOCH;
    }

    /** The log now ends at {@code endOffset}. */
    void truncateTo(long endOffset) {
        while (!entries.isEmpty() && entries.getLast().startOffset >= endOffset) {
            entries.removeLast();
            version++;
        }
    }

    /** The log ends at {@code endOffset}; an epoch may start there, having written nothing yet. */
    void clampTo(long endOffset) {
        truncateTo(endOffset + 1);
    }

    /** The log now starts at {@code startOffset}. */
    void startAt(long startOffset) {
        int covering = -1;
        while (covering + 1 < entries.size()
                && entries.get(covering + 1).startOffset <= startOffset) {
            covering++;
        }
        if (covering >= 0 && entries.get(covering).startOffset < startOffset) {
            entries.set(covering, new Entry(entries.get(covering).epoch, startOffset));
            entries.subList(0, covering).clear();
            version++;
        }
    }

    void clear() {
        if (!entries.isEmpty()) {
            entries.clear();
            version++;
        }
    }
}
