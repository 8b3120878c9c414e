package io.odradek.raft.core;

/** What a message waits for before it may leave. */
public sealed interface After {

    /** Nothing: the message promises nothing. */
    record Now() implements After {}

    /**
     * The vote of {@code term}, and the log through {@code index}, are on the disk. Should the term
     * pass first, the message is void: what it promises may no longer be true.
     */
    record Flushed(int term, long index) implements After {}

    After NOW = new Now();
}
