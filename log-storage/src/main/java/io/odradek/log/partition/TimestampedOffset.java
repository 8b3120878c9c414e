package io.odradek.log.partition;

/** An answer to ListOffsets: timestamp -1 where none applies, leader epoch -1 where unknown. */
public record TimestampedOffset(long offset, long timestamp, int leaderEpoch) {}
