package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupResponse;

/** Members leave a group. */
record LeaveGroup() implements OneGroupApi<LeaveGroupRequest, LeaveGroupResponse> {
    @Override
    public ApiKey key() {
        return ApiKey.LEAVE_GROUP;
    }

    @Override
    public short maxVersion() {
        return 5;
    }

    @Override
    public Access access() {
        return Access.WRITE;
    }

    @Override
    public String groupId(LeaveGroupRequest request) {
        return request.groupId();
    }

    @Override
    public ErrorCode check(LeaveGroupRequest request, short version) {
        return request.groupId().isEmpty() ? ErrorCode.INVALID_GROUP_ID : ErrorCode.NONE;
    }

    @Override
    public Step<GroupRequests, LeaveGroupResponse> step(
            RequestOrigin from, LeaveGroupRequest request) {
        return (groups, to, now, out) -> groups.leaveGroup(from, request, to, now, out);
    }

    @Override
    public LeaveGroupResponse failed(LeaveGroupRequest request, short version, ErrorCode error) {
        return LeaveGroupResponse.builder().errorCode(error.code()).build();
    }
}
