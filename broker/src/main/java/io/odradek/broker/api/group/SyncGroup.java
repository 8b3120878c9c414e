package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupResponse;

/** A member of a classic group asks for its assignment; the leader brings all of them. */
record SyncGroup() implements OneGroupApi<SyncGroupRequest, SyncGroupResponse> {
    @Override
    public ApiKey key() {
        return ApiKey.SYNC_GROUP;
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
    public String groupId(SyncGroupRequest request) {
        return request.groupId();
    }

    @Override
    public ErrorCode check(SyncGroupRequest request, short version) {
        if (request.groupId().isEmpty()) {
            return ErrorCode.INVALID_GROUP_ID;
        }
        // KIP-559: from version 5 on a member says what it believes to have agreed on.
        return version >= 5 && (request.protocolType() == null || request.protocolName() == null)
                ? ErrorCode.INCONSISTENT_GROUP_PROTOCOL
                : ErrorCode.NONE;
    }

    @Override
    public Step<GroupRequests, SyncGroupResponse> step(
            RequestOrigin from, SyncGroupRequest request) {
        return (groups, to, now, out) -> groups.syncGroup(from, request, to, now, out);
    }

    @Override
    public SyncGroupResponse failed(SyncGroupRequest request, short version, ErrorCode error) {
        return SyncGroupResponse.builder().errorCode(error.code()).build();
    }
}
