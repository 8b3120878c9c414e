package io.odradek.sim.check;

import io.odradek.broker.app.BrokerCore;
import io.odradek.broker.replica.PartitionAccess;
import io.odradek.controller.ControllerCore;
import io.odradek.controller.image.ClusterImage;
import io.odradek.log.batch.BatchCursor;
import io.odradek.log.batch.LogRecord;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.RecordIterator;
import io.odradek.log.partition.LogSlice;
import io.odradek.log.partition.ReadOutcome;
import io.odradek.sim.node.SimHost;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Looks at what hosts hold. */
final class Replicas {
    private static final int READ_BYTES = 1 << 20;
    private static final int UNPACKED_BYTES_MAX = 16 << 20;

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
        eachBatch(
                replica,
                end,
                batch ->
                        stamps.add(
                                new Stamp(
                                        batch.baseOffset(),
                                        batch.lastOffset(),
                                        batch.leaderEpoch(),
                                        batch.crc())));
        return stamps;
    }

    /** The last record of a key. */
    record Last(long offset, boolean isTombstone, int valueHash) {}

    /** What is committed of each key, in a log without transactions. */
    static Map<ByteBuffer, Last> lastValues(PartitionAccess replica) {
        Map<ByteBuffer, Last> last = new HashMap<>();
        eachBatch(
                replica,
                replica.replica().highWatermark(),
                batch -> {
                    RecordIterator records = new RecordIterator(batch, UNPACKED_BYTES_MAX);
                    while (!batch.isControl() && records.hasNext()) {
                        LogRecord record = records.next();
                        ByteBuffer key = record.key();
                        ByteBuffer value = record.value();
                        if (key != null) {
                            last.put(
                                    key,
                                    new Last(
                                            record.offset(),
                                            value == null,
                                            value == null ? 0 : value.hashCode()));
                        }
                    }
                });
        return last;
    }

    private static void eachBatch(
            PartitionAccess replica, long end, Consumer<RecordBatchView> look) {
        long at = replica.log().logStartOffset();
        try {
            while (at < end) {
                ReadOutcome read = replica.log().read(at, READ_BYTES, end, true);
                if (!(read instanceof LogSlice slice)) {
                    return;
                }
                try (slice) {
                    ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
                    slice.copyTo(bytes);
                    BatchCursor cursor = new BatchCursor(bytes.flip());
                    while (cursor.next()) {
                        look.accept(cursor.view());
                        at = cursor.view().nextOffset();
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
