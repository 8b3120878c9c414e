package io.odradek.sim.client;

/** Is told what clients were promised and what they saw, the moment they learn of it. */
public interface History {
    /**
     * A write of {@code count} records from {@code first} on was acknowledged at {@code offset}.
     */
    default void acknowledged(Address at, Written first, int count, long offset) {}

    /** The record at {@code offset} was read. */
    default void read(Address at, long offset, Written record) {}

    /** A client that keeps the rules was told what no rule explains. */
    default void surprised(String who, String what) {}

    /** For people who look at every step of a replay. */
    default void told(String who, Address at, String what) {}

    /** A read of all there is, when all is calm, came to its end at {@code endOffset}. */
    default void readToEnd(Address at, long endOffset) {}

    /** Members of groups and their coordinators. */
    default void grouped(GroupEvent event) {}
}
