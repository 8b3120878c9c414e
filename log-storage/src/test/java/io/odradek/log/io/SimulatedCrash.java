package io.odradek.log.io;

/**
 * The power went away. Not an {@link java.io.IOException}, so that no error handling runs: code
 * under test just stops, as it would.
 */
public final class SimulatedCrash extends RuntimeException {
    SimulatedCrash(String where) {
        super(where);
    }
}
