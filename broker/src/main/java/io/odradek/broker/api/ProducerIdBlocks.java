package io.odradek.broker.api;

import io.odradek.broker.metadata.ControlTransport;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.AllocateProducerIdsRequest;
import io.odradek.wire.control.AllocateProducerIdsResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Hands out producer ids from blocks that the controller gives; fetches the next block before the
 * last one is used up. Confined to the control shard, but for {@link #next}.
 */
public final class ProducerIdBlocks {
    private static final Logger log = LoggerFactory.getLogger(ProducerIdBlocks.class);
    private static final int WAITERS_MAX = 10_000;

    /** No id can be had now. */
    static final long NONE = -1;

    private final Shard shard;
    private final ControlTransport transport;
    private final int brokerId;
    private final LongSupplier brokerEpoch;
    private final Queue<LongConsumer> waiters = new ArrayDeque<>();
    private long next;
    private long end;
    private @Nullable AllocateProducerIdsResponse reserve;
    private boolean asking;

    public ProducerIdBlocks(
            Shard shard, ControlTransport transport, int brokerId, LongSupplier brokerEpoch) {
        this.shard = shard;
        this.transport = transport;
        this.brokerId = brokerId;
        this.brokerEpoch = brokerEpoch;
    }

    /** Gives one id, or {@link #NONE}. From any thread; {@code then} runs on the control shard. */
    void next(LongConsumer then) {
        shard.execute(() -> take(then));
    }

    private void take(LongConsumer then) {
        if (next == end && reserve != null) {
            next = reserve.getFirstProducerId();
            end = next + reserve.getCount();
            reserve = null;
        }
        if (next < end) {
            then.accept(next++);
        } else if (waiters.size() < WAITERS_MAX) {
            waiters.add(then);
        } else {
            then.accept(NONE);
        }
        if (reserve == null && !asking && end - next < 200) {
            ask();
        }
    }

    private void ask() {
        asking = true;
        var unused =
                transport
                        .allocateProducerIds(
                                AllocateProducerIdsRequest.newBuilder()
                                        .setBrokerId(brokerId)
                                        .setBrokerEpoch(brokerEpoch.getAsLong())
                                        .build())
                        .whenComplete(this::answered);
    }

    private void answered(
            @Nullable AllocateProducerIdsResponse answer, @Nullable Throwable failure) {
        asking = false;
        Queue<LongConsumer> waited = new ArrayDeque<>(waiters);
        waiters.clear();
        if (answer == null || answer.getErrorCode() != 0) {
            log.warn(
                    "The controller gave no producer ids: {}",
                    answer == null
                            ? String.valueOf(failure)
                            : ErrorCode.forCode(answer.getErrorCode()));
            waited.forEach(then -> then.accept(NONE));
            return;
        }
        reserve = answer;
        waited.forEach(this::take);
    }
}
