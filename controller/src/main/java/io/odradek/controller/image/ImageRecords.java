package io.odradek.controller.image;

import static io.odradek.controller.image.Uuids.toProto;

import io.odradek.wire.control.metadata.BrokerRegistrationRecord;
import io.odradek.wire.control.metadata.ClusterRecord;
import io.odradek.wire.control.metadata.ConfigRecord;
import io.odradek.wire.control.metadata.Endpoint;
import io.odradek.wire.control.metadata.FeatureRecord;
import io.odradek.wire.control.metadata.MetadataRecord;
import io.odradek.wire.control.metadata.PartitionRecord;
import io.odradek.wire.control.metadata.ProducerIdsRecord;
import io.odradek.wire.control.metadata.TopicRecord;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** From parts of an image to the records that make them again. */
public final class ImageRecords {
    private ImageRecords() {}

    /**
     * Records that turn {@link ClusterImage#EMPTY} into {@code image}, in an order that depends on
     * its content alone: equal images give equal snapshots on every node.
     */
    public static List<MetadataRecord> snapshot(ClusterImage image) {
        List<MetadataRecord> records = new ArrayList<>();
        if (!image.clusterId().isEmpty()) {
            records.add(
                    MetadataRecord.newBuilder()
                            .setCluster(ClusterRecord.newBuilder().setClusterId(image.clusterId()))
                            .build());
        }
        new TreeMap<>(image.features()).forEach((name, level) -> records.add(feature(name, level)));
        new TreeMap<>(image.brokers()).values().forEach(b -> records.add(broker(b)));
        image.topics().values().stream()
                .sorted(Comparator.comparing(TopicImage::name))
                .forEach(topic -> records.addAll(topic(topic)));
        image.configs().entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<ConfigResource, ?> e) -> e.getKey().type())
                                .thenComparing(e -> e.getKey().name()))
                .forEach(
                        e ->
                                new TreeMap<>(e.getValue())
                                        .forEach((k, v) -> records.add(config(e.getKey(), k, v))));
        records.addAll(AccessRecords.snapshot(image.access()));
        if (image.nextProducerId() != 0) {
            records.add(
                    MetadataRecord.newBuilder()
                            .setProducerIds(
                                    ProducerIdsRecord.newBuilder()
                                            .setBrokerId(-1)
                                            .setBrokerEpoch(-1)
                                            .setNextProducerId(image.nextProducerId()))
                            .build());
        }
        return records;
    }

    public static MetadataRecord feature(String name, int level) {
        return MetadataRecord.newBuilder()
                .setFeature(FeatureRecord.newBuilder().setName(name).setLevel(level))
                .build();
    }

    public static MetadataRecord broker(BrokerImage broker) {
        var record =
                BrokerRegistrationRecord.newBuilder()
                        .setBrokerId(broker.id())
                        .setBrokerEpoch(broker.epoch())
                        .setIncarnationId(toProto(broker.incarnationId()))
                        .setRack(broker.rack())
                        .setFenced(broker.fenced())
                        .setInControlledShutdown(broker.inControlledShutdown())
                        .addAllLogDirs(toProto(broker.logDirs()));
        for (BrokerImage.Endpoint endpoint : broker.endpoints()) {
            record.addEndpoints(
                    Endpoint.newBuilder()
                            .setListener(endpoint.listener())
                            .setHost(endpoint.host())
                            .setPort(endpoint.port())
                            .setSecurityProtocol(endpoint.securityProtocol()));
        }
        return MetadataRecord.newBuilder().setBrokerRegistration(record).build();
    }

    /** The topic and its partitions. */
    public static List<MetadataRecord> topic(TopicImage topic) {
        List<MetadataRecord> records = new ArrayList<>(1 + topic.partitions().size());
        records.add(
                MetadataRecord.newBuilder()
                        .setTopic(
                                TopicRecord.newBuilder()
                                        .setName(topic.name())
                                        .setTopicId(toProto(topic.id())))
                        .build());
        for (PartitionImage partition : topic.partitions()) {
            records.add(partition(topic.id(), partition));
        }
        return records;
    }

    public static MetadataRecord partition(UUID topicId, PartitionImage partition) {
        return MetadataRecord.newBuilder()
                .setPartition(
                        PartitionRecord.newBuilder()
                                .setTopicId(toProto(topicId))
                                .setPartition(partition.partition())
                                .addAllReplicas(partition.replicas())
                                .addAllIsr(partition.isr())
                                .addAllEligibleLeaderReplicas(partition.eligibleLeaderReplicas())
                                .addAllLastKnownElr(partition.lastKnownElr())
                                .addAllAddingReplicas(partition.addingReplicas())
                                .addAllRemovingReplicas(partition.removingReplicas())
                                .setLeader(partition.leader())
                                .setLeaderEpoch(partition.leaderEpoch())
                                .setPartitionEpoch(partition.partitionEpoch())
                                .setLeaderRecoveryState(partition.recovering() ? 1 : 0)
                                .addAllDirectories(toProto(partition.directories())))
                .build();
    }

    public static MetadataRecord config(ConfigResource resource, String key, String value) {
        return MetadataRecord.newBuilder()
                .setConfig(
                        ConfigRecord.newBuilder()
                                .setResourceType(resource.type().code())
                                .setResourceName(resource.name())
                                .setKey(key)
                                .setValue(value))
                .build();
    }
}
