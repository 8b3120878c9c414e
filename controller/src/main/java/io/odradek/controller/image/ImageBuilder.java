package io.odradek.controller.image;

import static io.odradek.controller.image.Uuids.fromProto;

import io.odradek.wire.control.metadata.BrokerChangeRecord;
import io.odradek.wire.control.metadata.BrokerRegistrationRecord;
import io.odradek.wire.control.metadata.ConfigRecord;
import io.odradek.wire.control.metadata.FeatureRecord;
import io.odradek.wire.control.metadata.MetadataRecord;
import io.odradek.wire.control.metadata.PartitionRecord;
import io.odradek.wire.control.metadata.TopicRecord;

import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Replays records on an image: the only thing that makes a new one. Confined to its caller; one
 * builder serves one batch or one snapshot.
 *
 * <p>A record that does not fit (a change to a topic nobody created) is a bug or a damaged log; it
 * throws {@link IllegalStateException} and the builder must be dropped.
 */
public final class ImageBuilder {
    private final ClusterImage before;
    private final ChangeSet changes = new ChangeSet();
    private String clusterId;
    private PMap<Integer, BrokerImage> brokers;
    private PMap<UUID, TopicImage> topics;

    /** Topics with changed partitions, not yet in {@link #topics}: a batch often changes many. */
    private final Map<UUID, TopicImage> open = new HashMap<>();

    private PMap<String, UUID> topicIds;
    private PMap<ConfigResource, PMap<String, String>> configs;
    private PMap<String, Integer> features;
    private long nextProducerId;
    private AccessImage access;

    public ImageBuilder(ClusterImage before) {
        this.before = before;
        this.clusterId = before.clusterId();
        this.brokers = before.brokers();
        this.topics = before.topics();
        this.topicIds = before.topicIds();
        this.configs = before.configs();
        this.features = before.features();
        this.nextProducerId = before.nextProducerId();
        this.access = before.access();
    }

    public ImageBuilder replay(List<MetadataRecord> records) {
        for (MetadataRecord record : records) {
            replay(record);
        }
        return this;
    }

    public ImageBuilder replay(MetadataRecord record) {
        switch (record.getRecordCase()) {
            case CLUSTER -> clusterId = record.getCluster().getClusterId();
            case FEATURE -> feature(record.getFeature());
            case BROKER_REGISTRATION -> register(record.getBrokerRegistration());
            case BROKER_CHANGE -> change(record.getBrokerChange());
            case UNREGISTER_BROKER -> unregister(record.getUnregisterBroker().getBrokerId());
            case TOPIC -> topic(record.getTopic());
            case REMOVE_TOPIC -> removeTopic(fromProto(record.getRemoveTopic().getTopicId()));
            case PARTITION -> partition(record.getPartition());
            case PARTITION_CHANGE -> {
                var change = record.getPartitionChange();
                TopicImage topic = existing(fromProto(change.getTopicId()));
                if (change.getPartition() >= topic.partitions().size()) {
                    throw misfit("a change to partition " + change.getPartition(), topic.name());
                }
                PartitionImage old = topic.partitions().get(change.getPartition());
                put(topic, Partitions.change(old, change));
            }
            case CONFIG -> config(record.getConfig());
            case PRODUCER_IDS -> nextProducerId = record.getProducerIds().getNextProducerId();
            case CLIENT_QUOTA -> access(AccessRecords.quota(access, record.getClientQuota()));
            case SCRAM -> access(AccessRecords.scram(access, record.getScram()));
            case ACL -> access(AccessRecords.acl(access, record.getAcl()));
            case REMOVE_ACL ->
                    access(
                            new AccessImage(
                                    access.quotas(),
                                    access.credentials(),
                                    access.acls().minus(fromProto(record.getRemoveAcl().getId()))));
            case RECORD_NOT_SET ->
                    throw new IllegalStateException(
                            "the metadata log holds a record this version does not know; upgrade"
                                    + " this node to the version of the active controller");
        }
        return this;
    }

    private void access(AccessImage now) {
        access = now;
        changes.access();
    }

    private void feature(FeatureRecord record) {
        features =
                record.getLevel() == 0
                        ? features.minus(record.getName())
                        : features.plus(record.getName(), record.getLevel());
        changes.features();
    }

    private void register(BrokerRegistrationRecord record) {
        brokers =
                brokers.plus(
                        record.getBrokerId(),
                        new BrokerImage(
                                record.getBrokerId(),
                                record.getBrokerEpoch(),
                                fromProto(record.getIncarnationId()),
                                record.getEndpointsList().stream()
                                        .map(
                                                e ->
                                                        new BrokerImage.Endpoint(
                                                                e.getListener(),
                                                                e.getHost(),
                                                                e.getPort(),
                                                                e.getSecurityProtocol()))
                                        .toList(),
                                record.getRack(),
                                record.getFenced(),
                                record.getInControlledShutdown(),
                                fromProto(record.getLogDirsList())));
        changes.broker(record.getBrokerId());
    }

    private void change(BrokerChangeRecord record) {
        @Nullable BrokerImage old = brokers.get(record.getBrokerId());
        if (old == null || old.epoch() != record.getBrokerEpoch()) {
            throw misfit(
                    "a change to epoch " + record.getBrokerEpoch(),
                    "broker " + record.getBrokerId());
        }
        brokers =
                brokers.plus(
                        old.id(),
                        new BrokerImage(
                                old.id(),
                                old.epoch(),
                                old.incarnationId(),
                                old.endpoints(),
                                old.rack(),
                                record.hasFenced() ? record.getFenced() : old.fenced(),
                                record.hasInControlledShutdown()
                                        ? record.getInControlledShutdown()
                                        : old.inControlledShutdown(),
                                record.hasLogDirs()
                                        ? fromProto(record.getLogDirs().getValuesList())
                                        : old.logDirs()));
        changes.broker(old.id());
    }

    private void unregister(int id) {
        brokers = brokers.minus(id);
        changes.broker(id);
    }

    private void topic(TopicRecord record) {
        UUID id = fromProto(record.getTopicId());
        if (topicIds.containsKey(record.getName()) || topics.containsKey(id)) {
            throw misfit("a second creation", record.getName());
        }
        topics = topics.plus(id, new TopicImage(id, record.getName(), TreePVector.empty()));
        topicIds = topicIds.plus(record.getName(), id);
        changes.topic(id);
    }

    private void removeTopic(UUID id) {
        TopicImage topic = existing(id);
        open.remove(id);
        topics = topics.minus(id);
        topicIds = topicIds.minus(topic.name());
        changes.topic(id);
        ConfigResource resource = ConfigResource.topic(topic.name());
        if (configs.containsKey(resource)) {
            configs = configs.minus(resource);
            changes.config(resource);
        }
    }

    private void partition(PartitionRecord record) {
        put(existing(fromProto(record.getTopicId())), Partitions.of(record));
    }

    private void put(TopicImage topic, PartitionImage partition) {
        int index = partition.partition();
        PVector<PartitionImage> partitions = topic.partitions();
        if (index < 0 || index > partitions.size()) {
            throw misfit("partition " + index + " after " + partitions.size(), topic.name());
        }
        partitions =
                index == partitions.size()
                        ? partitions.plus(partition)
                        : partitions.with(index, partition);
        open.put(topic.id(), new TopicImage(topic.id(), topic.name(), partitions));
        changes.partition(topic.id(), index);
    }

    private void config(ConfigRecord record) {
        ConfigResource resource =
                new ConfigResource(
                        ConfigResource.Type.ofCode(record.getResourceType()),
                        record.getResourceName());
        PMap<String, String> values = configs.getOrDefault(resource, HashTreePMap.empty());
        values =
                record.hasValue()
                        ? values.plus(record.getKey(), record.getValue())
                        : values.minus(record.getKey());
        configs = values.isEmpty() ? configs.minus(resource) : configs.plus(resource, values);
        changes.config(resource);
    }

    private TopicImage existing(UUID id) {
        @Nullable TopicImage topic = open.get(id);
        if (topic == null) {
            topic = topics.get(id);
        }
        if (topic == null) {
            throw misfit("a change", "topic id " + Uuids.toString(id));
        }
        return topic;
    }

    private static IllegalStateException misfit(String what, String where) {
        return new IllegalStateException(
                "the metadata log holds "
                        + what
                        + " of "
                        + where
                        + ", which the log before it rules out");
    }

    /** The image as of the batch at {@code offset}, written in {@code epoch}. */
    public ClusterImage build(long offset, int epoch) {
        topics = topics.plusAll(open);
        open.clear();
        return new ClusterImage(
                offset,
                epoch,
                clusterId,
                brokers,
                topics,
                topicIds,
                configs,
                features,
                nextProducerId,
                access);
    }

    /** What changed between the image this began with and {@code after}, which it built. */
    public ImageDelta delta(ClusterImage after) {
        return changes.delta(before, after);
    }
}
