package io.odradek.controller.server;

import static io.odradek.controller.image.Uuids.fromProto;
import static io.odradek.controller.image.Uuids.toProto;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.state.AlterPartitions;
import io.odradek.controller.state.Heartbeat;
import io.odradek.controller.state.Patience;
import io.odradek.controller.state.ProducerIds;
import io.odradek.controller.state.Registration;
import io.odradek.wire.control.AllocateProducerIdsResponse;
import io.odradek.wire.control.AlterPartitionItem;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.AlterPartitionResponse;
import io.odradek.wire.control.AlterPartitionResult;
import io.odradek.wire.control.IsrMember;
import io.odradek.wire.control.Register;

import java.util.ArrayList;
import java.util.List;

/** Between control.proto and the state's commands. */
final class Mapping {
    private Mapping() {}

    static Registration registration(Register register, long stream) {
        return new Registration(
                register.getClusterId(),
                register.getBrokerId(),
                fromProto(register.getIncarnationId()),
                register.getEndpointsList().stream()
                        .map(
                                e ->
                                        new BrokerImage.Endpoint(
                                                e.getListener(),
                                                e.getHost(),
                                                e.getPort(),
                                                e.getSecurityProtocol()))
                        .toList(),
                register.getRack(),
                fromProto(register.getLogDirsList()),
                patience(register),
                register.getPreviousBrokerEpoch(),
                register.getUncleanShutdown(),
                fromProto(register.getUncleanLogDirsList()),
                register.getHasOfflineLogDirs(),
                stream);
    }

    private static Patience patience(Register register) {
        long sessionMs = register.getSessionTimeoutMs();
        long suspectMs = register.getSuspectTimeoutMs();
        return new Patience(sessionMs, suspectMs > 0 ? suspectMs : sessionMs);
    }

    static Heartbeat heartbeat(int brokerId, io.odradek.wire.control.Heartbeat heartbeat) {
        return new Heartbeat(
                brokerId,
                heartbeat.getBrokerEpoch(),
                heartbeat.getMetadataOffset(),
                heartbeat.getWantFence(),
                heartbeat.getWantShutdown(),
                fromProto(heartbeat.getOfflineLogDirsList()));
    }

    static AlterPartitions alterPartitions(AlterPartitionRequest request) {
        List<AlterPartitions.Item> items = new ArrayList<>(request.getPartitionsCount());
        for (AlterPartitionItem item : request.getPartitionsList()) {
            List<AlterPartitions.Member> isr = new ArrayList<>(item.getNewIsrCount());
            for (IsrMember member : item.getNewIsrList()) {
                isr.add(new AlterPartitions.Member(member.getBrokerId(), member.getBrokerEpoch()));
            }
            items.add(
                    new AlterPartitions.Item(
                            fromProto(item.getTopicId()),
                            item.getPartition(),
                            item.getLeaderEpoch(),
                            item.getPartitionEpoch(),
                            isr,
                            item.getLeaderRecoveryState() != 0));
        }
        return new AlterPartitions(request.getBrokerId(), request.getBrokerEpoch(), items);
    }

    static AlterPartitionResponse alterPartitions(AlterPartitions.Reply reply) {
        AlterPartitionResponse.Builder response =
                AlterPartitionResponse.newBuilder().setErrorCode(reply.error().code().code());
        for (AlterPartitions.Result result : reply.partitions()) {
            response.addPartitions(
                    AlterPartitionResult.newBuilder()
                            .setTopicId(toProto(result.topicId()))
                            .setPartition(result.partition())
                            .setErrorCode(result.error().code().code())
                            .setLeader(result.state().leader())
                            .setLeaderEpoch(result.state().leaderEpoch())
                            .addAllIsr(result.state().isr())
                            .setPartitionEpoch(result.state().partitionEpoch())
                            .setLeaderRecoveryState(result.state().recovering() ? 1 : 0));
        }
        return response.build();
    }

    static AllocateProducerIdsResponse producerIds(ProducerIds.Reply reply) {
        return AllocateProducerIdsResponse.newBuilder()
                .setErrorCode(reply.error().code().code())
                .setFirstProducerId(reply.firstProducerId())
                .setCount(reply.count())
                .build();
    }
}
