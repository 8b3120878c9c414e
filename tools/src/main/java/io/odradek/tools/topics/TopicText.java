package io.odradek.tools.topics;

import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The lines that {@code --describe} prints: tab-separated columns, a topic and its partitions. */
final class TopicText {

    private TopicText() {}

    /** The settings that are not Kafka's own defaults, as {@code name=value}. */
    static List<String> overrides(Config config) {
        return config.entries().stream()
                .filter(entry -> entry.source() != ConfigEntry.ConfigSource.DEFAULT_CONFIG)
                .map(entry -> entry.name() + "=" + entry.value())
                .toList();
    }

    static String topic(
            TopicDescription topic, int replicationFactor, Collection<String> overrides) {
        return "Topic: %s\tTopicId: %s\tPartitionCount: %d\tReplicationFactor: %d\tConfigs: %s"
                .formatted(
                        topic.name(),
                        topic.topicId(),
                        topic.partitions().size(),
                        replicationFactor,
                        String.join(",", overrides));
    }

    static String partition(
            String topic, TopicPartitionInfo info, @Nullable PartitionReassignment moving) {
        StringBuilder line = new StringBuilder();
        line.append("\tTopic: ").append(topic);
        line.append("\tPartition: ").append(info.partition());
        line.append("\tLeader: ").append(hasLeader(info) ? info.leader().idString() : "none");
        line.append("\tReplicas: ").append(nodes(info.replicas()));
        line.append("\tIsr: ").append(nodes(info.isr()));
        if (moving != null) {
            line.append("\tAdding Replicas: ").append(ids(moving.addingReplicas()));
            line.append("\tRemoving Replicas: ").append(ids(moving.removingReplicas()));
        }
        line.append("\tElr: ").append(nodesOrUnknown(info.elr()));
        line.append("\tLastKnownElr: ").append(nodesOrUnknown(info.lastKnownElr()));
        return line.toString();
    }

    /** How many replicas the partition shall have, without those that a move adds meanwhile. */
    static int replicationFactor(TopicPartitionInfo info, @Nullable PartitionReassignment moving) {
        return info.replicas().size() - (moving == null ? 0 : moving.addingReplicas().size());
    }

    @SuppressWarnings("ConstantValue") // The client has null for a partition without a leader.
    static boolean hasLeader(TopicPartitionInfo info) {
        Node leader = info.leader();
        return leader != null && !leader.isEmpty();
    }

    private static String nodesOrUnknown(@Nullable List<Node> nodes) {
        return nodes == null ? "N/A" : nodes(nodes);
    }

    private static String nodes(List<Node> nodes) {
        return nodes.stream().map(Node::idString).collect(Collectors.joining(","));
    }

    private static String ids(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
