package io.odradek.it.history;

import java.util.List;

/**
 * A broken promise.
 *
 * @param what in words, without the records
 * @param records the offending ones
 */
public record Anomaly(Kind kind, Partition partition, String what, List<Sighting> records) {
    /** The promises. */
    public enum Kind {
        LOST_WRITE("lost write"),
        UNSEEN("unseen"),
        DUPLICATE("duplicate"),
        REORDERED("reordered"),
        INCONSISTENT_OFFSETS("inconsistent offsets"),
        POLL_SKIP("poll skip"),
        NON_MONOTONIC_POLL("non-monotonic poll"),
        NON_MONOTONIC_SEND("non-monotonic send"),
        ABORTED_READ("aborted read"),
        PRECOMMITTED_READ("precommitted read"),
        PHANTOM("phantom"),
        GROUP_SKIP("group skip"),
        LOST_COMMIT("lost commit");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    public Anomaly {
        records = List.copyOf(records);
    }
}
