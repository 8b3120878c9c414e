package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.BatchBuilder;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.UUID;

final class NewcomersTest {
    private static final long PRODUCER = 7;

    private final Newcomers newcomers = new Newcomers();
    private final PartitionKey at = new PartitionKey(new UUID(1, 2), 0);
    private int known = -1;

    private static ByteBuffer batch(int sequence) {
        return new BatchBuilder()
                .producer(PRODUCER, (short) 0, sequence)
                .add(1, null, ByteBuffer.wrap(new byte[] {1}))
                .build();
    }

    private boolean defers(int sequence) {
        return newcomers.defers(at, batch(sequence), _ -> known);
    }

    @Test
    void whoBeginsAtTheBeginningIsTakenAtOnce() {
        assertFalse(defers(0));
    }

    @Test
    void whomTheLogKnowsIsTakenAtOnce() {
        known = 4;
        assertFalse(defers(5));
    }

    @Test
    void aSecondBatchWaitsForTheFirst() {
        assertTrue(defers(3));
        assertFalse(defers(0));
        known = 2;
        assertFalse(defers(3));
    }

    @Test
    void aSecondBatchWaitsHoweverOftenTheFirstIsRefused() {
        for (int i = 0; i < 10; i++) {
            newcomers.refused(at, batch(0), _ -> known);
            assertTrue(defers(3), "attempt " + i);
        }
    }

    @Test
    void whoInsistsOnTheMiddleIsBelieved() {
        for (int i = 0; i < Newcomers.ATTEMPTS; i++) {
            assertTrue(defers(40), "attempt " + i);
            assertTrue(defers(45), "behind it, attempt " + i);
        }
        assertFalse(defers(40));
    }

    @Test
    void producersAndPartitionsAreToldApart() {
        PartitionKey other = new PartitionKey(new UUID(1, 2), 1);
        for (int i = 0; i < Newcomers.ATTEMPTS; i++) {
            assertTrue(defers(40));
        }
        assertTrue(newcomers.defers(other, batch(40), _ -> -1));
    }

    @Test
    void recordsWithoutAProducerAreNoneOfItsBusiness() {
        ByteBuffer plain = new BatchBuilder().add(1, null, ByteBuffer.wrap(new byte[] {1})).build();
        assertFalse(newcomers.defers(at, plain, _ -> -1));
    }
}
