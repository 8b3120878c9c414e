package io.odradek.broker.replica;

import io.odradek.log.io.Shard;

import java.util.List;

/** Hears of news in partitions it watches. Confined to {@link #shard}. */
public interface FetchSubscriber {
    Shard shard();

    /** Called on its shard, once for all the news of a turn of another. */
    void news(List<FetchNews> news);
}
