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
import io.odradek.wire.message.DeleteGroupsRequest;
import io.odradek.wire.message.DeleteGroupsResponse;
import io.odradek.wire.message.DeleteGroupsResponse.DeletableGroupResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DeleteGroups: each group by its coordinator. */
final class DeleteGroupsHandler implements ApiHandler<DeleteGroupsRequest> {
    private final Coordinators<? extends GroupRequests> coordinators;

    DeleteGroupsHandler(Coordinators<? extends GroupRequests> coordinators) {
        this.coordinators = coordinators;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DELETE_GROUPS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 3;
    }

    @Override
    public void handle(RequestContext context, DeleteGroupsRequest request, Responder responder) {
        RequestOrigin from = Origins.of(context);
        Gather.<String, ErrorCode>each(
                request.groupsNames(),
                (id, to) -> {
                    Step<GroupRequests, ErrorCode> step =
                            (groups, reply, now, out) ->
                                    groups.deleteGroup(from, id, reply, now, out);
                    coordinators.ask(id, Access.WRITE, step, to);
                },
                _ -> error -> error,
                errors -> responder.reply(response(request, errors)));
    }

    private static DeleteGroupsResponse response(
            DeleteGroupsRequest request, List<ErrorCode> errors) {
        List<DeletableGroupResult> results = new ArrayList<>(errors.size());
        for (int i = 0; i < errors.size(); i++) {
            results.add(result(request.groupsNames().get(i), errors.get(i)));
        }
        return DeleteGroupsResponse.builder().results(results).build();
    }

    private static DeletableGroupResult result(String groupId, ErrorCode error) {
        return DeletableGroupResult.builder().groupId(groupId).errorCode(error.code()).build();
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, DeleteGroupsRequest request) {
        return Optional.of(
                DeleteGroupsResponse.builder()
                        .results(
                                request.groupsNames().stream()
                                        .map(id -> result(id, ErrorCode.UNKNOWN_SERVER_ERROR))
                                        .toList())
                        .build());
    }
}
