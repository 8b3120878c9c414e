package io.odradek.tools.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

final class ReassignmentPartsTest {
    private static final String PLAN =
            """
            {"version":1,"partitions":[
              {"topic":"foo","partition":1,"replicas":[3,4],"log_dirs":["any","any"]},
              {"topic":"foo","partition":0,"replicas":[1,2]}]}
            """;

    private static String failure(String json) {
        return String.valueOf(
                assertThrows(Failure.class, () -> PartitionJson.assignment(json)).getMessage());
    }

    @Test
    void aPlanIsReadAndWritten() {
        SortedMap<TopicPartition, List<Integer>> plan = PartitionJson.assignment(PLAN);
        assertEquals(List.of(3, 4), plan.get(new TopicPartition("foo", 1)));
        assertEquals(
                "{\"version\":1,\"partitions\":[{\"topic\":\"foo\",\"partition\":0,\"replicas\":[1,2],\"log_dirs\":[\"any\",\"any\"]},{\"topic\":\"foo\",\"partition\":1,\"replicas\":[3,4],\"log_dirs\":[\"any\",\"any\"]}]}",
                PartitionJson.write(plan));
    }

    @Test
    void whatIsWrongWithAPlanIsSaid() {
        String entry = "{\"topic\":\"a\",\"partition\":0,\"replicas\":[1]}";
        assertEquals(
                "Partition reassignment contains duplicate topic partitions: a-0",
                failure("{\"partitions\":[" + entry + "," + entry + "]}"));
        assertEquals("Partition reassignment list cannot be empty", failure("{\"partitions\":[]}"));
        assertEquals(
                "Partition replica lists may not contain duplicate entries: a-0 contains multiple entries for 1",
                failure("{\"partitions\":[" + entry.replace("[1]", "[1,1]") + "]}"));
        assertEquals(
                "Partition replica list cannot be empty: a-0",
                failure("{\"partitions\":[" + entry.replace("[1]", "[]") + "]}"));
        assertEquals(
                "Size of replicas list [1] is different from size of log dirs list [any, any] for partition a-0",
                failure(
                        "{\"partitions\":["
                                + entry.replace("[1]", "[1],\"log_dirs\":[\"any\",\"any\"]")
                                + "]}"));
        assertEquals(
                Map.of(new TopicPartitionReplica("a", 0, 1), "/d"),
                PartitionJson.logDirs(
                        "{\"partitions\":["
                                + entry.replace("[1]", "[1],\"log_dirs\":[\"/d\"]")
                                + "]}"));
        assertTrue(failure("{\"partitions\":[{\"topic\":\"a\"}]}").contains("partition"));
        assertEquals("Not supported version field value 2", failure("{\"version\":2}"));
    }

    @Test
    void aProposalSpreadsLeadersAndRacks() {
        SortedMap<TopicPartition, List<Integer>> current = new TreeMap<>(PartitionJson.ORDER);
        for (int i = 0; i < 6; i++) {
            current.put(new TopicPartition("t", i), List.of(1, 2));
        }
        Map<Integer, String> racks = new LinkedHashMap<>();
        racks.put(1, "a");
        racks.put(2, "a");
        racks.put(3, "b");
        var proposed = ReassignmentPlan.propose(current, racks);
        assertEquals(current.keySet(), proposed.keySet());
        Map<Integer, Integer> led = new TreeMap<>();
        for (List<Integer> replicas : proposed.values()) {
            led.merge(replicas.getFirst(), 1, Integer::sum);
            assertEquals(2, new HashSet<>(replicas).size());
            assertTrue(replicas.contains(3), "two racks: " + replicas);
        }
        assertEquals(Map.of(1, 2, 2, 2, 3, 2), led);
        assertThrows(Failure.class, () -> ReassignmentPlan.propose(current, Map.of(1, "")));
    }

    @Test
    void listAndVerifySayWhatApachesSay() {
        TopicPartition foo = new TopicPartition("foo", 0);
        PartitionReassignment move =
                new PartitionReassignment(List.of(3, 1, 2), List.of(3), List.of(1));
        assertEquals("No partition reassignments found.", ReassignmentText.list(Map.of()));
        assertEquals(
                "Current partition reassignments:%nfoo-0: replicas: 3,1,2. adding: 3. removing: 1."
                        .formatted(),
                ReassignmentText.list(Map.of(foo, move)));
        SortedMap<TopicPartition, List<Integer>> target = new TreeMap<>(PartitionJson.ORDER);
        target.put(foo, List.of(3, 2));
        String head = "Status of partition reassignment:%n".formatted();
        assertEquals(
                head + "Reassignment of partition foo-0 is still in progress.",
                ReassignmentText.verify(target, Map.of(foo, move), Map.of()));
        assertEquals(
                head + "Reassignment of partition foo-0 is completed.",
                ReassignmentText.verify(target, Map.of(), Map.of(foo, List.of(3, 2))));
        assertEquals(
                head
                        + "There is no active reassignment of partition foo-0, but replica set is 1,2 rather than 3,2.",
                ReassignmentText.verify(target, Map.of(), Map.of(foo, List.of(1, 2))));
        assertEquals(
                "Successfully started partition reassignment for foo-0",
                ReassignmentText.started(Set.of(foo), 1));
    }

    @Test
    void optionsThatDoNotBelongTogetherAreRefused() {
        assertTrue(complaint("bootstrap-server", "list", "verify").contains("exactly one action"));
        assertEquals("", complaint("bootstrap-server", "list"));
        assertEquals(
                "Missing required argument \"[reassignment-json-file]\"",
                complaint("bootstrap-server", "execute"));
        assertEquals(
                "Option \"[additional]\" can't be used with action \"[list]\"",
                complaint("bootstrap-server", "list", "additional"));
        assertTrue(
                complaint(
                                "bootstrap-server",
                                "execute",
                                "reassignment-json-file",
                                "replica-alter-log-dirs-throttle")
                        .contains("does not throttle"));
        assertEquals(
                "", complaint("bootstrap-server", "execute", "reassignment-json-file", "throttle"));
    }

    @Test
    void aThrottleConcernsWhoHasAPartitionAndWhoIsToHaveIt() {
        TopicPartition foo = new TopicPartition("foo", 0);
        TopicPartition bar = new TopicPartition("foo", 1);
        TopicPartition stays = new TopicPartition("qux", 0);
        Map<TopicPartition, List<Integer>> current =
                Map.of(foo, List.of(2, 1), stays, List.of(1, 2));
        Map<TopicPartition, List<Integer>> target =
                Map.of(foo, List.of(3, 2), stays, List.of(2, 1));
        ThrottlePlan plan = ThrottlePlan.of(current, Map.of(), target);
        assertEquals(Map.of("foo", Set.of("0:1", "0:2")), plan.leaders());
        assertEquals(Map.of("foo", Set.of("0:3")), plan.followers());
        assertEquals(Set.of(1, 2, 3), plan.brokers());
        PartitionReassignment move =
                new PartitionReassignment(List.of(5, 1, 4), List.of(5), List.of(1));
        plan = ThrottlePlan.of(current, Map.of(bar, move), target);
        assertEquals(Map.of("foo", Set.of("0:1", "0:2", "1:1", "1:4")), plan.leaders());
        assertEquals(Map.of("foo", Set.of("0:3", "1:5")), plan.followers());
        assertEquals(Set.of(1, 2, 3, 4, 5), plan.brokers());
    }

    private static String complaint(String... options) {
        Optional<String> complaint = ReassignmentRules.complaint(Set.of(options)::contains);
        return complaint.orElse("");
    }
}
