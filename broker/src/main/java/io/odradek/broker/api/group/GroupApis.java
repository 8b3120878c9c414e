package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.runtime.Coordinators;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;

import java.util.List;

/** The APIs that group coordinators answer. */
public final class GroupApis {
    private GroupApis() {}

    public static List<ApiHandler<?>> handlers(
            Coordinators<? extends GroupRequests> coordinators, MetadataView metadata) {
        return List.of(
                new OneGroupHandler<>(new JoinGroup(), coordinators),
                new OneGroupHandler<>(new SyncGroup(), coordinators),
                new OneGroupHandler<>(new Heartbeat(), coordinators),
                new OneGroupHandler<>(new LeaveGroup(), coordinators),
                new OneGroupHandler<>(new ConsumerGroupHeartbeat(), coordinators),
                new OffsetCommitHandler(coordinators, metadata),
                new OffsetFetchHandler(coordinators, metadata),
                new OffsetDeleteHandler(coordinators, metadata),
                new ListGroupsHandler(coordinators),
                new DescribeGroupsHandler(coordinators),
                new ConsumerGroupDescribeHandler(coordinators),
                new DeleteGroupsHandler(coordinators));
    }
}
