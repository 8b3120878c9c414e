package io.odradek.broker.coordinator.group.consumer;

import org.junit.jupiter.api.Test;

/** The consumer protocol under chance; {@code -Dconsumer.seed=N} plays one run again. */
final class ConsumerSimulationTest {
    private static final int RUNS = 12;
    private static final int FAULTY_MS = 300_000;

    @Test
    void noPartitionIsReadByTwoMembersAndEveryGroupConverges() {
        Long replay = Long.getLong("consumer.seed");
        if (replay != null) {
            new ConsumerSimulation(replay).run(FAULTY_MS);
            return;
        }
        long base = System.nanoTime();
        for (long seed = base; seed < base + RUNS; seed++) {
            new ConsumerSimulation(seed).run(FAULTY_MS);
        }
    }
}
