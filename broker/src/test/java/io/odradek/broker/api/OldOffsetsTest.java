package io.odradek.broker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.log.partition.TimestampedOffset;

import org.junit.jupiter.api.Test;

import java.util.List;

final class OldOffsetsTest {
    private static final List<TimestampedOffset> SEGMENTS =
            List.of(segment(10, 100), segment(20, 200), segment(30, 300));

    private static TimestampedOffset segment(long offset, long timestamp) {
        return new TimestampedOffset(offset, timestamp, 0);
    }

    @Test
    void theNewestOffsetsComeFirst() {
        assertEquals(List.of(40L, 30L, 20L, 10L), OldOffsets.before(-1, 9, SEGMENTS, 40, 40));
        assertEquals(List.of(40L, 30L), OldOffsets.before(-1, 2, SEGMENTS, 40, 40));
        assertEquals(List.of(10L), OldOffsets.before(-2, 9, SEGMENTS, 40, 40));
        assertEquals(List.of(), OldOffsets.before(-1, -3, SEGMENTS, 40, 40));
    }

    @Test
    void consumersDoNotSeeBeyondTheWatermark() {
        assertEquals(List.of(35L, 30L, 20L, 10L), OldOffsets.before(-1, 9, SEGMENTS, 40, 35));
        assertEquals(List.of(25L, 20L, 10L), OldOffsets.before(-1, 9, SEGMENTS, 40, 25));
        assertEquals(List.of(25L), OldOffsets.before(-1, 1, SEGMENTS, 40, 25));
    }

    @Test
    void aTimeFindsSegmentsThatEndedBeforeIt() {
        assertEquals(List.of(20L, 10L), OldOffsets.before(299, 9, SEGMENTS, 40, 40));
        assertEquals(List.of(30L, 20L, 10L), OldOffsets.before(300, 9, SEGMENTS, 40, 40));
        assertEquals(List.of(), OldOffsets.before(99, 9, SEGMENTS, 40, 40));
    }

    @Test
    void recordsWithoutTimesAreFoundFromTheStart() {
        List<TimestampedOffset> timeless = List.of(segment(10, -1), segment(20, -1));
        assertEquals(List.of(10L), OldOffsets.before(500, 9, timeless, 40, 40));
    }
}
