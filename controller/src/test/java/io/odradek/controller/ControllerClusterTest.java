package io.odradek.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;

import io.odradek.controller.QuorumConfig.Member;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.Uuids;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.control.AllocateProducerIdsRequest;
import io.odradek.wire.control.AlterPartitionItem;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.AlterPartitionResult;
import io.odradek.wire.control.Change;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.IsrMember;
import io.odradek.wire.control.SessionResponse;
import io.odradek.wire.control.metadata.MetadataRecord;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsResponse;
import io.odradek.wire.message.DescribeQuorumRequest;
import io.odradek.wire.message.DescribeQuorumResponse;
import io.odradek.wire.message.UpdateRaftVoterRequest;
import io.odradek.wire.message.UpdateRaftVoterResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Three real controllers and brokers that speak gRPC to them. */
@Timeout(60)
final class ControllerClusterTest {
    @TempDir Path directory;

    private TestCluster cluster;
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final List<FakeBroker> brokers = new ArrayList<>();

    @BeforeEach
    void startControllers() throws IOException {
        cluster = new TestCluster(directory, 3);
    }

    @AfterEach
    void stopEverything() throws IOException {
        brokers.forEach(FakeBroker::close);
        cluster.close();
        for (ServerSocket listener : listeners) {
            listener.close();
        }
        assertTrue(cluster.fatal.isEmpty(), () -> "fatal: " + cluster.fatal);
    }

    private ServerSocket listener() throws IOException {
        ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listeners.add(listener);
        return listener;
    }

    private FakeBroker join(int id) throws Exception {
        Member leader = cluster.voters().get(cluster.leader() - 1);
        FakeBroker broker = new FakeBroker(id, listener().getLocalPort(), leader);
        brokers.add(broker);
        return broker.join();
    }

    private static ForwardRequest forward(ApiKey api, short version, Request request) {
        ByteBuffer body = ByteBuffer.allocate(request.size(version));
        request.write(new WireWriter(body), version);
        return ForwardRequest.newBuilder()
                .setApiKey(api.id())
                .setApiVersion(version)
                .setBody(ByteString.copyFrom(body.flip()))
                .build();
    }

    private static CreateTopicsResponse.CreatableTopicResult create(
            FakeBroker through, String topic, int partitions, int replicas) {
        short version = 7;
        ForwardResponse response =
                through.forward(
                        forward(
                                ApiKey.CREATE_TOPICS,
                                version,
                                CreateTopicsRequest.builder()
                                        .topics(
                                                List.of(
                                                        CreateTopicsRequest.CreatableTopic.builder()
                                                                .name(topic)
                                                                .numPartitions(partitions)
                                                                .replicationFactor((short) replicas)
                                                                .build()))
                                        .build()));
        assertEquals(0, response.getErrorCode(), response.getErrorMessage());
        return CreateTopicsResponse.read(
                        new WireReader(response.getBody().asReadOnlyByteBuffer()), version)
                .topics()
                .getFirst();
    }

    private static void awaitPartition(FakeBroker at, String topic, int partition)
            throws InterruptedException {
        TestCluster.await(
                topic + " at broker " + at.id,
                () ->
                        at.image
                                .topic(topic)
                                .filter(t -> t.partitions().size() > partition)
                                .isPresent());
    }

    @Test
    void topicsCreatedThroughOneBrokerReachEveryBroker() throws Exception {
        FakeBroker one = join(11);
        FakeBroker two = join(12);
        CreateTopicsResponse.CreatableTopicResult created = create(one, "orders", 4, 2);
        assertEquals(0, created.errorCode());
        assertEquals(4, created.numPartitions());
        assertEquals(2, created.replicationFactor());
        assertTrue(
                Objects.requireNonNull(created.configs()).stream()
                        .anyMatch(
                                c ->
                                        c.name().equals("min.insync.replicas")
                                                && "2".equals(c.value())));
        for (FakeBroker broker : List.of(one, two)) {
            awaitPartition(broker, "orders", 3);
            assertEquals(created.topicId(), broker.image.topic("orders").orElseThrow().id());
        }
        assertEquals(
                ErrorCode.TOPIC_ALREADY_EXISTS.code(), create(two, "orders", 1, 1).errorCode());
        assertEquals(
                ErrorCode.INVALID_REPLICATION_FACTOR.code(), create(two, "wide", 1, 3).errorCode());
    }

    @Test
    void theEndOfASessionStreamFencesAtOnceAndMovesLeadershipsInTheSameBatch() throws Exception {
        FakeBroker victim = join(11);
        FakeBroker witness = join(12);
        create(witness, "orders", 6, 2);
        awaitPartition(witness, "orders", 5);
        long before = witness.image.offset();
        long start = System.nanoTime();
        victim.die();
        TestCluster.await("the change", () -> !witness.changesAfter(before).isEmpty());
        long tookMs = (System.nanoTime() - start) / 1_000_000;

        Change change = witness.changesAfter(before).getFirst();
        assertTrue(
                change.getRecordsList().stream().anyMatch(MetadataRecord::hasBrokerChange),
                () -> change.toString());
        ClusterImage image = witness.image;
        assertTrue(witness.sees(11).fenced());
        for (PartitionImage partition : image.topic("orders").orElseThrow().partitions()) {
            assertEquals(12, partition.leader());
            assertEquals(List.of(12), partition.isr());
            assertEquals(List.of(11), partition.eligibleLeaderReplicas());
        }
        System.out.println("fenced and moved after " + tookMs + " ms");
        assertTrue(tookMs < 1000, () -> "fencing took " + tookMs + " ms");
    }

    @Test
    void aKilledLeaderLosesNothingAndBrokersReattachWithTheirEpochs() throws Exception {
        FakeBroker one = join(11);
        FakeBroker two = join(12);
        create(one, "orders", 3, 2);
        awaitPartition(one, "orders", 2);
        awaitPartition(two, "orders", 2);
        int old = cluster.leader();
        ClusterImage before = one.image;
        long start = System.nanoTime();
        cluster.kill(old);
        int leader = cluster.leader();
        System.out.println("new leader after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertTrue(leader != old);
        Member at = cluster.voters().get(leader - 1);
        FakeBroker again = one.at(at);
        FakeBroker other = two.at(at);
        brokers.add(again);
        brokers.add(other);
        long epoch = one.epoch;
        assertTrue(again.register().hasRegistered());
        assertTrue(other.register().hasRegistered());
        assertEquals(epoch, again.epoch);
        assertFalse(again.heartbeat(false).getHeartbeatAck().getFenced());
        ClusterImage after = cluster.node(leader).image().get(5, TimeUnit.SECONDS);
        assertEquals(before.topics(), after.topics());
        assertEquals(before.brokers(), after.brokers());
        assertTrue(again.snapshots.isEmpty(), "recent changes suffice");
        assertEquals(0, create(again, "later", 1, 2).errorCode());
        cluster.start(old);
        TestCluster.await(
                "controller " + old + " to catch up",
                () -> {
                    try {
                        return cluster.node(old)
                                .image()
                                .get(5, TimeUnit.SECONDS)
                                .topic("later")
                                .isPresent();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void aBrokerThatDiedTogetherWithTheLeaderIsFencedByTheNewOneAtOnce() throws Exception {
        int old = cluster.leader();
        // Combined: the broker has the id of the controller that dies with it.
        FakeBroker victim = join(old);
        FakeBroker witness = join(12);
        create(witness, "orders", 2, 2);
        awaitPartition(witness, "orders", 1);
        long start = System.nanoTime();
        victim.die();
        listeners.get(0).close();
        cluster.kill(old);
        int leader = cluster.leader();
        FakeBroker again = witness.at(cluster.voters().get(leader - 1));
        brokers.add(again);
        TestCluster.await(
                "the dead broker's leaderships to move",
                () ->
                        again.image.topic("orders").orElseThrow().partitions().stream()
                                .allMatch(p -> p.leader() == 12));
        long tookMs = (System.nanoTime() - start) / 1_000_000;
        System.out.println("moved after " + tookMs + " ms");
        assertTrue(tookMs < 1500, () -> "it took " + tookMs + " ms");
    }

    @Test
    void aSilentBrokerWhoseHostRefusesConnectionsIsFencedSoonAfterATakeover() throws Exception {
        FakeBroker victim = join(11);
        FakeBroker witness = join(12);
        create(witness, "orders", 2, 2);
        awaitPartition(witness, "orders", 1);
        long start = System.nanoTime();
        cluster.kill(cluster.leader());
        victim.die();
        listeners.get(0).close();
        FakeBroker again = witness.at(cluster.voters().get(cluster.leader() - 1));
        brokers.add(again);
        assertTrue(again.register().hasRegistered());
        TestCluster.await(
                "the dead broker's leaderships to move",
                () ->
                        again.image.topic("orders").orElseThrow().partitions().stream()
                                .allMatch(p -> p.leader() == 12));
        long tookMs = (System.nanoTime() - start) / 1_000_000;
        System.out.println("moved after " + tookMs + " ms");
        assertTrue(tookMs < 3000, () -> "it took " + tookMs + " ms");
        assertFalse(again.sees(12).fenced());
    }

    @Test
    void controllersThatDoNotLeadNameTheLeader() throws Exception {
        int leader = cluster.leader();
        int follower = leader % 3 + 1;
        FakeBroker lost =
                new FakeBroker(11, listener().getLocalPort(), cluster.voters().get(follower - 1));
        brokers.add(lost);
        SessionResponse answer = lost.register();
        assertEquals(leader, answer.getNotController().getLeaderId());
        assertEquals(
                cluster.voters().get(leader - 1).port(), answer.getNotController().getLeaderPort());
        TestCluster.await("the redirect", () -> lost.redirects.equals(List.of(leader)));
        assertEquals(
                leader,
                lost.calls()
                        .allocateProducerIds(AllocateProducerIdsRequest.getDefaultInstance())
                        .getNotController()
                        .getLeaderId());
    }

    @Test
    void anOrderlyStopMovesLeadershipsBeforeTheBrokerIsLetGo() throws Exception {
        FakeBroker leaving = join(11);
        FakeBroker staying = join(12);
        create(staying, "orders", 4, 2);
        awaitPartition(staying, "orders", 3);
        awaitPartition(leaving, "orders", 3);
        assertFalse(leaving.heartbeat(true).getHeartbeatAck().getShouldShutDown());
        TestCluster.await(
                "leaderships to move",
                () ->
                        staying.image.topic("orders").orElseThrow().partitions().stream()
                                .allMatch(p -> p.leader() == 12 && !p.isr().contains(11)));
        // The others must have heard of it first.
        assertFalse(leaving.heartbeat(true).getHeartbeatAck().getShouldShutDown());
        staying.heartbeat(false);
        assertTrue(leaving.heartbeat(true).getHeartbeatAck().getShouldShutDown());
        leaving.goodbye();
        TestCluster.await("the fencing", () -> staying.sees(11).fenced());
    }

    @Test
    void leadersShrinkAndGrowTheirIsr() throws Exception {
        FakeBroker one = join(11);
        join(12);
        create(one, "orders", 1, 2);
        awaitPartition(one, "orders", 0);
        PartitionImage partition = one.partition("orders", 0);
        FakeBroker leader =
                brokers.stream().filter(b -> b.id == partition.leader()).findFirst().orElseThrow();
        AlterPartitionItem.Builder item =
                AlterPartitionItem.newBuilder()
                        .setTopicId(Uuids.toProto(one.image.topic("orders").orElseThrow().id()))
                        .setPartition(0)
                        .setLeaderEpoch(partition.leaderEpoch())
                        .setPartitionEpoch(partition.partitionEpoch())
                        .addNewIsr(
                                IsrMember.newBuilder()
                                        .setBrokerId(leader.id)
                                        .setBrokerEpoch(leader.epoch));
        AlterPartitionRequest request =
                AlterPartitionRequest.newBuilder()
                        .setBrokerId(leader.id)
                        .setBrokerEpoch(leader.epoch)
                        .addPartitions(item)
                        .build();
        AlterPartitionResult shrunk = leader.calls().alterPartition(request).getPartitions(0);
        assertEquals(0, shrunk.getErrorCode());
        assertEquals(List.of(leader.id), shrunk.getIsrList());
        assertEquals(partition.partitionEpoch() + 1, shrunk.getPartitionEpoch());
        AlterPartitionResult repeated = leader.calls().alterPartition(request).getPartitions(0);
        assertEquals(ErrorCode.INVALID_UPDATE_VERSION.code(), repeated.getErrorCode());
        TestCluster.await(
                "the eligible leader",
                () -> one.partition("orders", 0).eligibleLeaderReplicas().size() == 1);
    }

    @Test
    void producerIdsComeInBlocksThatNeverRepeat() throws Exception {
        FakeBroker one = join(11);
        AllocateProducerIdsRequest request =
                AllocateProducerIdsRequest.newBuilder()
                        .setBrokerId(11)
                        .setBrokerEpoch(one.epoch)
                        .build();
        long first = one.calls().allocateProducerIds(request).getFirstProducerId();
        long second = one.calls().allocateProducerIds(request).getFirstProducerId();
        assertEquals(first + 1000, second);
        assertEquals(
                ErrorCode.STALE_BROKER_EPOCH.code(),
                one.calls()
                        .allocateProducerIds(request.toBuilder().setBrokerEpoch(0).build())
                        .getErrorCode());
    }

    @Test
    void theQuorumCanBeDescribed() throws Exception {
        FakeBroker one = join(11);
        short version = 2;
        ForwardResponse response =
                one.forward(
                        forward(
                                ApiKey.DESCRIBE_QUORUM,
                                version,
                                DescribeQuorumRequest.builder().build()));
        DescribeQuorumResponse quorum =
                DescribeQuorumResponse.read(
                        new WireReader(response.getBody().asReadOnlyByteBuffer()), version);
        DescribeQuorumResponse.PartitionData partition =
                quorum.topics().getFirst().partitions().getFirst();
        assertEquals(cluster.leader(), partition.leaderId());
        assertEquals(3, partition.currentVoters().size());
        assertEquals(11, partition.observers().getFirst().replicaId());
        assertEquals(3, quorum.nodes().size());
        assertEquals(
                ErrorCode.UNSUPPORTED_VERSION.code(),
                one.forward(ForwardRequest.newBuilder().setApiKey(1).build()).getErrorCode());
    }

    @Test
    void aConfiguredVoterCannotSayThatItMoved() throws Exception {
        FakeBroker one = join(11);
        int leader = cluster.leader();
        var listener = new UpdateRaftVoterRequest.Listener("CONTROLLER", "127.0.0.1", 1);
        ErrorCode told = ErrorCode.FENCED_LEADER_EPOCH;
        // The first answer says which epoch it is.
        for (int epoch = 0; told == ErrorCode.FENCED_LEADER_EPOCH; ) {
            var request =
                    new UpdateRaftVoterRequest(
                            null,
                            epoch,
                            leader,
                            new UUID(1, 1),
                            List.of(listener),
                            new UpdateRaftVoterRequest.KRaftVersionFeature((short) 0, (short) 1));
            short version = 0;
            ForwardResponse response =
                    one.forward(forward(ApiKey.UPDATE_RAFT_VOTER, version, request));
            var answer =
                    UpdateRaftVoterResponse.read(
                            new WireReader(response.getBody().asReadOnlyByteBuffer()), version);
            assertEquals(leader, answer.currentLeader().leaderId());
            epoch = answer.currentLeader().leaderEpoch();
            told = ErrorCode.forCode(answer.errorCode());
        }
        assertEquals(ErrorCode.UNSUPPORTED_VERSION, told);
    }

    @Test
    void aCleanStopHandsLeadershipOn() throws Exception {
        int old = cluster.leader();
        long start = System.nanoTime();
        cluster.stop(old);
        assertTrue(cluster.leader() != old);
        System.out.println("handed on after " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }
}
