package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;

/** A member of a classic group says that it lives. */
record Heartbeat() implements OneGroupApi<HeartbeatRequest, HeartbeatResponse> {
    @Override
    public ApiKey key() {
        return ApiKey.HEARTBEAT;
    }

    @Override
    public short maxVersion() {
        return 4;
    }

    @Override
    public Access access() {
        return Access.READ;
    }

    @Override
    public String groupId(HeartbeatRequest request) {
        return request.groupId();
    }

    @Override
    public ErrorCode check(HeartbeatRequest request, short version) {
        return request.groupId().isEmpty() ? ErrorCode.INVALID_GROUP_ID : ErrorCode.NONE;
    }

    @Override
    public Step<GroupRequests, HeartbeatResponse> step(
            RequestOrigin from, HeartbeatRequest request) {
        return (groups, to, now, out) -> groups.heartbeat(from, request, to, now, out);
    }

    @Override
    public HeartbeatResponse failed(HeartbeatRequest request, short version, ErrorCode error) {
        return HeartbeatResponse.builder().errorCode(error.code()).build();
    }
}
