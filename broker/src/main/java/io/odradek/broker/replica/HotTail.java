package io.odradek.broker.replica;

import java.util.ArrayDeque;

/**
 * From which offset on a log was written lately, so that reads find it in the page cache. What was
 * there when the process started counts as cold. Confined to its shard.
 */
final class HotTail {
    private static final int STEP_BYTES = 1 << 20;
    private static final int STEPS_MAX = 64;

    private final ArrayDeque<Long> steps = new ArrayDeque<>();
    private long from;
    private long bytesInStep;

    HotTail(long logEnd) {
        from = logEnd;
    }

    /** So many bytes were appended; the log ended at {@code endBefore}. */
    void grew(long endBefore, int bytes) {
        bytesInStep += bytes;
        if (bytesInStep < STEP_BYTES) {
            return;
        }
        bytesInStep = 0;
        steps.add(endBefore);
        if (steps.size() > STEPS_MAX) {
            from = Math.max(from, steps.remove());
        }
    }

    boolean isCold(long offset) {
        return offset < from;
    }
}
