package io.odradek.broker.replica;

import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of one produce request that belongs to one shard, and its one timer. Filled by the
 * connection, then handed over; confined to that shard from then on.
 */
public final class AppendBatch {
    /** One partition's records. */
    record Item(int slot, PartitionKey key, ByteBuffer records) {
        Item with(ByteBuffer others) {
            return new Item(slot, key, others);
        }
    }

    private final AckSink sink;
    private final short acks;
    private final long timeoutNanos;
    private final List<Item> items = new ArrayList<>(1);
    private final List<PendingAck> waiting = new ArrayList<>(1);
    private int open;
    private Shard.@Nullable Timer timer;

    public AppendBatch(AckSink sink, short acks, long timeoutNanos) {
        this.sink = sink;
        this.acks = acks;
        this.timeoutNanos = timeoutNanos;
    }

    public void add(int slot, PartitionKey key, ByteBuffer records) {
        items.add(new Item(slot, key, records));
    }

    List<Item> items() {
        return items;
    }

    short acks() {
        return acks;
    }

    void answer(int slot, AppendAnswer answer) {
        sink.acked(slot, answer);
    }

    /** The answer comes later. */
    PendingAck await(int slot, AppendAnswer whenDone) {
        PendingAck pending = new PendingAck(this, slot, whenDone);
        waiting.add(pending);
        open++;
        return pending;
    }

    void finished(int slot, AppendAnswer answer) {
        open--;
        if (open == 0 && timer != null) {
            timer.cancel();
            timer = null;
        }
        sink.acked(slot, answer);
    }

    /** What was appended and still waits does so for a limited time. */
    void startTimer(Shard shard) {
        if (open > 0 && timer == null) {
            timer = shard.schedule(this::timedOut, timeoutNanos);
        }
    }

    private void timedOut() {
        timer = null;
        AppendAnswer late =
                AppendAnswer.refused(
                        ErrorCode.REQUEST_TIMED_OUT,
                        "The records are in the leader's log, but the in-sync replicas have not all"
                                + " confirmed them within the request's timeout.",
                        -1,
                        -1);
        for (PendingAck pending : List.copyOf(waiting)) {
            pending.finish(late);
        }
    }
}
