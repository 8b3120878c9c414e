package io.odradek.sim;

import org.jspecify.annotations.Nullable;

/** A run that found something: what, under which seed, and how to see it again. */
public final class ClusterFailure extends RuntimeException {
    private final String property;

    ClusterFailure(
            long seed, String property, String what, String trace, @Nullable Throwable cause) {
        super(
                """
                %s does not hold under seed %d: %s
                Replay: integration-tests/simulate --replay %d
                Before that:
                %s"""
                        .formatted(property, seed, what, seed, trace),
                cause);
        this.property = property;
    }

    /** The simple name of the checker that found it. */
    public String property() {
        return property;
    }
}
