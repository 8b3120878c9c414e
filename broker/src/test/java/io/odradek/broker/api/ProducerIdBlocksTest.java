package io.odradek.broker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.metadata.ControllerUnavailableException;
import io.odradek.broker.metadata.FakeTransport;
import io.odradek.broker.support.ManualShard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.AllocateProducerIdsResponse;
import io.odradek.wire.message.InitProducerIdRequest;
import io.odradek.wire.message.InitProducerIdResponse;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

final class ProducerIdBlocksTest {
    private final ManualShard shard = new ManualShard();
    private final FakeTransport transport = new FakeTransport();
    private final ProducerIdBlocks blocks = new ProducerIdBlocks(shard, transport, 1, () -> 1L);
    private final List<Long> given = new ArrayList<>();

    private void take(int count) {
        for (int i = 0; i < count; i++) {
            blocks.next(given::add);
        }
        shard.run();
    }

    private void block(long first, int count) {
        transport
                .idAnswers
                .removeFirst()
                .complete(
                        AllocateProducerIdsResponse.newBuilder()
                                .setFirstProducerId(first)
                                .setCount(count)
                                .build());
        shard.run();
    }

    @Test
    void idsComeFromBlocksInOrderAndTheNextBlockIsFetchedAhead() {
        take(2);
        assertTrue(given.isEmpty());
        assertEquals(1, transport.idAnswers.size(), "one request, however many wait");
        block(1000, 1000);
        assertEquals(List.of(1000L, 1001L), given);
        take(798);
        assertEquals(0, transport.idAnswers.size());
        take(1);
        assertEquals(1, transport.idAnswers.size());
        block(5000, 1000);
        take(300);
        assertEquals(1101, new HashSet<>(given).size());
        assertEquals(1999L, given.get(999));
        assertEquals(5000L, given.get(1000));
    }

    @Test
    void whoWaitsIsToldWhenThereAreNone() {
        take(2);
        transport
                .idAnswers
                .removeFirst()
                .completeExceptionally(new ControllerUnavailableException("nobody"));
        shard.run();
        assertEquals(List.of(ProducerIdBlocks.NONE, ProducerIdBlocks.NONE), given);
        take(1);
        block(7, 10);
        assertEquals(7L, given.getLast());
    }

    @Test
    void aRefusedAllocationIsRetriedByTheNextProducer() {
        take(1);
        transport
                .idAnswers
                .removeFirst()
                .complete(
                        AllocateProducerIdsResponse.newBuilder()
                                .setErrorCode(ErrorCode.STALE_BROKER_EPOCH.code())
                                .build());
        shard.run();
        assertEquals(List.of(ProducerIdBlocks.NONE), given);
        take(1);
        assertEquals(1, transport.idAnswers.size());
    }

    @Test
    void anIdempotentProducerGetsAnIdAndATransactionalOneAnHonestError() {
        InitProducerIdHandler handler = new InitProducerIdHandler(blocks);
        Ask ask = Ask.of(handler, 4, InitProducerIdRequest.builder().transactionalId(null).build());
        shard.run();
        block(40, 10);
        InitProducerIdResponse answer = (InitProducerIdResponse) ask.replies.getFirst();
        assertEquals(40, answer.producerId());
        assertEquals(0, answer.producerEpoch());
        InitProducerIdResponse refused =
                Ask.now(
                        handler,
                        4,
                        InitProducerIdRequest.builder().transactionalId("tx").build(),
                        InitProducerIdResponse.class);
        assertEquals(ErrorCode.UNSUPPORTED_VERSION.code(), refused.errorCode());
    }
}
