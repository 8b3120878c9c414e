package io.odradek.raft.core;

/** Checks that are always on. A broken one is a bug: the node halts rather than corrupts. */
final class Invariants {

    private Invariants() {}

    static void check(boolean holds, String what, long first, long second) {
        if (!holds) {
            throw new IllegalStateException(
                    "Broken invariant: %s (%d, %d). This is a bug; the node stops to protect its log."
                            .formatted(what, first, second));
        }
    }
}
