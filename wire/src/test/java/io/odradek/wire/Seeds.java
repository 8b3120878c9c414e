package io.odradek.wire;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A seed a run, printed so that a failure can be had again. */
public final class Seeds {
    private static final String PROPERTY = "odradek.seed";

    private Seeds() {}

    /** {@code -Dodradek.seed=...}, or a new one. */
    public static long choose(Class<?> test) {
        long seed = Long.getLong(PROPERTY, System.nanoTime());
        System.out.println(
                test.getSimpleName()
                        + ": seed "
                        + seed
                        + "; again with: mvn -pl wire test -Dtest="
                        + test.getSimpleName()
                        + " -D"
                        + PROPERTY
                        + "="
                        + seed);
        return seed;
    }

    /** Random numbers that depend on nothing but the seed and the case. */
    public static RandomGenerator random(long seed, String message, int version, int round) {
        long mixed = seed * 31 + message.hashCode();
        return RandomGeneratorFactory.of("L64X128MixRandom")
                .create(mixed * 1_000_003 + version * 1009L + round);
    }
}
