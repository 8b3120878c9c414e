package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.DescribeClusterRequest;
import io.odradek.wire.message.DescribeClusterResponse;
import io.odradek.wire.message.DescribeClusterResponse.DescribeClusterBroker;

import java.util.List;
import java.util.Optional;

/** The cluster's id and brokers (KIP-700); fenced ones too where they are asked for (KIP-1073). */
public final class DescribeClusterHandler implements ApiHandler<DescribeClusterRequest> {
    private static final byte BROKERS = 1;

    private final MetadataView metadata;
    private final int nodeId;

    public DescribeClusterHandler(MetadataView metadata, int nodeId) {
        this.metadata = metadata;
        this.nodeId = nodeId;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_CLUSTER;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public void handle(
            RequestContext context, DescribeClusterRequest request, Responder responder) {
        if (request.endpointType() != BROKERS) {
            responder.reply(
                    error(
                            ErrorCode.MISMATCHED_ENDPOINT_TYPE,
                            "This is a broker's listener; controllers are described at their own."));
            return;
        }
        ClusterView view = new ClusterView(metadata.current(), context.listener());
        List<ClusterView.Node> nodes = request.includeFencedBrokers() ? view.nodes() : view.alive();
        responder.reply(
                DescribeClusterResponse.builder()
                        .endpointType(BROKERS)
                        .clusterId(view.image().clusterId())
                        .controllerId(view.controllerId(nodeId))
                        .brokers(nodes.stream().map(DescribeClusterHandler::broker).toList())
                        .clusterAuthorizedOperations(
                                request.includeClusterAuthorizedOperations()
                                        ? Authorized.CLUSTER
                                        : Authorized.NOT_ASKED)
                        .build());
    }

    private static DescribeClusterBroker broker(ClusterView.Node node) {
        return DescribeClusterBroker.builder()
                .brokerId(node.id())
                .host(node.endpoint().host())
                .port(node.endpoint().port())
                .rack(node.rack().isEmpty() ? null : node.rack())
                .isFenced(node.fenced())
                .build();
    }

    private static DescribeClusterResponse error(ErrorCode error, String message) {
        return DescribeClusterResponse.builder()
                .errorCode(error.code())
                .errorMessage(message)
                .build();
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, DescribeClusterRequest request) {
        return Optional.of(error(ErrorCode.UNKNOWN_SERVER_ERROR, "The broker's log says why."));
    }
}
