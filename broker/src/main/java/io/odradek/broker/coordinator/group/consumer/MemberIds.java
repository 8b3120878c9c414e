package io.odradek.broker.coordinator.group.consumer;

import io.odradek.controller.image.Uuids;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names for members that come without one. */
final class MemberIds {
    private final RandomGenerator random;

    MemberIds(RandomGenerator random) {
        this.random = random;
    }

    /** A uuid as Kafka prints it. A dash first would look like an option on a command line. */
    String fresh() {
        String id;
        do {
            id = Uuids.toString(new UUID(random.nextLong(), random.nextLong()));
        } while (id.startsWith("-"));
        return id;
    }

    String freshFor(String clientId) {
        return clientId + "-" + fresh();
    }
}
