package io.odradek.log.partition;

import io.odradek.log.clean.CleanPlan;
import io.odradek.log.clean.CleanRules;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Gathers the numbers that {@link CleanPlan} decides by. Stateless; runs on the log's shard. */
final class CleanLook {

    /** How soon what a flush or checkpoint has to save first may be there. */
    private static final long SAVED_SOON_MS = 1000;

    private CleanLook() {}

    static CleanPlan.Decision at(
            LogParts parts, LogRoll roll, CleanRules rules, long highWatermark, long nowMs)
            throws IOException {
        boolean overdue = rules.lagMaxMs() < Long.MAX_VALUE;
        long activeMs = overdue ? roll.firstRecordMs() : -1;
        if (activeMs >= 0 && nowMs - activeMs > rules.lagMaxMs()) {
            roll.roll(nowMs);
            activeMs = -1;
        }
        if (parts.epochs.version() != parts.savedEpochVersion) {
            // Some may be known from their batches alone, and those could go.
            return new CleanPlan.NotYet(nowMs + SAVED_SOON_MS);
        }
        int interval = parts.config.indexIntervalBytes();
        long from = Math.max(parts.cleaned.cleanedTo(), parts.logStartOffset);
        long unstable = parts.producers.firstUnstableOffset();
        long limit = Math.min(highWatermark, parts.flushedOffset);
        limit = unstable < 0 ? limit : Math.min(limit, unstable);
        List<CleanPlan.Sealed> sealed = new ArrayList<>();
        long oldestDirtyMs = -1;
        for (int i = 0; i + 1 < parts.segments.count(); i++) {
            CleanPlan.Sealed next = parts.segments.sealed(i, interval);
            if (overdue && oldestDirtyMs < 0 && next.endOffset() > from) {
                oldestDirtyMs = parts.segments.get(i, interval).firstTimestamp();
            }
            sealed.add(next);
        }
        CleanPlan.Decision decision =
                CleanPlan.decide(sealed, from, limit, oldestDirtyMs, rules, nowMs);
        if (decision instanceof CleanPlan.NotYet(long again) && activeMs >= 0) {
            return new CleanPlan.NotYet(Math.min(again, activeMs + rules.lagMaxMs() + 1));
        }
        return decision;
    }
}
