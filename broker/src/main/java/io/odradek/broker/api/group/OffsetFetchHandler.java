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
import io.odradek.wire.message.OffsetFetchRequest;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.wire.message.OffsetFetchResponse;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;

import java.util.List;
import java.util.Optional;

/**
 * OffsetFetch: each group is asked for by itself, by topic names and ids; {@link OffsetTopics}
 * translates. Version 0, which read from ZooKeeper, is answered like version 1.
 */
final class OffsetFetchHandler implements ApiHandler<OffsetFetchRequest> {
    private static final short SEVERAL_GROUPS = 8;

    private final Coordinators<? extends GroupRequests> coordinators;
    private final MetadataView metadata;

    OffsetFetchHandler(Coordinators<? extends GroupRequests> coordinators, MetadataView metadata) {
        this.coordinators = coordinators;
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.OFFSET_FETCH;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 10;
    }

    @Override
    public void handle(RequestContext context, OffsetFetchRequest request, Responder responder) {
        short version = context.apiVersion();
        RequestOrigin from = Origins.of(context);
        Gather.<OffsetFetchRequestGroup, OffsetFetchResponseGroup>each(
                groups(request, version),
                (group, to) -> {
                    OffsetTopics topics = OffsetTopics.of(metadata.current(), group, version);
                    Step<GroupRequests, OffsetFetchResponseGroup> step =
                            (groups, reply, now, out) ->
                                    groups.offsetFetch(
                                            from,
                                            topics.known(),
                                            request.requireStable(),
                                            reply,
                                            now,
                                            out);
                    coordinators.ask(
                            group.groupId(),
                            Access.READ,
                            step,
                            new Answer<>(
                                    answer -> to.send(topics.answer(metadata.current(), answer)),
                                    error -> failed(group, error)));
                },
                group -> error -> failed(group, error),
                answers -> responder.reply(response(request, version, answers)));
    }

    private static List<OffsetFetchRequestGroup> groups(OffsetFetchRequest request, short version) {
        return version >= SEVERAL_GROUPS
                ? request.groups()
                : List.of(OldOffsetFetch.group(request));
    }

    private static OffsetFetchResponse response(
            OffsetFetchRequest request, short version, List<OffsetFetchResponseGroup> answers) {
        return version >= SEVERAL_GROUPS
                ? OffsetFetchResponse.builder().groups(answers).build()
                : OldOffsetFetch.response(request, version, answers.getFirst());
    }

    private static OffsetFetchResponseGroup failed(OffsetFetchRequestGroup group, ErrorCode error) {
        return new OffsetFetchResponseGroup(group.groupId(), List.of(), error.code());
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, OffsetFetchRequest request) {
        short version = context.apiVersion();
        return Optional.of(
                response(
                        request,
                        version,
                        groups(request, version).stream()
                                .map(g -> failed(g, ErrorCode.UNKNOWN_SERVER_ERROR))
                                .toList()));
    }
}
