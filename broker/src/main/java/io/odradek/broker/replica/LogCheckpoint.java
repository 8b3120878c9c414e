package io.odradek.broker.replica;

/** What is written down of one log from time to time. */
record LogCheckpoint(
        String topic,
        int partition,
        long highWatermark,
        long recoveryPoint,
        long logStartOffset,
        long cleanedTo) {}
