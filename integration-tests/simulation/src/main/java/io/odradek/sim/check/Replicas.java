package io.odradek.sim.check;

import io.odradek.broker.app.BrokerCore;
import io.odradek.broker.replica.PartitionAccess;
import io.odradek.controller.ControllerCore;
import io.odradek.controller.image.ClusterImage;
import io.odradek.log.batch.BatchCursor;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.partition.LogSlice;
import io.odradek.log.partition.ReadOutcome;
import io.odradek.sim.node.SimHost;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Looks at what hosts hold. */
final class Replicas {
    private static final int READ_BYTES = 1 << 20;

    private Replicas() {}

    /** Every open replica of every host that runs. */
    static void each(List<SimHost> hosts, BiConsumer<SimHost, PartitionAccess> look) {
        for (SimHost host : hosts) {
            BrokerCore broker = host.broker();
            if (broker == null) {
                continue;
            }
            for (int i = 0; i < broker.replicas().shards().count(); i++) {
                for (PartitionAccess replica : broker.replicas().replicas(i).all()) {
                    look.accept(host, replica);
                }
            }
        }
    }

    /** The latest metadata that any controller knows to be committed. */
    static Optional<ClusterImage> committed(List<SimHost> hosts) {
        ClusterImage latest = null;
        for (SimHost host : hosts) {
            ControllerCore controller = host.controller();
            if (controller != null
                    && (latest == null || controller.committed().offset() > latest.offset())) {
                latest = controller.committed();
            }
        }
        return Optional.ofNullable(latest);
    }

    /** A batch by what identifies it. */
    record Stamp(long baseOffset, long lastOffset, int leaderEpoch, int crc) {}

    /** The batches of a log from its start to {@code end}. */
    static List<Stamp> batches(PartitionAccess replica, long end) {
        List<Stamp> stamps = new ArrayList<>();
        long at = replica.log().logStartOffset();
        try {
            while (at < end) {
                ReadOutcome read = replica.log().read(at, READ_BYTES, end, true);
                if (!(read instanceof LogSlice slice)) {
                    return stamps;
                }
                try (slice) {
                    ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
                    slice.copyTo(bytes);
                    BatchCursor cursor = new BatchCursor(bytes.flip());
                    while (cursor.next()) {
                        RecordBatchView batch = cursor.view();
                        stamps.add(
                                new Stamp(
                                        batch.baseOffset(),
                                        batch.lastOffset(),
                                        batch.leaderEpoch(),
                                        batch.crc()));
                        at = batch.nextOffset();
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return stamps;
    }
}
