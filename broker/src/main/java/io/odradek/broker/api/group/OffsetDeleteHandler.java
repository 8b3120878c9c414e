package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Coordinators;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.OffsetDeleteRequest;
import io.odradek.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.odradek.wire.message.OffsetDeleteResponse;
import io.odradek.wire.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.odradek.wire.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** OffsetDelete. Topics that do not exist are answered here. */
final class OffsetDeleteHandler implements ApiHandler<OffsetDeleteRequest> {
    private final Coordinators<? extends GroupRequests> coordinators;
    private final MetadataView metadata;

    OffsetDeleteHandler(Coordinators<? extends GroupRequests> coordinators, MetadataView metadata) {
        this.coordinators = coordinators;
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.OFFSET_DELETE;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 0;
    }

    @Override
    public void handle(RequestContext context, OffsetDeleteRequest request, Responder responder) {
        if (request.groupId().isEmpty()) {
            responder.reply(failed(ErrorCode.INVALID_GROUP_ID));
            return;
        }
        List<OffsetDeleteRequestTopic> known = new ArrayList<>();
        List<OffsetDeleteResponseTopic> missing = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            if (metadata.current().topic(topic.name()).isPresent()) {
                known.add(topic);
            } else {
                missing.add(missing(topic));
            }
        }
        RequestOrigin from = Origins.of(context);
        OffsetDeleteRequest rest = new OffsetDeleteRequest(request.groupId(), known);
        Step<GroupRequests, OffsetDeleteResponse> step =
                (groups, to, now, out) -> groups.offsetDelete(from, rest, to, now, out);
        coordinators.ask(
                request.groupId(),
                Access.WRITE,
                step,
                new Answer<>(
                        answer -> responder.reply(with(answer, missing)),
                        OffsetDeleteHandler::failed));
    }

    private static OffsetDeleteResponseTopic missing(OffsetDeleteRequestTopic topic) {
        return new OffsetDeleteResponseTopic(
                topic.name(),
                topic.partitions().stream()
                        .map(
                                p ->
                                        new OffsetDeleteResponsePartition(
                                                p.partitionIndex(),
                                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code()))
                        .toList());
    }

    private static OffsetDeleteResponse with(
            OffsetDeleteResponse answer, List<OffsetDeleteResponseTopic> missing) {
        if (missing.isEmpty() || answer.errorCode() != ErrorCode.NONE.code()) {
            return answer;
        }
        List<OffsetDeleteResponseTopic> all = new ArrayList<>(answer.topics());
        all.addAll(missing);
        return OffsetDeleteResponse.builder().topics(all).build();
    }

    private static OffsetDeleteResponse failed(ErrorCode error) {
        return OffsetDeleteResponse.builder().errorCode(error.code()).build();
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, OffsetDeleteRequest request) {
        return Optional.of(failed(ErrorCode.UNKNOWN_SERVER_ERROR));
    }
}
