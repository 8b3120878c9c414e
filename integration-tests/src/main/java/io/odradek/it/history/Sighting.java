package io.odradek.it.history;

/**
 * One statement about where a record is.
 *
 * @param by who was told, in words
 * @param offset -1 if none was told
 */
public record Sighting(String by, long value, Partition partition, long offset, long atNanos) {}
