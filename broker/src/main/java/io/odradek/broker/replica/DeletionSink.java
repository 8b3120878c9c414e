package io.odradek.broker.replica;

import io.odradek.wire.api.ErrorCode;

/**
 * Takes the answers to the parts of a DeleteRecords request, each once, on the partitions' shards.
 */
@FunctionalInterface
public interface DeletionSink {
    /**
     * @param lowWatermark the first offset that an in-sync replica may still have; -1 with an error
     */
    void deleted(int slot, ErrorCode error, long lowWatermark);
}
