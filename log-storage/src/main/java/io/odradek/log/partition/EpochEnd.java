package io.odradek.log.partition;

/**
 * The largest epoch at or below the one asked for and where it ends (exclusive); {@link #UNKNOWN}
 * when the log cannot tell. KIP-279.
 */
public record EpochEnd(int epoch, long endOffset) {

    public static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);
}
