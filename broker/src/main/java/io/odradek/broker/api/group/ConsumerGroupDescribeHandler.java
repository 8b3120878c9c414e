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
import io.odradek.wire.message.ConsumerGroupDescribeRequest;
import io.odradek.wire.message.ConsumerGroupDescribeResponse;
import io.odradek.wire.message.ConsumerGroupDescribeResponse.DescribedGroup;

import java.util.List;
import java.util.Optional;

/** ConsumerGroupDescribe (KIP-848): each group as its coordinator sees it. */
final class ConsumerGroupDescribeHandler implements ApiHandler<ConsumerGroupDescribeRequest> {
    private final Coordinators<? extends GroupRequests> coordinators;

    ConsumerGroupDescribeHandler(Coordinators<? extends GroupRequests> coordinators) {
        this.coordinators = coordinators;
    }

    @Override
    public ApiKey key() {
        return ApiKey.CONSUMER_GROUP_DESCRIBE;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public void handle(
            RequestContext context, ConsumerGroupDescribeRequest request, Responder responder) {
        RequestOrigin from = Origins.of(context);
        Gather.<String, DescribedGroup>each(
                request.groupIds(),
                (id, to) -> {
                    if (id.isEmpty()) {
                        to.fail(ErrorCode.INVALID_GROUP_ID);
                        return;
                    }
                    Step<GroupRequests, DescribedGroup> step =
                            (groups, reply, now, out) ->
                                    groups.describeConsumerGroup(from, id, reply, now, out);
                    coordinators.ask(id, Access.READ, step, to);
                },
                id -> error -> failed(id, error),
                answers -> responder.reply(response(answers, request)));
    }

    private static ConsumerGroupDescribeResponse response(
            List<DescribedGroup> groups, ConsumerGroupDescribeRequest request) {
        return ConsumerGroupDescribeResponse.builder()
                .groups(
                        request.includeAuthorizedOperations()
                                ? groups.stream()
                                        .map(ConsumerGroupDescribeHandler::withRights)
                                        .toList()
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
                        group.groupEpoch(),
                        group.assignmentEpoch(),
                        group.assignorName(),
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
            RequestContext context, ConsumerGroupDescribeRequest request) {
        return Optional.of(
                ConsumerGroupDescribeResponse.builder()
                        .groups(
                                request.groupIds().stream()
                                        .map(id -> failed(id, ErrorCode.UNKNOWN_SERVER_ERROR))
                                        .toList())
                        .build());
    }
}
