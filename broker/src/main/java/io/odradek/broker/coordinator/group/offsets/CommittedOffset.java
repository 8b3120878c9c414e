package io.odradek.broker.coordinator.group.offsets;

import io.odradek.wire.codec.Limits;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.OffsetCommitKey;
import io.odradek.wire.coordinator.OffsetCommitValue;

import java.util.UUID;

/**
 * Where a group stands in a partition.
 *
 * @param leaderEpoch of the last record read, -1 if the client did not say
 * @param commitTimestampMs since the epoch
 * @param expireTimestampMs since the epoch, -1 if retention decides
 * @param topicId all zeroes if the client's broker did not know it
 */
public record CommittedOffset(
        long offset,
        int leaderEpoch,
        String metadata,
        long commitTimestampMs,
        long expireTimestampMs,
        UUID topicId) {
    private static final int WITH_EXPIRY = 1;
    private static final int WITH_LEADER_EPOCH = 3;
    private static final int WITH_TOPIC_ID = 4;

    static CommittedOffset of(OffsetCommitValue value) {
        return new CommittedOffset(
                value.offset(),
                value.leaderEpoch(),
                value.metadata(),
                value.commitTimestamp(),
                value.expireTimestamp(),
                value.topicId());
    }

    /** Whether it was committed for a topic that has had the same name since or before. */
    boolean isOfAnother(UUID topicId) {
        return !this.topicId.equals(Limits.ZERO_UUID)
                && !topicId.equals(Limits.ZERO_UUID)
                && !this.topicId.equals(topicId);
    }

    CoordinatorRecord record(OffsetCommitKey key) {
        int version = version();
        OffsetCommitValue.Builder value =
                OffsetCommitValue.builder()
                        .offset(offset)
                        .metadata(metadata)
                        .commitTimestamp(commitTimestampMs);
        if (version == WITH_EXPIRY) {
            value.expireTimestamp(expireTimestampMs);
        } else {
            value.leaderEpoch(leaderEpoch);
        }
        if (version == WITH_TOPIC_ID) {
            value.topicId(topicId);
        }
        return CoordinatorRecord.of(key, value.build(), version);
    }

    private int version() {
        if (expireTimestampMs >= 0) {
            return WITH_EXPIRY;
        }
        return topicId.equals(Limits.ZERO_UUID) ? WITH_LEADER_EPOCH : WITH_TOPIC_ID;
    }
}
