package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.ApiVersionsRequest;
import io.odradek.wire.message.ApiVersionsResponse;
import io.odradek.wire.message.ApiVersionsResponse.ApiVersion;
import io.odradek.wire.message.ApiVersionsResponse.FinalizedFeatureKey;
import io.odradek.wire.message.ApiVersionsResponse.SupportedFeatureKey;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells clients what they may ask for, and in which versions. */
public final class ApiVersionsHandler implements ApiHandler<ApiVersionsRequest> {
    private static final Pattern SOFTWARE =
            Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?");

    private final MetadataView metadata;
    private final String clusterId;
    private final int nodeId;
    private final List<ApiVersion> served;

    /**
     * @param others every other handler of the same port
     */
    public ApiVersionsHandler(
            MetadataView metadata,
            String clusterId,
            int nodeId,
            Collection<? extends ApiHandler<?>> others) {
        this.metadata = metadata;
        this.clusterId = clusterId;
        this.nodeId = nodeId;
        List<ApiVersion> all = new ArrayList<>();
        for (ApiHandler<?> handler : others) {
            all.add(version(handler.key(), handler.minVersion(), handler.maxVersion()));
        }
        all.add(version(key(), minVersion(), maxVersion()));
        all.sort(Comparator.comparingInt(ApiVersion::apiKey));
        served = List.copyOf(all);
    }

    private static ApiVersion version(ApiKey key, short min, short max) {
        return new ApiVersion(key.id(), min, max);
    }

    @Override
    public ApiKey key() {
        return ApiKey.API_VERSIONS;
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
    public void handle(RequestContext context, ApiVersionsRequest request, Responder responder) {
        if (context.apiVersion() >= 3
                && !(SOFTWARE.matcher(request.clientSoftwareName()).matches()
                        && SOFTWARE.matcher(request.clientSoftwareVersion()).matches())) {
            responder.reply(error(ErrorCode.INVALID_REQUEST));
        } else if (isMisrouted(request)) {
            responder.reply(error(ErrorCode.REBOOTSTRAP_REQUIRED));
        } else {
            responder.reply(answer(context.apiVersion()));
        }
    }

    /** The client believes to talk to another node or cluster (KIP-1242). */
    private boolean isMisrouted(ApiVersionsRequest request) {
        @Nullable String expected = request.clusterId();
        return (expected != null && !expected.equals(clusterId))
                || (request.nodeId() >= 0 && request.nodeId() != nodeId);
    }

    private ApiVersionsResponse answer(short version) {
        ClusterImage image = metadata.current();
        return ApiVersionsResponse.builder()
                .apiKeys(served)
                .supportedFeatures(
                        Features.SUPPORTED.stream()
                                .map(
                                        f ->
                                                new SupportedFeatureKey(
                                                        f.name(),
                                                        // Older clients reject 0 (KAFKA-17011).
                                                        version < 4
                                                                ? (short) Math.max(1, f.min())
                                                                : f.min(),
                                                        f.max()))
                                .toList())
                .finalizedFeaturesEpoch(image.offset())
                .finalizedFeatures(
                        image.features().entrySet().stream()
                                .map(
                                        e ->
                                                new FinalizedFeatureKey(
                                                        e.getKey(),
                                                        e.getValue().shortValue(),
                                                        e.getValue().shortValue()))
                                .toList())
                .build();
    }

    private static ApiVersionsResponse error(ErrorCode error) {
        return ApiVersionsResponse.builder().errorCode(error.code()).build();
    }

    @Override
    public Optional<Response> unsupportedVersion() {
        return Optional.of(
                ApiVersionsResponse.builder()
                        .errorCode(ErrorCode.UNSUPPORTED_VERSION.code())
                        .apiKeys(
                                served.stream()
                                        .filter(v -> v.apiKey() == ApiKey.API_VERSIONS.id())
                                        .toList())
                        .build());
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, ApiVersionsRequest request) {
        return Optional.of(error(ErrorCode.UNKNOWN_SERVER_ERROR));
    }
}
