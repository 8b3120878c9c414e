package io.odradek.tools.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.Map;

/** The file of {@code kafka-delete-records}, and complaints in the words of Apache's command. */
final class DeletionPlanTest {

    private static String failure(String json) {
        return String.valueOf(
                assertThrows(Failure.class, () -> DeletionPlan.parse(json)).getMessage());
    }

    @Test
    void everyPartitionHasAnOffset() {
        assertEquals(
                Map.of(
                        new TopicPartition("foo", 1),
                        5_000_000_000L,
                        new TopicPartition("a", 0),
                        -1L),
                DeletionPlan.parse(
                        """
                        {"partitions": [{"topic": "foo", "partition": 1, "offset": 5000000000},
                                        {"topic": "a", "partition": 0, "offset": -1}],
                         "version":1
                        }
                        """));
        assertEquals(Map.of(), DeletionPlan.parse("{\"partitions\":[]}"));
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        assertEquals("Missing partitions field", failure("{\"version\":1}"));
        assertEquals(
                "Not supported version field value 2",
                failure("{\"partitions\":[],\"version\":2}"));
        assertEquals(
                "No such field exists: `offset`",
                failure("{\"partitions\":[{\"topic\":\"t\",\"partition\":0}]}"));
        assertTrue(
                failure("{\"partitions\":[{\"topic\":\"t\",\"partition\":\"x\",\"offset\":0}]}")
                        .startsWith("Expected `Integer` value, received \"x\""));
        assertTrue(
                failure(
                                "{\"partitions\":[{\"topic\":\"t\",\"partition\":9876543210,\"offset\":0}]}")
                        .startsWith("Expected `Integer` value, received 9876543210"));
        assertTrue(failure("not json").startsWith("The input string is not a valid JSON"));
        assertTrue(failure("[1]").startsWith("The input string is not a valid JSON"));
        assertTrue(failure("{\"partitions\":[3]}").endsWith(": 3"));
    }

    @Test
    void aPartitionStandsThereOnce() {
        String entry = "{\"topic\":\"d1\",\"partition\":0,\"offset\":3}";
        assertEquals(
                "Offset json file contains duplicate topic partitions: d1-0",
                failure("{\"partitions\":[%s,%s]}".formatted(entry, entry)));
    }
}
