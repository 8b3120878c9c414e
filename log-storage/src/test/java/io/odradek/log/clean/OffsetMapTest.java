package io.odradek.log.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

final class OffsetMapTest {

    private static ByteBuffer key(long n) {
        return ByteBuffer.allocate(8).putLong(0, n);
    }

    @Test
    void itRemembersTheLatestOffsetOfEveryKey() {
        long seed = System.nanoTime();
        System.out.println("OffsetMapTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        OffsetMap map = new OffsetMap(1 << 20, 0.9, 5000);
        Map<Long, Long> model = new HashMap<>();
        for (long offset = 0; offset < 20_000; offset++) {
            long key = random.nextLong(5000);
            assertTrue(map.put(key(key), offset));
            model.put(key, offset);
        }
        for (long key = 0; key < 6000; key++) {
            assertEquals(model.getOrDefault(key, -1L), map.latest(key(key)));
        }
        assertEquals(model.size(), map.size());
        map.clear();
        assertEquals(-1, map.latest(key(1)));
    }

    @Test
    void itTakesNoMoreMemoryThanItMayAndSaysWhenItIsFull() {
        OffsetMap map = new OffsetMap(100 * OffsetMap.ENTRY_BYTES, 0.5, 1_000_000);
        for (long key = 0; key < 50; key++) {
            assertTrue(map.put(key(key), key));
        }
        assertFalse(map.put(key(50), 50));
        assertEquals(-1, map.latest(key(50)));
        assertTrue(map.put(key(7), 51), "a known key needs no room");
        assertEquals(51, map.latest(key(7)));
    }

    @Test
    void aSmallLogGetsASmallMap() {
        assertEquals(10, new OffsetMap(1L << 40, 0.9, 9).capacity(), 2);
        assertEquals(1, new OffsetMap(1, 0.9, 9).capacity());
    }
}
