package io.odradek.tools.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

class TopicTextTest {

    private static List<Node> nodes(int... ids) {
        return Arrays.stream(ids).mapToObj(id -> new Node(id, "h", 1)).toList();
    }

    @SuppressWarnings("NullAway") // The client itself has null for a partition without a leader.
    private static TopicPartitionInfo partition(
            @Nullable Node leader, List<Node> replicas, List<Node> isr) {
        return new TopicPartitionInfo(2, leader, replicas, isr, nodes(3), nodes(4, 5));
    }

    private static ConfigEntry entry(String name, String value, ConfigSource source) {
        return new ConfigEntry(
                name, value, source, false, false, List.of(), ConfigEntry.ConfigType.STRING, "");
    }

    @Test
    void aPartitionIsALineOfTabbedColumns() {
        assertEquals(
                "\tTopic: t\tPartition: 2\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2\tElr: 3\tLastKnownElr: 4,5",
                TopicText.partition(
                        "t", partition(nodes(1).getFirst(), nodes(1, 2, 3), nodes(1, 2)), null));
    }

    @Test
    void aPartitionWithoutLeaderOrWithOldBrokersSaysSo() {
        TopicPartitionInfo info = new TopicPartitionInfo(0, Node.noNode(), nodes(1), nodes());
        assertEquals(
                "\tTopic: t\tPartition: 0\tLeader: none\tReplicas: 1\tIsr: \tElr: N/A\tLastKnownElr: N/A",
                TopicText.partition("t", info, null));
        assertTrue(
                TopicText.partition("t", partition(null, nodes(1), nodes()), null)
                        .contains("\tLeader: none\t"));
    }

    @Test
    void aMoveIsShownBetweenIsrAndElr() {
        assertTrue(
                TopicText.partition(
                                "t",
                                partition(nodes(1).getFirst(), nodes(1, 2, 3), nodes(1)),
                                new PartitionReassignment(List.of(1, 2, 3), List.of(3), List.of(1)))
                        .contains("\tIsr: 1\tAdding Replicas: 3\tRemoving Replicas: 1\tElr: "));
    }

    @Test
    void aTopicIsALineWithItsOwnSettings() {
        TopicDescription topic =
                new TopicDescription(
                        "t",
                        false,
                        List.of(partition(nodes(1).getFirst(), nodes(1, 2), nodes(1))),
                        Set.of(),
                        Uuid.fromString("L7UhHkHCQcGs0Xq6yWxHOQ"));
        Config config =
                new Config(
                        List.of(
                                entry("a", "1", ConfigSource.DEFAULT_CONFIG),
                                entry("b", "2", ConfigSource.STATIC_BROKER_CONFIG),
                                entry("c", "3,4", ConfigSource.DYNAMIC_TOPIC_CONFIG)));
        assertEquals(
                "Topic: t\tTopicId: L7UhHkHCQcGs0Xq6yWxHOQ\tPartitionCount: 1\tReplicationFactor: 2\tConfigs: b=2,c=3,4",
                TopicText.topic(topic, 2, TopicText.overrides(config)));
    }

    @Test
    void replicasThatAMoveAddsDoNotCountYet() {
        TopicPartitionInfo info = partition(null, nodes(1, 2, 3), nodes(1));
        assertEquals(3, TopicText.replicationFactor(info, null));
        assertEquals(
                2,
                TopicText.replicationFactor(
                        info, new PartitionReassignment(List.of(1, 2, 3), List.of(3), List.of())));
    }

    @Test
    void aReportPicksThePartitionsInTrouble() {
        TopicPartitionInfo healthy = partition(nodes(1).getFirst(), nodes(1, 2, 3), nodes(1, 2, 3));
        TopicPartitionInfo atMin = partition(nodes(1).getFirst(), nodes(1, 2, 3), nodes(1, 2));
        TopicPartitionInfo under = partition(nodes(1).getFirst(), nodes(1, 2, 3), nodes(1));
        TopicPartitionInfo leaderless = partition(null, nodes(1, 2, 3), nodes(1, 2, 3));
        assertEquals(
                "yyyy",
                shown(report(false, false, false, false), healthy, atMin, under, leaderless));
        assertEquals(
                "nyyn",
                shown(report(true, false, false, false), healthy, atMin, under, leaderless));
        assertEquals(
                "nnyn",
                shown(report(false, true, false, false), healthy, atMin, under, leaderless));
        assertEquals(
                "nynn",
                shown(report(false, false, true, false), healthy, atMin, under, leaderless));
        assertEquals(
                "nnny",
                shown(report(false, false, false, true), healthy, atMin, under, leaderless));
        assertEquals(
                "nyyn", shown(report(false, true, true, false), healthy, atMin, under, leaderless));
    }

    @Test
    void aPartitionWhoseLeaderIsDownIsUnavailable() {
        TopicPartitionInfo info = partition(nodes(1).getFirst(), nodes(1), nodes(1));
        TopicReport report = report(false, false, false, true);
        assertTrue(report.shows(info, null, 1, Set.of(2)));
        assertFalse(report.shows(info, null, 1, Set.of(1)));
    }

    private static TopicReport report(
            boolean underReplicated, boolean underMin, boolean atMin, boolean unavailable) {
        return new TopicReport(false, underReplicated, underMin, atMin, unavailable);
    }

    private static String shown(TopicReport report, TopicPartitionInfo... partitions) {
        StringBuilder shown = new StringBuilder();
        for (TopicPartitionInfo partition : partitions) {
            shown.append(report.shows(partition, null, 2, Set.of(1, 2, 3)) ? 'y' : 'n');
        }
        return shown.toString();
    }
}
