package io.odradek.broker.replica;

import java.util.ArrayList;
import java.util.List;

/** A log of numbers that forgets its unflushed tail in a crash. */
final class SimLog implements ReplicaLog {
    record Entry(int epoch, long value) {}

    private final List<Entry> entries = new ArrayList<>();
    private long flushed;

    List<Entry> entries() {
        return entries;
    }

    Entry at(long offset) {
        return entries.get((int) offset);
    }

    void append(int epoch, long value) {
        entries.add(new Entry(epoch, value));
    }

    void append(List<Entry> more) {
        entries.addAll(more);
    }

    List<Entry> read(long from, long limit) {
        return List.copyOf(entries.subList((int) from, (int) limit));
    }

    void flushedTo(long offset) {
        flushed = Math.max(flushed, Math.min(offset, entries.size()));
    }

    void truncateTo(long offset) {
        while (entries.size() > offset) {
            entries.removeLast();
        }
        flushed = Math.min(flushed, offset);
    }

    /** A power cut: of what was not flushed, {@code kept} entries happen to be on the disk. */
    void crash(int kept) {
        truncateTo(Math.min(entries.size(), flushed + kept));
        flushed = entries.size();
    }

    @Override
    public long logStartOffset() {
        return 0;
    }

    @Override
    public long logEndOffset() {
        return entries.size();
    }

    @Override
    public long flushedOffset() {
        return flushed;
    }

    @Override
    public int latestEpoch() {
        return entries.isEmpty() ? -1 : entries.getLast().epoch();
    }

    @Override
    public EpochEnd endOffsetForEpoch(int epoch) {
        int found = -1;
        long end = 0;
        for (int i = 0; i < entries.size() && entries.get(i).epoch() <= epoch; i++) {
            found = entries.get(i).epoch();
            end = i + 1L;
        }
        return new EpochEnd(found, end);
    }
}
