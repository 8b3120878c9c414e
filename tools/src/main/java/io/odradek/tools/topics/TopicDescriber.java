package io.odradek.tools.topics;

import io.odradek.tools.cli.Launcher;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** {@code --describe}: fetches what the lines need and prints them, topics by name. */
final class TopicDescriber {

    private static final String MIN_ISR = "min.insync.replicas";

    private final Admin admin;
    private final PrintWriter out;
    private final TopicReport report;
    private final int partitionsPerResponse;

    TopicDescriber(Admin admin, PrintWriter out, TopicReport report, int partitionsPerResponse) {
        this.admin = admin;
        this.out = out;
        this.report = report;
        this.partitionsPerResponse = partitionsPerResponse;
    }

    void describe(List<String> topics) throws Exception {
        if (topics.isEmpty()) {
            return;
        }
        DescribeTopicsOptions options =
                new DescribeTopicsOptions().partitionSizeLimitPerResponse(partitionsPerResponse);
        List<TopicDescription> descriptions =
                admin.describeTopics(topics, options).allTopicNames().get().values().stream()
                        .sorted(Comparator.comparing(TopicDescription::name))
                        .toList();
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(topics.stream().map(TopicDescriber::resource).toList())
                        .all()
                        .get();
        Map<TopicPartition, PartitionReassignment> moving = reassignments(descriptions);
        Set<Integer> live =
                report.unavailable()
                        ? admin.describeCluster().nodes().get().stream()
                                .map(Node::id)
                                .collect(Collectors.toSet())
                        : Set.of();
        for (TopicDescription topic : descriptions) {
            Config config = configs.get(resource(topic.name()));
            print(topic, config == null ? new Config(List.of()) : config, moving, live);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Nothing when the brokers do not know reassignments or do not let us see them. */
    private Map<TopicPartition, PartitionReassignment> reassignments(List<TopicDescription> topics)
            throws Exception {
        Set<TopicPartition> partitions =
                topics.stream()
                        .flatMap(topic -> topic.partitions().stream().map(p -> partition(topic, p)))
                        .collect(Collectors.toSet());
        try {
            return admin.listPartitionReassignments(partitions).reassignments().get();
        } catch (ExecutionException e) {
            Throwable cause = Launcher.cause(e);
            if (cause instanceof UnsupportedVersionException
                    || cause instanceof ClusterAuthorizationException) {
                return Map.of();
            }
            throw e;
        }
    }

    private static TopicPartition partition(TopicDescription topic, TopicPartitionInfo info) {
        return new TopicPartition(topic.name(), info.partition());
    }

    private void print(
            TopicDescription topic,
            Config config,
            Map<TopicPartition, PartitionReassignment> moving,
            Set<Integer> live) {
        List<String> overrides = TopicText.overrides(config);
        if (report.onlyOverridden() && overrides.isEmpty()) {
            return;
        }
        if (!report.picksPartitions()) {
            out.println(TopicText.topic(topic, replicationFactor(topic, moving), overrides));
        }
        if (report.onlyOverridden()) {
            return;
        }
        var minIsr = config.get(MIN_ISR);
        int leastIsr = minIsr == null ? 1 : Integer.parseInt(minIsr.value());
        for (TopicPartitionInfo info : topic.partitions()) {
            PartitionReassignment move = moving.get(partition(topic, info));
            if (report.shows(info, move, leastIsr, live)) {
                out.println(TopicText.partition(topic.name(), info, move));
            }
        }
    }

    private static int replicationFactor(
            TopicDescription topic, Map<TopicPartition, PartitionReassignment> moving) {
        return topic.partitions().stream()
                .mapToInt(p -> TopicText.replicationFactor(p, moving.get(partition(topic, p))))
                .findFirst()
                .orElse(0);
    }
}
