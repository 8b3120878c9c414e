package io.odradek.raft.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Which term each entry of the log has, in a space proportional to the number of terms: terms only
 * rise along a log.
 */
final class TermRanges {

    private record Range(long fromIndex, int term) {}

    private final List<Range> ranges = new ArrayList<>();

    /** Forgets everything; {@code index} has {@code term}. */
    void reset(long index, int term) {
        ranges.clear();
        ranges.add(new Range(index, term));
    }

    void append(long index, int term) {
        int last = ranges.getLast().term;
        Invariants.check(term >= last, "terms rise along the log", last, term);
        if (term > last) {
            ranges.add(new Range(index, term));
        }
    }

    void truncateFrom(long index) {
        while (ranges.size() > 1 && ranges.getLast().fromIndex >= index) {
            ranges.removeLast();
        }
    }

    /** Forgets what comes before {@code index}, which stays known. */
    void truncateTo(long index) {
        int term = termAt(index);
        ranges.removeIf(range -> range.fromIndex <= index);
        ranges.addFirst(new Range(index, term));
    }

    int termAt(long index) {
        return ranges.get(rangeOf(index)).term;
    }

    /** The largest index, at most {@code index}, whose term is at most {@code term}. */
    long lastNotAbove(long index, int term) {
        for (int i = rangeOf(index); i > 0; i--) {
            if (ranges.get(i).term <= term) {
                return index;
            }
            index = ranges.get(i).fromIndex - 1;
        }
        return index;
    }

    private int rangeOf(long index) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (ranges.get(middle).fromIndex <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
