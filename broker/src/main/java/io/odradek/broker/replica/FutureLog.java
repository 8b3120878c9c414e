package io.odradek.broker.replica;

import io.odradek.log.partition.PartitionLog;

import java.util.UUID;

/**
 * A copy of a log that grows in another directory. Used by one thread at a time.
 *
 * @param id tells it from other copies of the same
 */
record FutureLog(LogDirectory directory, UUID id, PartitionLog log) {}
