package io.odradek.controller;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.odradek.controller.QuorumConfig.Member;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.Uuids;
import io.odradek.wire.control.Change;
import io.odradek.wire.control.ControlServiceGrpc;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.Goodbye;
import io.odradek.wire.control.Heartbeat;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.Register;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;
import io.odradek.wire.control.SnapshotPart;
import io.odradek.wire.control.metadata.Endpoint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Speaks the control protocol as a broker does, over one connection that can be cut. */
final class FakeBroker implements AutoCloseable {
    final int id;
    final UUID incarnation;
    private final int listenerPort;
    private final ManagedChannel channel;
    final BlockingQueue<SessionResponse> responses = new LinkedBlockingQueue<>();
    final List<Change> changes = new CopyOnWriteArrayList<>();
    final List<SnapshotPart> snapshots = new CopyOnWriteArrayList<>();
    final List<Integer> redirects = new CopyOnWriteArrayList<>();
    private final StreamObserver<SessionRequest> session;
    volatile ClusterImage image;
    volatile boolean metadataEnded;
    volatile boolean sessionEnded;
    volatile long epoch = -1;

    FakeBroker(int id, int listenerPort, Member controller) {
        this(id, UUID.randomUUID(), listenerPort, controller, ClusterImage.EMPTY, -1);
    }

    /** The same process at another controller. */
    FakeBroker at(Member controller) {
        return new FakeBroker(id, incarnation, listenerPort, controller, image, epoch);
    }

    private FakeBroker(
            int id,
            UUID incarnation,
            int listenerPort,
            Member controller,
            ClusterImage image,
            long epoch) {
        this.id = id;
        this.incarnation = incarnation;
        this.listenerPort = listenerPort;
        this.image = image;
        this.epoch = epoch;
        this.channel =
                NettyChannelBuilder.forAddress(controller.host(), controller.port())
                        .usePlaintext()
                        .build();
        this.session = ControlServiceGrpc.newStub(channel).session(new SessionEar());
        ControlServiceGrpc.newStub(channel)
                .metadata(
                        MetadataRequest.newBuilder()
                                .setClusterId(TestCluster.CLUSTER_ID)
                                .setNodeId(id)
                                .setAfterOffset(image.offset())
                                .build(),
                        new MetadataEar());
    }

    private final class SessionEar implements StreamObserver<SessionResponse> {
        @Override
        public void onNext(SessionResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            sessionEnded = true;
        }

        @Override
        public void onCompleted() {
            sessionEnded = true;
        }
    }

    private final class MetadataEar implements StreamObserver<MetadataUpdate> {
        private ImageBuilder restoring = new ImageBuilder(ClusterImage.EMPTY);

        @Override
        public void onNext(MetadataUpdate update) {
            switch (update.getUpdateCase()) {
                case NOT_CONTROLLER -> redirects.add(update.getNotController().getLeaderId());
                case SNAPSHOT -> {
                    SnapshotPart part = update.getSnapshot();
                    if (part.getFirst()) {
                        restoring = new ImageBuilder(ClusterImage.EMPTY);
                    }
                    restoring.replay(part.getRecordsList());
                    if (part.getLast()) {
                        image = restoring.build(part.getOffset(), part.getTerm());
                    }
                    snapshots.add(part);
                }
                case CHANGE -> {
                    Change change = update.getChange();
                    image =
                            image.apply(
                                    change.getOffset(), change.getTerm(), change.getRecordsList());
                    changes.add(change);
                }
                case UPDATE_NOT_SET -> throw new AssertionError("empty update");
            }
        }

        @Override
        public void onError(Throwable failure) {
            metadataEnded = true;
        }

        @Override
        public void onCompleted() {
            metadataEnded = true;
        }
    }

    SessionResponse register() throws InterruptedException {
        session.onNext(
                SessionRequest.newBuilder()
                        .setRegister(
                                Register.newBuilder()
                                        .setClusterId(TestCluster.CLUSTER_ID)
                                        .setBrokerId(id)
                                        .setIncarnationId(Uuids.toProto(incarnation))
                                        .addEndpoints(
                                                Endpoint.newBuilder()
                                                        .setListener("PLAINTEXT")
                                                        .setHost("127.0.0.1")
                                                        .setPort(listenerPort)
                                                        .setSecurityProtocol("PLAINTEXT"))
                                        .setSessionTimeoutMs(9000)
                                        .setPreviousBrokerEpoch(epoch))
                        .build());
        SessionResponse response = response();
        if (response.hasRegistered()) {
            epoch = response.getRegistered().getBrokerEpoch();
        }
        return response;
    }

    SessionResponse heartbeat(boolean wantShutdown) throws InterruptedException {
        session.onNext(
                SessionRequest.newBuilder()
                        .setHeartbeat(
                                Heartbeat.newBuilder()
                                        .setBrokerEpoch(epoch)
                                        .setMetadataOffset(image.offset())
                                        .setWantShutdown(wantShutdown))
                        .build());
        return response();
    }

    private SessionResponse response() throws InterruptedException {
        @Nullable SessionResponse response = responses.poll(10, TimeUnit.SECONDS);
        if (response == null) {
            throw new AssertionError("broker " + id + " got no answer within 10 s");
        }
        return response;
    }

    /** Registers and heartbeats until unfenced. */
    FakeBroker join() throws InterruptedException {
        SessionResponse registered = register();
        if (!registered.hasRegistered()) {
            throw new AssertionError(registered);
        }
        TestCluster.await(
                "broker " + id + " to be unfenced",
                () -> {
                    try {
                        return !heartbeat(false).getHeartbeatAck().getFenced();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return this;
    }

    ForwardResponse forward(ForwardRequest request) {
        return ControlServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .forward(request);
    }

    ControlServiceGrpc.ControlServiceBlockingStub calls() {
        return ControlServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    PartitionImage partition(String topic, int partition) {
        return image.topic(topic).orElseThrow().partitions().get(partition);
    }

    /** What this broker knows of another. */
    BrokerImage sees(int brokerId) {
        return Objects.requireNonNull(image.brokers().get(brokerId));
    }

    void goodbye() {
        session.onNext(
                SessionRequest.newBuilder().setGoodbye(Goodbye.getDefaultInstance()).build());
    }

    /** As the kernel does when the process dies. */
    void die() {
        channel.shutdownNow();
    }

    /** The session alone is cut; metadata goes on, so the broker sees what follows. */
    void dropSession() {
        session.onError(Status.CANCELLED.withDescription("dropped").asRuntimeException());
    }

    List<Change> changesAfter(long offset) {
        List<Change> after = new ArrayList<>();
        for (Change change : changes) {
            if (change.getOffset() > offset) {
                after.add(change);
            }
        }
        return after;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
