package io.odradek.broker.api;

import io.odradek.controller.image.FeatureLevels;

import java.util.List;

/** The cluster features (KIP-584) this version takes part in; others come with what they name. */
final class Features {
    private Features() {}

    record Range(String name, short min, short max) {}

    static final List<Range> SUPPORTED =
            FeatureLevels.SUPPORTED.entrySet().stream()
                    .map(
                            e ->
                                    new Range(
                                            e.getKey(),
                                            (short) e.getValue().min(),
                                            (short) e.getValue().max()))
                    .toList();
}
