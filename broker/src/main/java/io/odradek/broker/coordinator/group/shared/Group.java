package io.odradek.broker.coordinator.group.shared;

import io.odradek.wire.coordinator.CoordinatorRecord;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalLong;

/** A group of any protocol, as far as offsets and administration ask. */
public interface Group {
    String groupId();

    GroupType type();

    /** As ListGroups shows it, such as {@code Stable}. */
    String stateName();

    /** Such as {@code consumer}; empty while nobody has named one. */
    String protocolType();

    /** Whether it has no members. */
    boolean isEmpty();

    /** Since when it has had no members, in wall-clock milliseconds; empty if it has some. */
    OptionalLong emptySinceMs();

    /** Whether a member may be reading the topic, so that its offsets must stay. */
    boolean isSubscribedTo(String topic);

    /**
     * Whether the sender may commit.
     *
     * @param generationOrEpoch negative for a commit from outside of the group's protocol
     * @throws GroupException if not
     */
    void checkOffsetCommit(
            String memberId,
            @Nullable String groupInstanceId,
            int generationOrEpoch,
            short apiVersion);

    /**
     * Whether the sender may read offsets as a member.
     *
     * @param memberId null for one who does not claim to be a member
     * @throws GroupException if not
     */
    void checkOffsetFetch(@Nullable String memberId, int memberEpoch);

    /** The records that take back all that the log says about it, offsets excepted. */
    List<CoordinatorRecord> tombstones();
}
