package io.odradek.it.chaos.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.it.history.Value;

import org.junit.jupiter.api.Test;

/** A value says who sent it, or that it is broken. */
final class PayloadTest {
    @Test
    void whatIsWrittenIsRead() {
        for (int sequence = 0; sequence < 1_000; sequence++) {
            assertEquals(Value.of(3, sequence), Payload.decode(Payload.encode(3, sequence)));
        }
    }

    @Test
    void everyFlippedBitIsSeen() {
        byte[] bytes = Payload.encode(1, 2);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Value.CORRUPT, Payload.decode(bytes), "bit " + bit);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void aValueCutShortIsCorrupt() {
        assertEquals(Value.CORRUPT, Payload.decode(new byte[5]));
    }
}
