package io.odradek.broker.replica;

import io.odradek.log.partition.LogSlice;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

/**
 * What came of a {@link FetchOrder}.
 *
 * @param slice null when there is nothing to send; whoever holds this closes it
 * @param nextOffset where the next read starts
 * @param more whether there may be more records behind what was read
 * @param cold whether the slice may have to come from the disk
 * @param leader the leader as known here, -1 when unknown
 * @param preferredReplica where a consumer should rather read (KIP-392), -1 for here
 */
public record PartitionRead(
        ErrorCode error,
        long highWatermark,
        long logStartOffset,
        @Nullable EpochEnd diverging,
        @Nullable LogSlice slice,
        long nextOffset,
        boolean more,
        boolean cold,
        int leader,
        int leaderEpoch,
        int preferredReplica) {

    public static PartitionRead failed(ErrorCode error, int leader, int leaderEpoch) {
        return new PartitionRead(
                error, -1, -1, null, null, -1, false, false, leader, leaderEpoch, -1);
    }

    public int sizeInBytes() {
        return slice == null ? 0 : slice.sizeInBytes();
    }

    /** Whether a waiting fetch must be answered with it, however small. */
    public boolean decisive() {
        return error != ErrorCode.NONE || diverging != null || preferredReplica >= 0;
    }
}
