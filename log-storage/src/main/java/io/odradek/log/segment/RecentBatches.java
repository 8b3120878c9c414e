package io.odradek.log.segment;

import java.util.Arrays;

/**
 * Where the last few batches start, so that readers at the tail and the watermark need neither
 * index nor scan. Confined.
 */
final class RecentBatches {

    private static final int SIZE = 16;
    private static final long[] NONE = new long[0];

    private long[] offsets = NONE;
    private int[] positions = new int[0];
    private int next;

    void add(long baseOffset, int position) {
        if (offsets.length == 0) {
            offsets = new long[SIZE];
            Arrays.fill(offsets, -1);
            positions = new int[SIZE];
        }
        offsets[next] = baseOffset;
        positions[next] = position;
        next = (next + 1) % SIZE;
    }

    /** The start of the batch whose base offset this is, or -1. */
    int positionOf(long baseOffset) {
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] == baseOffset) {
                return positions[i];
            }
        }
        return -1;
    }

    void clear() {
        offsets = NONE;
        positions = new int[0];
        next = 0;
    }
}
