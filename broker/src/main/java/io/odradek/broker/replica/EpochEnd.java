package io.odradek.broker.replica;

/**
 * Where the records of {@code epoch} end in a log (KIP-101): the first offset of the next epoch, or
 * the log end.
 *
 * @param epoch -1 when the log knows no epoch
 */
public record EpochEnd(int epoch, long endOffset) {}
