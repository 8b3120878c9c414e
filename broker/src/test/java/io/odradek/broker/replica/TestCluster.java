package io.odradek.broker.replica;

import io.odradek.broker.metadata.ControlTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.Uuids;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.AllocateProducerIdsRequest;
import io.odradek.wire.control.AllocateProducerIdsResponse;
import io.odradek.wire.control.AlterPartitionItem;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.AlterPartitionResponse;
import io.odradek.wire.control.AlterPartitionResult;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.IsrMember;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;
import io.odradek.wire.control.metadata.BrokerChangeRecord;
import io.odradek.wire.control.metadata.BrokerRegistrationRecord;
import io.odradek.wire.control.metadata.ConfigRecord;
import io.odradek.wire.control.metadata.Endpoint;
import io.odradek.wire.control.metadata.IntList;
import io.odradek.wire.control.metadata.MetadataRecord;
import io.odradek.wire.control.metadata.PartitionChangeRecord;
import io.odradek.wire.control.metadata.PartitionRecord;
import io.odradek.wire.control.metadata.RemoveTopicRecord;
import io.odradek.wire.control.metadata.TopicRecord;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Brokers in one process with real ports, logs and replication, and a controller that is a few
 * lines under one lock.
 */
final class TestCluster implements AutoCloseable {
    private final Path directory;
    private final Durability durability;
    private final Map<Integer, TestBroker> brokers = new HashMap<>();
    private ClusterImage image = ClusterImage.EMPTY;
    private long offset;
    private long nextBrokerEpoch = 1;

    TestCluster(Path directory, int size, Durability durability) throws Exception {
        this.directory = directory;
        this.durability = durability;
        for (int id = 1; id <= size; id++) {
            start(id);
        }
    }

    TestBroker broker(int id) {
        return Objects.requireNonNull(brokers.get(id), "broker " + id + " is down");
    }

    synchronized ClusterImage image() {
        return image;
    }

    /** Starts a broker on the directory it had, and registers it. */
    TestBroker start(int id) throws Exception {
        TestBroker broker =
                new TestBroker(id, directory.resolve("broker-" + id), durability, new Control());
        brokers.put(id, broker);
        synchronized (this) {
            apply(
                    MetadataRecord.newBuilder()
                            .setBrokerRegistration(
                                    BrokerRegistrationRecord.newBuilder()
                                            .setBrokerId(id)
                                            .setBrokerEpoch(nextBrokerEpoch++)
                                            .setIncarnationId(Uuids.toProto(broker.incarnation()))
                                            .addEndpoints(
                                                    Endpoint.newBuilder()
                                                            .setListener("PLAINTEXT")
                                                            .setHost("127.0.0.1")
                                                            .setPort(broker.port())
                                                            .setSecurityProtocol("PLAINTEXT")))
                            .build());
        }
        return broker;
    }

    /** The process is gone: fenced, out of every in-sync set, its leaderships moved. */
    void kill(int id) {
        TestBroker victim = broker(id);
        brokers.remove(id);
        victim.kill();
        fence(id);
    }

    void stop(int id) {
        fence(id);
        TestBroker leaving = broker(id);
        brokers.remove(id);
        leaving.stop();
    }

    synchronized void fence(int id) {
        List<MetadataRecord> records = new ArrayList<>();
        records.add(
                MetadataRecord.newBuilder()
                        .setBrokerChange(
                                BrokerChangeRecord.newBuilder()
                                        .setBrokerId(id)
                                        .setBrokerEpoch(registered(id).epoch())
                                        .setFenced(true))
                        .build());
        image.topics()
                .values()
                .forEach(
                        topic ->
                                topic.partitions()
                                        .forEach(p -> without(topic.id(), p, id, records)));
        apply(records.toArray(MetadataRecord[]::new));
    }

    private BrokerImage registered(int id) {
        return Objects.requireNonNull(image.brokers().get(id));
    }

    private static void without(
            UUID topic, PartitionImage partition, int id, List<MetadataRecord> records) {
        List<Integer> isr = new ArrayList<>(partition.isr());
        boolean shrinks = isr.size() > 1 && isr.remove((Integer) id);
        if (!shrinks && partition.leader() != id) {
            return;
        }
        PartitionChangeRecord.Builder change =
                PartitionChangeRecord.newBuilder()
                        .setTopicId(Uuids.toProto(topic))
                        .setPartition(partition.partition())
                        .setIsr(IntList.newBuilder().addAllValues(isr));
        if (partition.leader() == id) {
            change.setLeader(shrinks ? isr.getFirst() : -1);
        }
        records.add(MetadataRecord.newBuilder().setPartitionChange(change).build());
    }

    /** Elects a broker that is not in sync, and so forms the in-sync set alone. */
    synchronized void electUnclean(UUID topic, int partition, int leader) {
        apply(
                MetadataRecord.newBuilder()
                        .setPartitionChange(
                                PartitionChangeRecord.newBuilder()
                                        .setTopicId(Uuids.toProto(topic))
                                        .setPartition(partition)
                                        .setIsr(IntList.newBuilder().addValues(leader))
                                        .setLeader(leader))
                        .build());
    }

    synchronized void lead(UUID topic, int partition, int leader) {
        apply(
                MetadataRecord.newBuilder()
                        .setPartitionChange(
                                PartitionChangeRecord.newBuilder()
                                        .setTopicId(Uuids.toProto(topic))
                                        .setPartition(partition)
                                        .setLeader(leader))
                        .build());
    }

    /** The partition's replicas are others; those that stay, stay in sync. */
    synchronized void place(UUID topic, int partition, List<Integer> replicas) {
        PartitionImage now = partition(topic, partition);
        List<Integer> isr = now.isr().stream().filter(replicas::contains).toList();
        PartitionChangeRecord.Builder change =
                PartitionChangeRecord.newBuilder()
                        .setTopicId(Uuids.toProto(topic))
                        .setPartition(partition)
                        .setReplicas(IntList.newBuilder().addAllValues(replicas))
                        .setIsr(IntList.newBuilder().addAllValues(isr));
        if (!replicas.contains(now.leader())) {
            change.setLeader(isr.getFirst());
        } else {
            change.setLeaderEpochBump(!replicas.containsAll(now.replicas()));
        }
        apply(MetadataRecord.newBuilder().setPartitionChange(change).build());
    }

    synchronized UUID createTopic(
            String name, int partitions, List<Integer> replicas, Map<String, String> configs) {
        UUID id = new UUID(name.hashCode(), offset + 1);
        List<MetadataRecord> records = new ArrayList<>();
        records.add(
                MetadataRecord.newBuilder()
                        .setTopic(
                                TopicRecord.newBuilder()
                                        .setName(name)
                                        .setTopicId(Uuids.toProto(id)))
                        .build());
        configs.forEach(
                (key, value) ->
                        records.add(
                                MetadataRecord.newBuilder()
                                        .setConfig(
                                                ConfigRecord.newBuilder()
                                                        .setResourceType(2)
                                                        .setResourceName(name)
                                                        .setKey(key)
                                                        .setValue(value))
                                        .build()));
        for (int i = 0; i < partitions; i++) {
            records.add(
                    MetadataRecord.newBuilder()
                            .setPartition(
                                    PartitionRecord.newBuilder()
                                            .setTopicId(Uuids.toProto(id))
                                            .setPartition(i)
                                            .addAllReplicas(replicas)
                                            .addAllIsr(replicas)
                                            .setLeader(replicas.get(i % replicas.size())))
                            .build());
        }
        apply(records.toArray(MetadataRecord[]::new));
        return id;
    }

    synchronized void configureBroker(int id, String key, String value) {
        apply(
                MetadataRecord.newBuilder()
                        .setConfig(
                                ConfigRecord.newBuilder()
                                        .setResourceType(4)
                                        .setResourceName(Integer.toString(id))
                                        .setKey(key)
                                        .setValue(value))
                        .build());
    }

    synchronized void deleteTopic(UUID id) {
        apply(
                MetadataRecord.newBuilder()
                        .setRemoveTopic(
                                RemoveTopicRecord.newBuilder().setTopicId(Uuids.toProto(id)))
                        .build());
    }

    private synchronized void apply(MetadataRecord... records) {
        ImageBuilder builder = new ImageBuilder(image);
        builder.replay(List.of(records));
        image = builder.build(++offset, 1);
        ClusterImage after = image;
        for (TestBroker broker : brokers.values()) {
            broker.publish(after);
        }
    }

    PartitionImage partition(UUID topic, int partition) {
        return image().partition(topic, partition).orElseThrow();
    }

    void await(UUID topic, int partition, Predicate<PartitionImage> condition) throws Exception {
        Eventually.holds(
                () -> condition.test(partition(topic, partition)),
                () -> "partition is " + partition(topic, partition));
    }

    @Override
    public void close() {
        brokers.values().forEach(TestBroker::stop);
        brokers.clear();
    }

    /** The controller as brokers see it. */
    private final class Control implements ControlTransport {
        @Override
        public CompletableFuture<AlterPartitionResponse> alterPartition(
                AlterPartitionRequest request) {
            synchronized (TestCluster.this) {
                AlterPartitionResponse.Builder response = AlterPartitionResponse.newBuilder();
                for (AlterPartitionItem item : request.getPartitionsList()) {
                    response.addPartitions(alter(request.getBrokerId(), item));
                }
                return CompletableFuture.completedFuture(response.build());
            }
        }

        private AlterPartitionResult alter(int from, AlterPartitionItem item) {
            UUID topic = Uuids.fromProto(item.getTopicId());
            AlterPartitionResult.Builder result =
                    AlterPartitionResult.newBuilder()
                            .setTopicId(item.getTopicId())
                            .setPartition(item.getPartition());
            PartitionImage now = image.partition(topic, item.getPartition()).orElse(null);
            if (now == null) {
                return result.setErrorCode(ErrorCode.UNKNOWN_TOPIC_ID.code()).build();
            }
            if (now.leader() != from
                    || now.leaderEpoch() != item.getLeaderEpoch()
                    || now.partitionEpoch() != item.getPartitionEpoch()) {
                return result.setErrorCode(ErrorCode.INVALID_UPDATE_VERSION.code()).build();
            }
            List<Integer> isr = item.getNewIsrList().stream().map(IsrMember::getBrokerId).toList();
            for (int id : isr) {
                if (registered(id).fenced()) {
                    return result.setErrorCode(ErrorCode.INELIGIBLE_REPLICA.code()).build();
                }
            }
            apply(
                    MetadataRecord.newBuilder()
                            .setPartitionChange(
                                    PartitionChangeRecord.newBuilder()
                                            .setTopicId(item.getTopicId())
                                            .setPartition(item.getPartition())
                                            .setIsr(IntList.newBuilder().addAllValues(isr)))
                            .build());
            return result.addAllIsr(isr).setPartitionEpoch(now.partitionEpoch() + 1).build();
        }

        @Override
        public CompletableFuture<AllocateProducerIdsResponse> allocateProducerIds(
                AllocateProducerIdsRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<ForwardResponse> forward(ForwardRequest request, long timeoutMs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stream<SessionRequest> session(Incoming<SessionResponse> incoming) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stream<MetadataRequest> metadata(
                MetadataRequest request, Incoming<MetadataUpdate> incoming) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
