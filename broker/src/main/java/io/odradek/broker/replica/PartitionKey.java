package io.odradek.broker.replica;

import java.util.UUID;

/** A partition, whatever its topic is called. */
public record PartitionKey(UUID topicId, int partition) {}
