package io.odradek.raft.sim;

/** A property does not hold. Names the seed, and how to see it again. */
public final class SimulationFailure extends AssertionError {

    private final String property;

    SimulationFailure(String property, long seed, String what, String trace) {
        super(
                """
                %s does not hold under seed %d: %s
                Replay: integration-tests/simulate --raft --replay %d
                Or: mvn -pl raft test -Dtest=RaftSimulationTest -Dodradek.seed=%d
                Before that:
                %s"""
                        .formatted(property, seed, what, seed, seed, trace));
        this.property = property;
    }

    /** The simple name of the checker that found it. */
    public String property() {
        return property;
    }
}
