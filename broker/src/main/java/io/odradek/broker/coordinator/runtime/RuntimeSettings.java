package io.odradek.broker.coordinator.runtime;

import io.odradek.log.batch.Compression;

/**
 * How a coordinator's log is read and written.
 *
 * @param loadBytes read at once while loading; a larger batch is read whole
 * @param replyTimeoutMs how long an answer may wait until what it rests on is committed
 * @param compression of what is appended
 */
public record RuntimeSettings(int loadBytes, long replyTimeoutMs, Compression compression) {
    /** Steps of one turn are gathered up to so many bytes in a batch. */
    static final int BATCH_BYTES = 1 << 20;

    /** The records of one step must fit into so many bytes. */
    static final int STEP_BYTES_MAX = 64 << 20;

    /** What a batch that others compressed may unpack to. */
    static final int UNPACKED_BYTES_MAX = 256 << 20;
}
