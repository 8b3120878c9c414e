package io.odradek.controller.runtime;

/** What became of a submitted command. */
public sealed interface Answer<R> {

    /** Committed, if it had records to commit. */
    record Done<R>(R value) implements Answer<R> {}

    /**
     * This node does not lead, or ceased to before the commit: then the command may still take
     * effect.
     */
    record NotLeader<R>(int leaderId, int term) implements Answer<R> {}

    /** Too much is waiting for its commit. Nothing happened; try again soon. */
    record Busy<R>() implements Answer<R> {}

    /** A bug kept the command from being decided. Nothing happened. */
    record Failed<R>(String message) implements Answer<R> {}
}
