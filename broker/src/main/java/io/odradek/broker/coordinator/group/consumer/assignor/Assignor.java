package io.odradek.broker.coordinator.group.consumer.assignor;

import java.util.Map;

/** Decides who should read what. Stateless; the same question has the same answer. */
public interface Assignor {
    /** As members and {@code group.consumer.assignors} call it. */
    String name();

    /**
     * Gives every partition of every topic to exactly one of the members subscribed to it.
     *
     * @return an entry for each member
     */
    Map<String, PartitionSet> assign(Subscribers group);
}
