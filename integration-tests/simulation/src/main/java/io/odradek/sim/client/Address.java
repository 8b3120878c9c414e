package io.odradek.sim.client;

/** A partition as clients name it. */
public record Address(String topic, int partition) {
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
