package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

/** What a heartbeat must say, whoever sends it (KIP-848). */
final class HeartbeatRules {
    /** From here on the member names itself (KIP-1082) and may subscribe by expression. */
    private static final int MEMBER_NAMES_ITSELF = 1;

    private HeartbeatRules() {}

    /**
     * @throws GroupException INVALID_REQUEST or UNSUPPORTED_ASSIGNOR
     */
    static void check(
            short apiVersion, ConsumerGroupHeartbeatRequest request, Collection<String> assignors) {
        int epoch = request.memberEpoch();
        require(!request.groupId().isBlank(), "GroupId is empty: every group has a name");
        require(
                request.memberId() != null
                        && (!request.memberId().isBlank()
                                || (apiVersion < MEMBER_NAMES_ITSELF && epoch == 0)),
                "MemberId is empty: the member makes one up before it joins and keeps it");
        require(epoch >= Current.AWAY, "MemberEpoch " + epoch + " means nothing");
        notEmpty("InstanceId", request.instanceId());
        notEmpty("RackId", request.rackId());
        if (epoch == 0) {
            checkJoin(request);
        } else if (epoch == Current.AWAY) {
            require(
                    request.instanceId() != null,
                    "InstanceId is null: only a static member may leave for a while");
        }
        @Nullable String assignor = request.serverAssignor();
        if (assignor != null && !assignors.contains(assignor)) {
            throw new GroupException(
                    ErrorCode.UNSUPPORTED_ASSIGNOR,
                    "ServerAssignor "
                            + assignor
                            + " is not one of those of group.consumer.assignors: "
                            + String.join(", ", assignors));
        }
    }

    private static void checkJoin(ConsumerGroupHeartbeatRequest request) {
        require(
                request.rebalanceTimeoutMs() > 0,
                "RebalanceTimeoutMs is missing: who joins says how long it needs to give"
                        + " partitions up");
        require(
                request.topicPartitions() != null && request.topicPartitions().isEmpty(),
                "TopicPartitions is not empty: who joins owns nothing yet");
        require(
                request.subscribedTopicNames() != null || request.subscribedTopicRegex() != null,
                "neither SubscribedTopicNames nor SubscribedTopicRegex is set: who joins says what"
                        + " it wants to read");
    }

    private static void notEmpty(String field, @Nullable String value) {
        require(value == null || !value.isBlank(), field + " is empty: leave it null or name it");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new GroupException(ErrorCode.INVALID_REQUEST, otherwise);
        }
    }
}
