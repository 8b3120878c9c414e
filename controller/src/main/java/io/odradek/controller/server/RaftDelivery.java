package io.odradek.controller.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.odradek.wire.control.raft.DeliverAck;
import io.odradek.wire.control.raft.RaftEnvelope;
import io.odradek.wire.control.raft.RaftServiceGrpc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
            @Override
            public void onNext(RaftEnvelope envelope) {
                if (!envelope.getClusterId().equals(clusterId) || envelope.getTo() != nodeId) {
                    String refusal =
                            "This is controller %d of cluster %s, not %d of %s: check controller.quorum.voters."
                                    .formatted(
                                            nodeId,
                                            clusterId,
                                            envelope.getTo(),
                                            envelope.getClusterId());
                    LOG.warn("Refused raft messages of node {}: {}", envelope.getFrom(), refusal);
                    replies.onError(
                            Status.FAILED_PRECONDITION
                                    .withDescription(refusal)
                                    .asRuntimeException());
                    return;
                }
                incoming.received(envelope.getFrom(), RaftMessages.fromProto(envelope));
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
}
