package io.odradek.broker.coordinator.group;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.message.ConsumerProtocolAssignment;
import io.odradek.wire.message.ConsumerProtocolSubscription;
import io.odradek.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.wire.message.SyncGroupResponse;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A classic consumer of topic t that reads its assignments, cooperative unless it is eager. */
final class EmbeddedClient {
    final ClassicClient client;
    boolean eager;
    List<Integer> owned = List.of();

    EmbeddedClient(TestCoordinator coordinator) {
        this.client = new ClassicClient(coordinator);
        subscribe();
    }

    private void subscribe() {
        short version = 1;
        var subscription =
                ConsumerProtocolSubscription.builder()
                        .topics(List.of("t"))
                        .ownedPartitions(
                                List.of(
                                        new ConsumerProtocolSubscription.TopicPartition(
                                                "t", owned)))
                        .build();
        ByteBuffer bytes = ByteBuffer.allocate(2 + subscription.size(version));
        bytes.putShort(version);
        subscription.write(new WireWriter(bytes), version);
        client.protocols =
                List.of(new JoinGroupRequestProtocol("cooperative-sticky", bytes.flip()));
    }

    void join() {
        if (eager) {
            owned = List.of();
        }
        subscribe();
        client.joined(client.joinFully());
    }

    void sync() {
        learn(client.sync(Map.of()).get());
    }

    void joinAgain() {
        join();
        sync();
    }

    ErrorCode heartbeat() {
        return client.heartbeat();
    }

    /** A heartbeat, and what follows from it. */
    void live() {
        if (heartbeat() == ErrorCode.REBALANCE_IN_PROGRESS) {
            List<Integer> before = owned;
            joinAgain();
            if (!owned.containsAll(before)) {
                joinAgain();
            }
        }
    }

    /** As the leader of a classic group. */
    void assignAll(Map<EmbeddedClient, List<Integer>> shares) {
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        shares.forEach(
                (member, share) ->
                        assignments.add(
                                new SyncGroupRequestAssignment(
                                        member.client.memberId, assignment(share))));
        learn(
                client.sync(
                                SyncGroupRequest.builder()
                                        .groupId(ClassicClient.GROUP)
                                        .generationId(client.generation)
                                        .memberId(client.memberId)
                                        .groupInstanceId(client.instanceId)
                                        .assignments(assignments)
                                        .build())
                        .get());
    }

    private static ByteBuffer assignment(List<Integer> partitions) {
        short version = 1;
        var assignment =
                new ConsumerProtocolAssignment(
                        List.of(new ConsumerProtocolAssignment.TopicPartition("t", partitions)),
                        null);
        ByteBuffer bytes = ByteBuffer.allocate(2 + assignment.size(version));
        bytes.putShort(version);
        assignment.write(new WireWriter(bytes), version);
        return bytes.flip();
    }

    private void learn(SyncGroupResponse answer) {
        if (answer.errorCode() != 0) {
            throw new AssertionError(ErrorCode.forCode(answer.errorCode()));
        }
        WireReader in = new WireReader(answer.assignment());
        short version = in.int16("version");
        List<Integer> learned = new ArrayList<>();
        for (var topic : ConsumerProtocolAssignment.read(in, version).assignedPartitions()) {
            learned.addAll(topic.partitions());
        }
        owned = learned;
    }
}
