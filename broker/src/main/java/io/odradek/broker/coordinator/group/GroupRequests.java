package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupDescribeResponse;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;
import io.odradek.wire.message.DescribeGroupsResponse;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.ListGroupsRequest;
import io.odradek.wire.message.ListGroupsResponse;
import io.odradek.wire.message.OffsetCommitRequest;
import io.odradek.wire.message.OffsetCommitResponse;
import io.odradek.wire.message.OffsetDeleteRequest;
import io.odradek.wire.message.OffsetDeleteResponse;
import io.odradek.wire.message.OffsetFetchRequest;
import io.odradek.wire.message.OffsetFetchResponse;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupResponse;

import java.util.List;

/**
 * What a coordinator is asked, one group at a time: requests that name several groups are taken
 * apart before. Buffers in a request are slices of its frame and valid until it is answered; what
 * is kept longer must be copied. A field that the version does not carry must not be set in an
 * answer.
 */
public interface GroupRequests {
    void joinGroup(
            RequestOrigin from,
            JoinGroupRequest request,
            ReplyTo<JoinGroupResponse> to,
            Now now,
            Effects out);

    void syncGroup(
            RequestOrigin from,
            SyncGroupRequest request,
            ReplyTo<SyncGroupResponse> to,
            Now now,
            Effects out);

    void heartbeat(
            RequestOrigin from,
            HeartbeatRequest request,
            ReplyTo<HeartbeatResponse> to,
            Now now,
            Effects out);

    void leaveGroup(
            RequestOrigin from,
            LeaveGroupRequest request,
            ReplyTo<LeaveGroupResponse> to,
            Now now,
            Effects out);

    void consumerGroupHeartbeat(
            RequestOrigin from,
            ConsumerGroupHeartbeatRequest request,
            ReplyTo<ConsumerGroupHeartbeatResponse> to,
            Now now,
            Effects out);

    void offsetCommit(
            RequestOrigin from,
            OffsetCommitRequest request,
            ReplyTo<OffsetCommitResponse> to,
            Now now,
            Effects out);

    /** In versions below 8 the one group is made of the request's own fields. */
    void offsetFetch(
            RequestOrigin from,
            OffsetFetchRequest.OffsetFetchRequestGroup request,
            boolean requireStable,
            ReplyTo<OffsetFetchResponse.OffsetFetchResponseGroup> to,
            Now now,
            Effects out);

    void offsetDelete(
            RequestOrigin from,
            OffsetDeleteRequest request,
            ReplyTo<OffsetDeleteResponse> to,
            Now now,
            Effects out);

    void listGroups(
            RequestOrigin from,
            ListGroupsRequest request,
            ReplyTo<List<ListGroupsResponse.ListedGroup>> to,
            Now now,
            Effects out);

    void describeGroup(
            RequestOrigin from,
            String groupId,
            ReplyTo<DescribeGroupsResponse.DescribedGroup> to,
            Now now,
            Effects out);

    void describeConsumerGroup(
            RequestOrigin from,
            String groupId,
            ReplyTo<ConsumerGroupDescribeResponse.DescribedGroup> to,
            Now now,
            Effects out);

    void deleteGroup(
            RequestOrigin from, String groupId, ReplyTo<ErrorCode> to, Now now, Effects out);
}
