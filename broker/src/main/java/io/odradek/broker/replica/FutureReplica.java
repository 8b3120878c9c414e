package io.odradek.broker.replica;

import java.util.UUID;

/**
 * A copy of a replica on its way to another directory, as it is told.
 *
 * @param directory id of the one it goes to
 * @param lag offsets that it lacks
 */
public record FutureReplica(
        String topic, int partition, UUID directory, long sizeInBytes, long lag) {}
