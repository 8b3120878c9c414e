package io.odradek.broker.metadata;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.controller.image.ImageDelta;
import io.odradek.log.io.Shard;
import io.odradek.wire.control.Change;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.SnapshotPart;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows the metadata log at the active controller, whichever that is, and publishes it. Confined
 * to the control shard.
 */
public final class MetadataFollower implements ControlTransport.Incoming<MetadataUpdate> {
    private static final Logger log = LoggerFactory.getLogger(MetadataFollower.class);

    private final Shard shard;
    private final ControlTransport transport;
    private final MetadataView view;
    private final String clusterId;
    private final int nodeId;
    private final long retryMs;
    private final Consumer<Throwable> fatal;
    private ControlTransport.@Nullable Stream<MetadataRequest> stream;
    private @Nullable ImageBuilder snapshot;
    private boolean stopped;

    /**
     * @param fatal told once when metadata cannot be applied: this node must not go on with a wrong
     *     picture of the cluster
     */
    public MetadataFollower(
            Shard shard,
            ControlTransport transport,
            MetadataView view,
            String clusterId,
            int nodeId,
            long retryMs,
            Consumer<Throwable> fatal) {
        this.shard = shard;
        this.transport = transport;
        this.view = view;
        this.clusterId = clusterId;
        this.nodeId = nodeId;
        this.retryMs = retryMs;
        this.fatal = fatal;
    }

    public void start() {
        shard.execute(this::open);
    }

    public void stop() {
        shard.execute(
                () -> {
                    stopped = true;
                    if (stream != null) {
                        stream.cancel();
                    }
                });
    }

    private void open() {
        if (stopped) {
            return;
        }
        snapshot = null;
        stream =
                transport.metadata(
                        MetadataRequest.newBuilder()
                                .setClusterId(clusterId)
                                .setNodeId(nodeId)
                                .setAfterOffset(view.current().offset())
                                .build(),
                        this);
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // Whatever went wrong, the picture may be wrong now.
    public void message(MetadataUpdate update) {
        try {
            apply(update);
        } catch (RuntimeException e) {
            stop();
            fatal.accept(e);
        }
    }

    private void apply(MetadataUpdate update) {
        switch (update.getUpdateCase()) {
            case SNAPSHOT -> part(update.getSnapshot());
            case CHANGE -> change(update.getChange());
            case NOT_CONTROLLER, UPDATE_NOT_SET ->
                    log.warn(
                            "The controller sent a metadata update this version does not know;"
                                    + " upgrade this broker.");
        }
    }

    private void part(SnapshotPart part) {
        if (part.getFirst()) {
            snapshot = new ImageBuilder(ClusterImage.EMPTY);
        }
        ImageBuilder builder = snapshot;
        if (builder == null) {
            throw new IllegalStateException("a snapshot of metadata began in its middle");
        }
        builder.replay(part.getRecordsList());
        if (part.getLast()) {
            snapshot = null;
            ClusterImage before = view.current();
            if (part.getOffset() > before.offset()) {
                ClusterImage after = builder.build(part.getOffset(), part.getTerm());
                log.info("Loaded metadata as of offset {}.", part.getOffset());
                view.publish(ImageDelta.between(before, after));
            }
        }
    }

    private void change(Change change) {
        ClusterImage before = view.current();
        if (change.getOffset() <= before.offset()) {
            return;
        }
        ImageBuilder builder = new ImageBuilder(before).replay(change.getRecordsList());
        view.publish(builder.delta(builder.build(change.getOffset(), change.getTerm())));
    }

    @Override
    public void ended(String why) {
        log.debug("The metadata stream ended ({}); opening another.", why);
        stream = null;
        shard.schedule(this::open, TimeUnit.MILLISECONDS.toNanos(retryMs));
    }
}
