package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;

/** An API whose requests are about one group and go to its coordinator as they are. */
sealed interface OneGroupApi<Q extends Request, R extends Response>
        permits JoinGroup, SyncGroup, Heartbeat, LeaveGroup, ConsumerGroupHeartbeat {
    ApiKey key();

    short maxVersion();

    Access access();

    String groupId(Q request);

    /** What is wrong with the request whatever the group; {@code NONE} if nothing is. */
    ErrorCode check(Q request, short version);

    Step<GroupRequests, R> step(RequestOrigin from, Q request);

    R failed(Q request, short version, ErrorCode error);
}
