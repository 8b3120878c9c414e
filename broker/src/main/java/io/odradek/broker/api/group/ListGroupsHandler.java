package io.odradek.broker.api.group;

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
import io.odradek.wire.message.ListGroupsRequest;
import io.odradek.wire.message.ListGroupsResponse;
import io.odradek.wire.message.ListGroupsResponse.ListedGroup;

import java.util.List;
import java.util.Optional;

/** ListGroups: the groups that this broker coordinates. */
final class ListGroupsHandler implements ApiHandler<ListGroupsRequest> {
    private final Coordinators<? extends GroupRequests> coordinators;

    ListGroupsHandler(Coordinators<? extends GroupRequests> coordinators) {
        this.coordinators = coordinators;
    }

    @Override
    public ApiKey key() {
        return ApiKey.LIST_GROUPS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 5;
    }

    @Override
    public void handle(RequestContext context, ListGroupsRequest request, Responder responder) {
        RequestOrigin from = Origins.of(context);
        Step<GroupRequests, List<ListedGroup>> step =
                (groups, to, now, out) -> groups.listGroups(from, request, to, now, out);
        coordinators.askAll(
                Access.READ,
                step,
                gathered ->
                        responder.reply(
                                gathered.error() == ErrorCode.NONE
                                        ? ListGroupsResponse.builder()
                                                .groups(
                                                        gathered.answers().stream()
                                                                .flatMap(List::stream)
                                                                .toList())
                                                .build()
                                        : failed(gathered.error())));
    }

    private static ListGroupsResponse failed(ErrorCode error) {
        return ListGroupsResponse.builder().errorCode(error.code()).build();
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, ListGroupsRequest request) {
        return Optional.of(failed(ErrorCode.UNKNOWN_SERVER_ERROR));
    }
}
