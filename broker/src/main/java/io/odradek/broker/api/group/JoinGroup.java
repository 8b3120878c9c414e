package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupResponse;

/** A member joins a classic group, or joins again. */
record JoinGroup() implements OneGroupApi<JoinGroupRequest, JoinGroupResponse> {
    @Override
    public ApiKey key() {
        return ApiKey.JOIN_GROUP;
    }

    @Override
    public short maxVersion() {
        return 9;
    }

    @Override
    public Access access() {
        return Access.WRITE;
    }

    @Override
    public String groupId(JoinGroupRequest request) {
        return request.groupId();
    }

    @Override
    public ErrorCode check(JoinGroupRequest request, short version) {
        return request.groupId().isEmpty() ? ErrorCode.INVALID_GROUP_ID : ErrorCode.NONE;
    }

    @Override
    public Step<GroupRequests, JoinGroupResponse> step(
            RequestOrigin from, JoinGroupRequest request) {
        return (groups, to, now, out) -> groups.joinGroup(from, request, to, now, out);
    }

    @Override
    public JoinGroupResponse failed(JoinGroupRequest request, short version, ErrorCode error) {
        return JoinGroupResponse.builder()
                .errorCode(error.code())
                .generationId(-1)
                .protocolName(version >= 7 ? null : "")
                .memberId(request.memberId())
                .build();
    }
}
