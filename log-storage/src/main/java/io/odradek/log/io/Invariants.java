package io.odradek.log.io;

/** Checks that are always on: a program that contradicts itself stops before it writes. */
public final class Invariants {

    private Invariants() {}

    public static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException("invariant broken: " + message);
        }
    }

    /** Like {@link #check(boolean, String)}, with two numbers that say how it broke. */
    public static void check(boolean holds, String message, long a, long b) {
        if (!holds) {
            throw new IllegalStateException("invariant broken: " + message + ": " + a + ", " + b);
        }
    }
}
