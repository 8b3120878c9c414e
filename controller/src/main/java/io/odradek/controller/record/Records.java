package io.odradek.controller.record;

import static io.odradek.controller.image.Uuids.toProto;

import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.ImageRecords;
import io.odradek.wire.control.metadata.BrokerChangeRecord;
import io.odradek.wire.control.metadata.ClusterRecord;
import io.odradek.wire.control.metadata.ConfigRecord;
import io.odradek.wire.control.metadata.IntList;
import io.odradek.wire.control.metadata.MetadataRecord;
import io.odradek.wire.control.metadata.PartitionChangeRecord;
import io.odradek.wire.control.metadata.ProducerIdsRecord;
import io.odradek.wire.control.metadata.RemoveTopicRecord;
import io.odradek.wire.control.metadata.TopicRecord;
import io.odradek.wire.control.metadata.UnregisterBrokerRecord;
import io.odradek.wire.control.metadata.UuidList;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/** One line per kind of record. Whole topics, partitions and brokers: {@link ImageRecords}. */
public final class Records {
    private Records() {}

    public static MetadataRecord cluster(String clusterId) {
        return MetadataRecord.newBuilder()
                .setCluster(ClusterRecord.newBuilder().setClusterId(clusterId))
                .build();
    }

    public static MetadataRecord fenced(int brokerId, long brokerEpoch) {
        return MetadataRecord.newBuilder()
                .setBrokerChange(
                        BrokerChangeRecord.newBuilder()
                                .setBrokerId(brokerId)
                                .setBrokerEpoch(brokerEpoch)
                                .setFenced(true))
                .build();
    }

    /** In service again, whatever it was about to do before. */
    public static MetadataRecord unfenced(int brokerId, long brokerEpoch) {
        return MetadataRecord.newBuilder()
                .setBrokerChange(
                        BrokerChangeRecord.newBuilder()
                                .setBrokerId(brokerId)
                                .setBrokerEpoch(brokerEpoch)
                                .setFenced(false)
                                .setInControlledShutdown(false))
                .build();
    }

    public static MetadataRecord inControlledShutdown(int brokerId, long brokerEpoch) {
        return MetadataRecord.newBuilder()
                .setBrokerChange(
                        BrokerChangeRecord.newBuilder()
                                .setBrokerId(brokerId)
                                .setBrokerEpoch(brokerEpoch)
                                .setInControlledShutdown(true))
                .build();
    }

    /** The directories that still work. */
    public static MetadataRecord logDirs(int brokerId, long brokerEpoch, List<UUID> online) {
        return MetadataRecord.newBuilder()
                .setBrokerChange(
                        BrokerChangeRecord.newBuilder()
                                .setBrokerId(brokerId)
                                .setBrokerEpoch(brokerEpoch)
                                .setLogDirs(ids(online)))
                .build();
    }

    public static MetadataRecord unregister(int brokerId, long brokerEpoch) {
        return MetadataRecord.newBuilder()
                .setUnregisterBroker(
                        UnregisterBrokerRecord.newBuilder()
                                .setBrokerId(brokerId)
                                .setBrokerEpoch(brokerEpoch))
                .build();
    }

    public static MetadataRecord topic(String name, UUID id) {
        return MetadataRecord.newBuilder()
                .setTopic(TopicRecord.newBuilder().setName(name).setTopicId(toProto(id)))
                .build();
    }

    public static MetadataRecord removeTopic(UUID id) {
        return MetadataRecord.newBuilder()
                .setRemoveTopic(RemoveTopicRecord.newBuilder().setTopicId(toProto(id)))
                .build();
    }

    public static MetadataRecord partitionChange(PartitionChangeRecord change) {
        return MetadataRecord.newBuilder().setPartitionChange(change).build();
    }

    /** A null {@code value} takes the config away. */
    public static MetadataRecord config(
            ConfigResource resource, String key, @Nullable String value) {
        ConfigRecord.Builder record =
                ConfigRecord.newBuilder()
                        .setResourceType(resource.type().code())
                        .setResourceName(resource.name())
                        .setKey(key);
        if (value != null) {
            record.setValue(value);
        }
        return MetadataRecord.newBuilder().setConfig(record).build();
    }

    public static MetadataRecord producerIds(int brokerId, long brokerEpoch, long nextProducerId) {
        return MetadataRecord.newBuilder()
                .setProducerIds(
                        ProducerIdsRecord.newBuilder()
                                .setBrokerId(brokerId)
                                .setBrokerEpoch(brokerEpoch)
                                .setNextProducerId(nextProducerId))
                .build();
    }

    public static UuidList ids(List<UUID> values) {
        return UuidList.newBuilder().addAllValues(toProto(values)).build();
    }

    public static IntList ints(List<Integer> values) {
        return IntList.newBuilder().addAllValues(values).build();
    }
}
