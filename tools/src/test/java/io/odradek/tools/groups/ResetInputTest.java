package io.odradek.tools.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code --topic}, {@code --from-file}, {@code --to-datetime} and the like are given. */
final class ResetInputTest {

    private static final TopicPartition T1_0 = new TopicPartition("t1", 0);

    @Test
    void topicsComeWithOrWithoutPartitions() {
        assertEquals(new TopicArgument("t1", List.of()), TopicArgument.parse("t1"));
        assertEquals(new TopicArgument("t1", List.of(0, 12)), TopicArgument.parse("t1:0,12"));
        assertEquals(
                "Invalid topic arg 't1:0:1', expected topic name and partitions",
                assertThrows(Failure.class, () -> TopicArgument.parse("t1:0:1")).getMessage());
        assertEquals(
                "Invalid partition 'x' specified in topic arg 't1:x'",
                assertThrows(Failure.class, () -> TopicArgument.parse("t1:x")).getMessage());
        assertThrows(Failure.class, () -> TopicArgument.parse("t1:"));
        assertThrows(Failure.class, () -> TopicArgument.parse("t1:-1"));
    }

    @Test
    void exportedOffsetsAreReadBack() {
        Map<String, Map<TopicPartition, Long>> plans = new TreeMap<>();
        plans.put("one", Map.of(T1_0, 3L));
        plans.put("a \"quoted\", group", Map.of(T1_0, 4L));
        List<String> lines = OffsetCsv.lines(plans, true);
        assertEquals(List.of("\"a \"\"quoted\"\", group\",t1,0,4", "one,t1,0,3"), lines);
        assertEquals(plans, OffsetCsv.parse(lines, ""));
    }

    @Test
    void oneGroupsOffsetsAreExportedWithoutIt() {
        Map<String, Map<TopicPartition, Long>> plans = Map.of("one", Map.of(T1_0, 3L));
        assertEquals(List.of("t1,0,3"), OffsetCsv.lines(plans, false));
        assertEquals(plans, OffsetCsv.parse(List.of("\"t1\", 0,3", ""), "one"));
        assertEquals(
                "--from-file: line 2, 'a;b', is not of the form topic,partition,offset",
                assertThrows(Failure.class, () -> OffsetCsv.parse(List.of("t1,0,3", "a;b"), "one"))
                        .getMessage());
        assertThrows(Failure.class, () -> OffsetCsv.parse(List.of("t1,0,3"), ""));
        assertThrows(Failure.class, () -> OffsetCsv.parse(List.of("t1,zero,3"), "one"));
    }

    @Test
    void timesAreUtcUnlessTheySayOtherwise() {
        long midnight = 1_577_836_800_000L;
        assertEquals(midnight, ResetTimes.dateTime("2020-01-01T00:00:00.000"));
        assertEquals(midnight, ResetTimes.dateTime("2020-01-01T00:00:00"));
        assertEquals(midnight + 5, ResetTimes.dateTime("2020-01-01T00:00:00.005Z"));
        for (String offset : List.of("+02", "+0200", "+02:00")) {
            assertEquals(midnight, ResetTimes.dateTime("2020-01-01T02:00:00.000" + offset), offset);
        }
        assertThrows(Failure.class, () -> ResetTimes.dateTime("yesterday"));
        assertThrows(Failure.class, () -> ResetTimes.dateTime("2020-01-01"));
    }

    @Test
    void durationsCountBackFromNow() {
        assertEquals(10_000_000 - 5_400_000, ResetTimes.before("PT1H30M", 10_000_000));
        assertThrows(Failure.class, () -> ResetTimes.before("soon", 0));
    }
}
