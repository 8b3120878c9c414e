package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.message.AlterReplicaLogDirsRequest;
import io.odradek.wire.message.AlterReplicaLogDirsRequest.AlterReplicaLogDir;
import io.odradek.wire.message.AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic;
import io.odradek.wire.message.AlterReplicaLogDirsResponse;
import io.odradek.wire.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult;
import io.odradek.wire.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** AlterReplicaLogDirs: moves replicas between directories of this broker (KIP-113). */
final class AlterReplicaLogDirsHandler implements ApiHandler<AlterReplicaLogDirsRequest> {
    private final ReplicaService replicas;
    private final MetadataView metadata;

    AlterReplicaLogDirsHandler(ReplicaService replicas, MetadataView metadata) {
        this.replicas = replicas;
        this.metadata = metadata;
    }

    private record Asked(
            String topic, CompletableFuture<AlterReplicaLogDirPartitionResult> result) {}

    @Override
    public ApiKey key() {
        return ApiKey.ALTER_REPLICA_LOG_DIRS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public void handle(
            RequestContext context, AlterReplicaLogDirsRequest request, Responder responder) {
        ClusterImage image = metadata.current();
        List<Asked> asked = new ArrayList<>();
        for (AlterReplicaLogDir directory : request.dirs()) {
            for (AlterReplicaLogDirTopic topic : directory.topics()) {
                Optional<UUID> id = image.topic(topic.name()).map(TopicImage::id);
                for (int partition : topic.partitions()) {
                    CompletableFuture<AlterReplicaLogDirPartitionResult> result =
                            new CompletableFuture<>();
                    asked.add(new Asked(topic.name(), result));
                    replicas.moveReplica(
                            topic.name(),
                            partition,
                            id,
                            directory.path(),
                            error ->
                                    result.complete(
                                            new AlterReplicaLogDirPartitionResult(
                                                    partition, error.code())));
                }
            }
        }
        var unused =
                CompletableFuture.allOf(
                                asked.stream().map(Asked::result).toArray(CompletableFuture[]::new))
                        .thenRun(() -> responder.reply(response(asked)));
    }

    private static AlterReplicaLogDirsResponse response(List<Asked> asked) {
        Map<String, List<AlterReplicaLogDirPartitionResult>> byTopic = new TreeMap<>();
        for (Asked one : asked) {
            byTopic.computeIfAbsent(one.topic, _ -> new ArrayList<>()).add(one.result.join());
        }
        List<AlterReplicaLogDirTopicResult> results = new ArrayList<>();
        byTopic.forEach(
                (topic, list) -> results.add(new AlterReplicaLogDirTopicResult(topic, list)));
        return new AlterReplicaLogDirsResponse(0, results);
    }
}
