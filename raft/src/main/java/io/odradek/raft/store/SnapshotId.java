package io.odradek.raft.store;

/** Which entry a snapshot goes up to. */
record SnapshotId(long index, int term) {

    static final SnapshotId NONE = new SnapshotId(0, 0);

    String fileName() {
        return "snapshot-%020d-%010d".formatted(index, term);
    }
}
