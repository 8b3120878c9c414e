package io.odradek.broker.replica;

import org.jspecify.annotations.Nullable;

/**
 * Something happened in a watched partition since it was last read.
 *
 * @param urgent records, or an end of this leadership: a waiting fetch is to be answered. Otherwise
 *     only the watermark moved, which can ride along with the next answer
 * @param read what there is to read, where the subscriber lives on another shard and would have to
 *     ask; whoever takes it closes its slice
 */
public record FetchNews(FetchWatch watch, boolean urgent, @Nullable PartitionRead read) {}
