package io.odradek.it.chaos;

import io.odradek.it.chaos.fault.FaultRecord;
import io.odradek.it.chaos.fault.Watcher;
import io.odradek.it.history.Anomaly;
import io.odradek.it.history.History;

import java.util.List;

/**
 * All that is known of a run when it is over.
 *
 * @param command repeats it
 * @param cluster what ran, in words
 * @param lacking faults that were impossible here, in words
 * @param deaths nodes that ended by themselves, in words
 * @param deathsOfFullDisks those that did so while their own disk was full, which costs a combined
 *     node its metadata log, and is no failure of the run
 * @param unfinished what was to be reached at the end and was not, in words
 */
record Outcome(
        long seed,
        String command,
        String cluster,
        List<String> lacking,
        List<String> logs,
        long startNanos,
        long endNanos,
        List<FaultRecord> faults,
        List<String> deaths,
        List<String> deathsOfFullDisks,
        History history,
        int topicsCreated,
        List<Anomaly> anomalies,
        List<String> unfinished,
        Watcher watcher) {
    boolean good() {
        return anomalies.isEmpty() && unfinished.isEmpty() && deaths.isEmpty();
    }

    /**
     * 0 when all is well, 1 when a promise was broken, 3 when only the end did not come in time.
     */
    int exitStatus() {
        if (good()) {
            return 0;
        }
        boolean kept = anomalies.isEmpty() && deaths.isEmpty();
        return kept ? 3 : 1;
    }

    /** Seconds since the beginning. */
    double seconds(long nanos) {
        return (nanos - startNanos) / 1e9;
    }
}
