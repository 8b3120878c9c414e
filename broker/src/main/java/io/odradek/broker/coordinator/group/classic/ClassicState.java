package io.odradek.broker.coordinator.group.classic;

/** What a classic group is doing. */
enum ClassicState {
    /** Nobody is in it; it may still have offsets. */
    EMPTY("Empty"),
    /** Members are asked to join again; who does waits for the others. */
    PREPARING_REBALANCE("PreparingRebalance"),
    /** The next generation is known, its leader is working out who gets what. */
    COMPLETING_REBALANCE("CompletingRebalance"),
    STABLE("Stable");

    private final String shown;

    ClassicState(String shown) {
        this.shown = shown;
    }

    /** As DescribeGroups and ListGroups show it. */
    String shown() {
        return shown;
    }
}
