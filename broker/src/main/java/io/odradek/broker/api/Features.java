package io.odradek.broker.api;

import java.util.List;

/** The cluster features (KIP-584) this version takes part in; others come with what they name. */
final class Features {
    private Features() {}

    record Range(String name, short min, short max) {}

    static final List<Range> SUPPORTED =
            List.of(
                    new Range("metadata.version", (short) 7, (short) 33),
                    // 0: the voters are configured; 1: they are in the log (KIP-853).
                    new Range("kraft.version", (short) 0, (short) 1),
                    new Range("group.version", (short) 0, (short) 1),
                    new Range("eligible.leader.replicas.version", (short) 0, (short) 1));
}
