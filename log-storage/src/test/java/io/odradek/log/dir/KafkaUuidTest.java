package io.odradek.log.dir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.UUID;

class KafkaUuidTest {

    /** The pair is from a running Apache Kafka: the image's default cluster id and its bits. */
    @Test
    void writtenFormIsKafkas() {
        UUID id = KafkaUuid.parse("5L6g3nShT-eMCtK--X86sw");
        assertEquals(0xe4bea0de74a14fe7L, id.getMostSignificantBits());
        assertEquals(0x8c0ad2bef97f3ab3L, id.getLeastSignificantBits());
        assertEquals("5L6g3nShT-eMCtK--X86sw", KafkaUuid.print(id));
        assertEquals("AAAAAAAAAAAAAAAAAAAAAQ", KafkaUuid.print(new UUID(0, 1)));
    }

    @Test
    void randomIdsNeverBeginWithADashAndReadBack() {
        long seed = System.nanoTime();
        System.out.println("KafkaUuidTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            UUID id = KafkaUuid.random(random);
            assertEquals(4, id.version());
            assertEquals(2, id.variant());
            String text = KafkaUuid.print(id);
            assertFalse(text.startsWith("-"), text);
            assertEquals(id, KafkaUuid.parse(text));
        }
    }

    @Test
    void theFirstHundredIdsAreReserved() {
        assertTrue(KafkaUuid.isReserved(new UUID(0, 0)));
        assertTrue(KafkaUuid.isReserved(new UUID(0, 99)));
        assertFalse(KafkaUuid.isReserved(new UUID(0, 100)));
        assertFalse(KafkaUuid.isReserved(new UUID(0, -1)));
        assertFalse(KafkaUuid.isReserved(new UUID(1, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "5L6g3nShT-eMCtK--X86sw5", "5L6g3nShT+eMCtK/+X86sw"})
    void whatIsNoUuidIsRefusedAndQuoted(String text) {
        var e = assertThrows(IllegalArgumentException.class, () -> KafkaUuid.parse(text));
        assertTrue(String.valueOf(e.getMessage()).startsWith("'" + text + "' is not a Kafka uuid"));
    }
}
