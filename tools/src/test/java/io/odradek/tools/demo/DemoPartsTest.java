package io.odradek.tools.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class DemoPartsTest {

    @Test
    void theRecordsTogetherAreTheFileWhateverItHolds() throws IOException {
        long seed = System.nanoTime();
        System.out.println("DemoPartsTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            byte[] file = new byte[random.nextInt(3 * LineSource.RECORD_BYTES_MAX)];
            random.nextBytes(file);
            if (round % 2 == 0) {
                // Without line feeds, so that records are cut by their size.
                for (int i = 0; i < file.length; i++) {
                    if (file[i] == '\n') {
                        file[i] = 'x';
                    }
                }
            }
            LineSource lines = new LineSource(new ByteArrayInputStream(file));
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                assertTrue(line.length > 0 && line.length <= LineSource.RECORD_BYTES_MAX);
                together.writeBytes(line);
            }
            assertArrayEquals(file, together.toByteArray());
        }
    }

    @Test
    void aLineEndsWithItsLineFeed() throws IOException {
        LineSource lines =
                new LineSource(new ByteArrayInputStream("a\n\nb".getBytes(StandardCharsets.UTF_8)));
        assertArrayEquals("a\n".getBytes(StandardCharsets.UTF_8), lines.next());
        assertArrayEquals("\n".getBytes(StandardCharsets.UTF_8), lines.next());
        assertArrayEquals("b".getBytes(StandardCharsets.UTF_8), lines.next());
        assertEquals(null, lines.next());
    }

    @Test
    void aPauseCountsOnlyWhileSomethingIsDue() {
        Pauses pauses = new Pauses();
        pauses.asked(100);
        pauses.answered(110);
        // Nobody waited from 110 to 500.
        pauses.asked(500);
        pauses.asked(510);
        pauses.answered(530);
        pauses.answered(590);
        assertEquals(60, pauses.longestNanos());
        assertEquals(3, pauses.answers());
    }
}
