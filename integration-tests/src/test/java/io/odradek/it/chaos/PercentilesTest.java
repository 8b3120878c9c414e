package io.odradek.it.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

/** Percentiles by nearest rank. */
final class PercentilesTest {
    @Test
    void areMeasurements() {
        var hundred = LongStream.rangeClosed(1, 100).boxed().toList();
        assertEquals(new Percentiles(100, 50, 99, 100), Percentiles.of(hundred));
        assertEquals(new Percentiles(1, 7, 7, 7), Percentiles.of(List.of(7L)));
        assertEquals(new Percentiles(0, 0, 0, 0), Percentiles.of(List.of()));
    }
}
