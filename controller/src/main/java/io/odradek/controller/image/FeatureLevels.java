package io.odradek.controller.image;

import java.util.Map;
import java.util.TreeMap;

/** The cluster features (KIP-584) this version takes part in, and their levels. */
public final class FeatureLevels {
    private FeatureLevels() {}

    public record Range(int min, int max) {}

    public static final Map<String, Range> SUPPORTED =
            new TreeMap<>(
                    Map.of(
                            "metadata.version", new Range(7, 33),
                            // 0: the voters are configured; 1: they are in the log (KIP-853).
                            "kraft.version", new Range(0, 1),
                            "group.version", new Range(0, 1),
                            "eligible.leader.replicas.version", new Range(0, 1)));
}
