package io.odradek.controller.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.odradek.wire.control.raft.DeliverAck;
import io.odradek.wire.control.raft.RaftEnvelope;
import io.odradek.wire.control.raft.RaftServiceGrpc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/** Takes raft messages from other controllers. Thread-safe: it has no state of its own. */
final class RaftDelivery extends RaftServiceGrpc.RaftServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(RaftDelivery.class);

    private final String clusterId;
    private final int nodeId;
    private final GrpcRaftTransport transport;

    RaftDelivery(String clusterId, int nodeId, GrpcRaftTransport transport) {
        this.clusterId = clusterId;
        this.nodeId = nodeId;
        this.transport = transport;
    }

    @Override
    public StreamObserver<RaftEnvelope> deliver(StreamObserver<DeliverAck> replies) {
        GrpcRaftTransport.Incoming incoming = transport.incoming();
        ((ServerCallStreamObserver<DeliverAck>) replies).setOnCancelHandler(incoming::ended);
        return new StreamObserver<>() {
            private boolean refused;

            @Override
            public void onNext(RaftEnvelope envelope) {
                if (refused) {
                    return;
                }
                Optional<PeerInfo> info =
                        envelope.hasSender()
                                ? Optional.of(PeerInfo.of(envelope.getSender()))
                                : Optional.empty();
                Optional<String> refusal = refusal(envelope, info);
                if (refusal.isPresent()) {
                    refused = true;
                    replies.onError(
                            Status.FAILED_PRECONDITION
                                    .withDescription(refusal.get())
                                    .asRuntimeException());
                    return;
                }
                incoming.received(envelope.getFrom(), info, RaftMessages.fromProto(envelope));
            }

            @Override
            public void onError(Throwable failure) {
                incoming.ended();
            }

            @Override
            public void onCompleted() {
                incoming.ended();
                replies.onCompleted();
            }
        };
    }

    private Optional<String> refusal(RaftEnvelope envelope, Optional<PeerInfo> info) {
        boolean meant = envelope.getTo() < 0 || envelope.getTo() == nodeId;
        String refusal;
        if (!envelope.getClusterId().equals(clusterId) || !meant) {
            refusal =
                    "This is controller %d of cluster %s, not %d of %s: check controller.quorum.voters and controller.quorum.bootstrap.servers."
                            .formatted(
                                    nodeId, clusterId, envelope.getTo(), envelope.getClusterId());
        } else if (envelope.getFrom() != nodeId) {
            return Optional.empty();
        } else if (info.isPresent() && transport.isOwn(info.get())) {
            return Optional.of("it is this controller's own");
        } else {
            refusal =
                    "There are two controllers with the node.id %d: give each its own."
                            .formatted(nodeId);
        }
        LOG.warn("Refused raft messages of node {}: {}", envelope.getFrom(), refusal);
        return Optional.of(refusal);
    }
}
