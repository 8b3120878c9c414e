package io.odradek.controller.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.odradek.controller.runtime.ControllerLoop;
import io.odradek.controller.runtime.Subscriber;
import io.odradek.log.io.Shard;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.MetadataUpdate;

/** One reader of the metadata log. Confined to the controller's shard. */
final class MetadataStream implements Subscriber {
    private final ControllerLoop loop;
    private final Leaders leaders;
    private final ServerCallStreamObserver<MetadataUpdate> out;
    private boolean ended;

    private MetadataStream(
            ControllerLoop loop, Leaders leaders, ServerCallStreamObserver<MetadataUpdate> out) {
        this.loop = loop;
        this.leaders = leaders;
        this.out = out;
    }

    static void open(
            Shard shard,
            ControllerLoop loop,
            Leaders leaders,
            MetadataRequest request,
            ServerCallStreamObserver<MetadataUpdate> out) {
        MetadataStream stream = new MetadataStream(loop, leaders, out);
        out.setOnCancelHandler(() -> shard.execute(stream::cancelled));
        out.setOnReadyHandler(() -> shard.execute(() -> loop.pump(stream)));
        shard.execute(() -> stream.begin(request));
    }

    private void begin(MetadataRequest request) {
        if (!ended && !loop.subscribe(this, request.getAfterOffset())) {
            ended = true;
            out.onError(
                    Status.RESOURCE_EXHAUSTED
                            .withDescription("Too many nodes read metadata from this controller.")
                            .asRuntimeException());
        }
    }

    @Override
    public boolean ready() {
        return !ended && out.isReady();
    }

    @Override
    public void send(MetadataUpdate update) {
        out.onNext(update);
    }

    @Override
    public void notLeader(int leaderId, int term) {
        if (!ended) {
            ended = true;
            out.onNext(
                    MetadataUpdate.newBuilder()
                            .setNotController(leaders.notController(leaderId, term))
                            .build());
            out.onCompleted();
        }
    }

    private void cancelled() {
        ended = true;
        loop.unsubscribe(this);
    }
}
