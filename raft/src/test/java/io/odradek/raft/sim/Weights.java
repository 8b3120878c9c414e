package io.odradek.raft.sim;

import java.util.random.RandomGenerator;

/** Draws among kinds of faults, each as often as it weighs. */
public final class Weights {

    private Weights() {}

    /** The index of one of {@code weights}; -1 when none weighs anything. */
    public static int draw(RandomGenerator random, double... weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double at = random.nextDouble() * sum;
        for (int i = 0; i < weights.length; i++) {
            at -= weights[i];
            if (at < 0) {
                return i;
            }
        }
        return -1;
    }
}
