package io.odradek.broker.replica;

/**
 * What a session wants read.
 *
 * @param leaderEpoch as the fetcher knows it, -1 when it does not say
 * @param lastFetchedEpoch the epoch of its last record, -1 when it does not say
 * @param flushed how far a follower's disk has come, -1 when it does not say
 * @param bytesMax 0 to learn the offsets only
 * @param anyway whether the first batch is sent even when it is larger than {@code bytesMax}
 * @param keepWatching whether to watch on even when records were found, because they may be too few
 */
public record FetchOrder(
        FetchWatch watch,
        Kind kind,
        long offset,
        int leaderEpoch,
        int lastFetchedEpoch,
        long flushed,
        int bytesMax,
        boolean anyway,
        boolean keepWatching) {

    /** The same with at most so many bytes. */
    public FetchOrder within(int budget, boolean firstAnyway) {
        return new FetchOrder(
                watch,
                kind,
                offset,
                leaderEpoch,
                lastFetchedEpoch,
                flushed,
                Math.min(bytesMax, budget),
                firstAnyway,
                keepWatching);
    }

    /** Who fetches. */
    public enum Kind {
        CONSUMER,
        /** A follower names its position: the logs are compared. */
        FOLLOWER_START,
        /** A follower takes what comes next. */
        FOLLOWER_STREAM
    }
}
