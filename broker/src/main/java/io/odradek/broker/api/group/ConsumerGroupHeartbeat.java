package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;

/** A member of a consumer group (KIP-848) says what it has and is told what it should have. */
record ConsumerGroupHeartbeat()
        implements OneGroupApi<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> {
    @Override
    public ApiKey key() {
        return ApiKey.CONSUMER_GROUP_HEARTBEAT;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public Access access() {
        return Access.WRITE;
    }

    @Override
    public String groupId(ConsumerGroupHeartbeatRequest request) {
        return request.groupId();
    }

    @Override
    public ErrorCode check(ConsumerGroupHeartbeatRequest request, short version) {
        return ErrorCode.NONE;
    }

    @Override
    public Step<GroupRequests, ConsumerGroupHeartbeatResponse> step(
            RequestOrigin from, ConsumerGroupHeartbeatRequest request) {
        return (groups, to, now, out) -> groups.consumerGroupHeartbeat(from, request, to, now, out);
    }

    @Override
    public ConsumerGroupHeartbeatResponse failed(
            ConsumerGroupHeartbeatRequest request, short version, ErrorCode error) {
        return ConsumerGroupHeartbeatResponse.builder().errorCode(error.code()).build();
    }
}
