package io.odradek.it.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.it.history.Partition;
import io.odradek.it.history.Writer;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Silences are measured from answer to answer, over all producers. */
final class SilencesTest {
    private static final long MS = 1_000_000;

    private final Writer one = new Writer(0, "one", new Partition("t", 0));
    private final Writer two = new Writer(1, "two", new Partition("t", 0));
    private final Writer other = new Writer(2, "one", new Partition("t", 1));

    @Test
    void theLongestGapOfAnyPartitionCounts() {
        acknowledged(one, 100, 400);
        acknowledged(two, 250);
        acknowledged(other, 100, 300, 400);
        assertEquals(200, silences().longestMs(100 * MS, 400 * MS));
    }

    @Test
    void whatGoesOnAfterTheWindowBelongsToTheNext() {
        acknowledged(one, 100, 900);
        acknowledged(other, 100, 900);
        assertEquals(100, silences().longestMs(200 * MS, 300 * MS));
    }

    @Test
    void aPartitionThatStaysSilentIsSilentToTheEnd() {
        acknowledged(one, 100);
        acknowledged(other, 100, 200, 300);
        assertEquals(200, silences().longestMs(100 * MS, 300 * MS));
    }

    private Silences silences() {
        return new Silences(List.of(one, two, other), "t");
    }

    private static void acknowledged(Writer writer, long... atMs) {
        for (long at : atMs) {
            writer.acknowledged(writer.begin(0), writer.count() - 1, at * MS);
        }
    }
}
