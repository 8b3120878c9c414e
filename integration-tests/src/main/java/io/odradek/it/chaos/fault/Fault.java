package io.odradek.it.chaos.fault;

/** One thing to break, chosen and ready. */
interface Fault {
    /** What it hits, in words. */
    String target();

    void begin() throws Exception;

    /** Mends all that {@link #begin} broke, also if that failed half-way. */
    void end() throws Exception;
}
