package io.odradek.sim.client;

import java.util.Comparator;

/** A partition as clients name it. */
public record Address(String topic, int partition) implements Comparable<Address> {
    private static final Comparator<Address> ORDER =
            Comparator.comparing(Address::topic).thenComparing(Address::partition);

    @Override
    public int compareTo(Address other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
