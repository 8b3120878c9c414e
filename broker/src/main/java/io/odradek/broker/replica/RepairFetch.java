package io.odradek.broker.replica;

import io.odradek.broker.net.PeerLink;
import io.odradek.broker.net.PeerTransport;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.FetchResponse;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * One question to one broker: the batches of a partition from an offset on, as a consumer reads
 * them, from a leader or a follower. Confined to its shard.
 */
final class RepairFetch implements PeerLink.Events {
    private static final short VERSION = 17;
    private static final int BYTES = 1 << 20;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Shard shard;
    private final PartitionKey key;
    private final long offset;
    private final Consumer<@Nullable ByteBuffer> then;
    private @Nullable PeerLink link;
    private Shard.@Nullable Timer timer;
    private boolean over;

    /**
     * @param then told once: a copy of the batches, or null when that broker does not give them
     */
    RepairFetch(Shard shard, PartitionKey key, long offset, Consumer<@Nullable ByteBuffer> then) {
        this.shard = shard;
        this.key = key;
        this.offset = offset;
        this.then = then;
    }

    void begin(PeerTransport peers, String host, int port) {
        timer = shard.schedule(() -> end(null), PATIENCE_NANOS);
        link = peers.connect(host, port, shard, this);
    }

    @Override
    public void connected() {
        if (link != null) {
            link.send(request(), VERSION);
        }
    }

    private FetchRequest request() {
        return FetchRequest.builder()
                .replicaState(FetchRequest.ReplicaState.builder().replicaId(-1).build())
                .maxWaitMs(0)
                .minBytes(0)
                .maxBytes(BYTES)
                .sessionId(0)
                .sessionEpoch(-1)
                .topics(
                        List.of(
                                new FetchRequest.FetchTopic(
                                        "",
                                        key.topicId(),
                                        List.of(
                                                FetchRequest.FetchPartition.builder()
                                                        .partition(key.partition())
                                                        .currentLeaderEpoch(-1)
                                                        .fetchOffset(offset)
                                                        .lastFetchedEpoch(-1)
                                                        .logStartOffset(-1)
                                                        .partitionMaxBytes(BYTES)
                                                        .build()))))
                .build();
    }

    @Override
    public void response(Response response) {
        @Nullable ByteBuffer copy = null;
        if (response instanceof FetchResponse fetched && !fetched.responses().isEmpty()) {
            FetchResponse.PartitionData data =
                    fetched.responses().getFirst().partitions().getFirst();
            if (data.errorCode() == ErrorCode.NONE.code()
                    && data.records() instanceof ByteRecords(var records)
                    && records.hasRemaining()) {
                copy = ByteBuffer.allocate(records.remaining()).put(records.duplicate()).flip();
            }
        }
        end(copy);
    }

    @Override
    public void closed(String why) {
        link = null;
        end(null);
    }

    private void end(@Nullable ByteBuffer records) {
        if (over) {
            return;
        }
        over = true;
        if (timer != null) {
            timer.cancel();
        }
        if (link != null) {
            link.close();
        }
        then.accept(records);
    }
}
