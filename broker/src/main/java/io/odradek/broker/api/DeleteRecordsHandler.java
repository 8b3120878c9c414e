package io.odradek.broker.api;

import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.config.TopicKeys;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DeleteRecordsRequest;
import io.odradek.wire.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.odradek.wire.message.DeleteRecordsRequest.DeleteRecordsTopic;

import java.util.Optional;

/**
 * DeleteRecords (KIP-107): moves a partition's first readable offset up, and answers when every
 * in-sync replica has done so, lest the records come back with another leader.
 */
final class DeleteRecordsHandler implements ApiHandler<DeleteRecordsRequest> {
    private final ReplicaService replicas;
    private final PartitionShards shards;
    private final MetadataView metadata;
    private final TopicConfigs configs;

    DeleteRecordsHandler(ReplicaService replicas, MetadataView metadata, TopicConfigs configs) {
        this.replicas = replicas;
        this.shards = replicas.shards();
        this.metadata = metadata;
        this.configs = configs;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DELETE_RECORDS;
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
    public void handle(RequestContext context, DeleteRecordsRequest request, Responder responder) {
        DeleteRecordsCall call = new DeleteRecordsCall(request, responder);
        ClusterImage image = metadata.current();
        int slot = 0;
        for (DeleteRecordsTopic topic : request.topics()) {
            Optional<TopicImage> found = image.topic(topic.name());
            boolean deletable =
                    found.isEmpty()
                            || configs.effective(image, topic.name(), TopicKeys.CLEANUP_POLICY)
                                    .contains("delete");
            for (DeleteRecordsPartition partition : topic.partitions()) {
                int at = slot++;
                int index = partition.partitionIndex();
                if (found.isEmpty() || index < 0 || index >= found.get().partitions().size()) {
                    call.deleted(at, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, -1);
                } else if (!deletable) {
                    call.deleted(at, ErrorCode.POLICY_VIOLATION, -1);
                } else {
                    ask(new PartitionKey(found.get().id(), index), partition.offset(), at, call);
                }
            }
        }
        call.distributed(context.shard());
    }

    private void ask(PartitionKey key, long before, int slot, DeleteRecordsCall call) {
        int owner = shards.indexOf(key.topicId(), key.partition());
        shards.shard(owner)
                .execute(() -> replicas.replicas(owner).deleteRecords(key, before, slot, call));
    }
}
