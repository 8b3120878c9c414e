package io.odradek.tools.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.IntStream;

class PartitionPatternsTest {

    private static String matching(PartitionPatterns patterns, String topic) {
        List<String> numbers =
                IntStream.range(0, 5)
                        .filter(p -> patterns.matches(new TopicPartition(topic, p)))
                        .mapToObj(String::valueOf)
                        .toList();
        return String.join("", numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | 01234",
                "a: | 01234",
                "a:1 | 1",
                "a:1-3 | 12",
                "a:3- | 34",
                "a:-2 | 01",
                ":2 | 2",
                "a:1,a:3- | 134",
                "b | ''",
                "[ab]:0 | 0",
            })
    void aListNamesTopicsWithTheirPartitions(String list, String partitions) {
        assertEquals(partitions, matching(PartitionPatterns.ofList(list, false), "a"));
    }

    @Test
    void topicAndPartitionsBothNarrow() {
        assertEquals("13", matching(PartitionPatterns.of("a", "1, 3", false), "a"));
        assertEquals("", matching(PartitionPatterns.of("a", "1,3", false), "b"));
        assertEquals("01234", matching(PartitionPatterns.of(null, null, false), "b"));
        assertEquals("", matching(PartitionPatterns.of(null, null, true), "__consumer_offsets"));
    }

    @Test
    void whatIsNoPatternIsRefused() {
        assertThrows(Failure.class, () -> PartitionPatterns.ofList("a:b:c", false));
        Failure e = assertThrows(Failure.class, () -> PartitionPatterns.of("a", "x", false));
        assertEquals(
                "--partitions expects a comma separated list of numeric partition ids, but received: x",
                e.getMessage());
    }

    @Test
    void timesAreNamesNumbersOrTimestamps() {
        assertEquals(OffsetSpec.LatestSpec.class, GetOffsetsCommand.spec("-1").getClass());
        assertEquals(OffsetSpec.EarliestSpec.class, GetOffsetsCommand.spec("Earliest").getClass());
        assertEquals(OffsetSpec.MaxTimestampSpec.class, GetOffsetsCommand.spec("-3").getClass());
        assertEquals(OffsetSpec.TimestampSpec.class, GetOffsetsCommand.spec("17").getClass());
        assertThrows(Failure.class, () -> GetOffsetsCommand.spec("foo"));
    }
}
