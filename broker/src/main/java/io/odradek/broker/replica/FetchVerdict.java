package io.odradek.broker.replica;

import io.odradek.wire.api.ErrorCode;

/** What a leader says to a fetch before it reads. */
public sealed interface FetchVerdict {
    record Refused(ErrorCode error) implements FetchVerdict {}

    /** The follower's log parts from the leader's here (KIP-595). */
    record Diverging(EpochEnd end) implements FetchVerdict {}

    /** Records below {@code limit} may be sent; none are there when it equals {@code offset}. */
    record Granted(long offset, long limit) implements FetchVerdict {}
}
