package io.odradek.broker.api.group;

import io.odradek.broker.api.Authorized;
import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Coordinators;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.DescribeGroupsRequest;
import io.odradek.wire.message.DescribeGroupsResponse;
import io.odradek.wire.message.DescribeGroupsResponse.DescribedGroup;

import java.util.List;
import java.util.Optional;

/** DescribeGroups: each group as its coordinator sees it. */
final class DescribeGroupsHandler implements ApiHandler<DescribeGroupsRequest> {
    private final Coordinators<? extends GroupRequests> coordinators;

    DescribeGroupsHandler(Coordinators<? extends GroupRequests> coordinators) {
        this.coordinators = coordinators;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_GROUPS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 6;
    }

    @Override
    public void handle(RequestContext context, DescribeGroupsRequest request, Responder responder) {
        RequestOrigin from = Origins.of(context);
        Gather.<String, DescribedGroup>each(
                request.groups(),
                (id, to) -> {
                    Step<GroupRequests, DescribedGroup> step =
                            (groups, reply, now, out) ->
                                    groups.describeGroup(from, id, reply, now, out);
                    coordinators.ask(id, Access.READ, step, to);
                },
                id -> error -> failed(id, error),
                answers -> responder.reply(response(answers, request)));
    }

    private static DescribeGroupsResponse response(
            List<DescribedGroup> groups, DescribeGroupsRequest request) {
        return DescribeGroupsResponse.builder()
                .groups(
                        request.includeAuthorizedOperations()
                                ? groups.stream().map(DescribeGroupsHandler::withRights).toList()
                                : groups)
                .build();
    }

    private static DescribedGroup withRights(DescribedGroup group) {
        return group.errorCode() != ErrorCode.NONE.code()
                ? group
                : new DescribedGroup(
                        group.errorCode(),
                        group.errorMessage(),
                        group.groupId(),
                        group.groupState(),
                        group.protocolType(),
                        group.protocolData(),
                        group.members(),
                        Authorized.GROUP);
    }

    private static DescribedGroup failed(String groupId, ErrorCode error) {
        return DescribedGroup.builder()
                .groupId(groupId)
                .errorCode(error.code())
                .authorizedOperations(Authorized.NOT_ASKED)
                .build();
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, DescribeGroupsRequest request) {
        return Optional.of(
                DescribeGroupsResponse.builder()
                        .groups(
                                request.groups().stream()
                                        .map(id -> failed(id, ErrorCode.UNKNOWN_SERVER_ERROR))
                                        .toList())
                        .build());
    }
}
