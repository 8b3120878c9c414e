package io.odradek.broker.api;

import io.odradek.broker.convert.Conversions;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.AppendAnswer;
import io.odradek.broker.replica.AppendBatch;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.broker.replica.ShardReplicas;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.Compression;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceRequest.PartitionProduceData;
import io.odradek.wire.message.ProduceRequest.TopicProduceData;
import io.odradek.wire.message.ProduceResponse;
import io.odradek.wire.message.ProduceResponse.PartitionProduceResponse;
import io.odradek.wire.message.ProduceResponse.TopicProduceResponse;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Produce: each partition's records go to its shard; the last ack sends the answer. */
final class ProduceHandler implements ApiHandler<ProduceRequest> {
    private static final short BY_TOPIC_ID = 13;

    /** As Apache Kafka has it: who calls itself so may write to internal topics. */
    private static final String ADMIN_CLIENT = "__admin_client";

    private static final short KNOWS_ZSTD = 7;

    private final ReplicaService replicas;
    private final PartitionShards shards;
    private final MetadataView metadata;
    private final OldProduce old;

    ProduceHandler(ReplicaService replicas, MetadataView metadata, Conversions conversions) {
        this.old = new OldProduce(replicas, metadata, conversions);
        this.replicas = replicas;
        this.shards = replicas.shards();
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.PRODUCE;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 13;
    }

    @Override
    public void handle(RequestContext context, ProduceRequest request, Responder responder) {
        if (OldProduce.isOld(context.apiVersion())) {
            old.prepare(
                    context,
                    request,
                    ready -> append(context, ready.request(), ready.refusals(), responder));
        } else {
            append(context, request, List.of(), responder);
        }
    }

    /**
     * @param refusals by slot, where there are any: partitions that are answered already
     */
    private void append(
            RequestContext context,
            ProduceRequest request,
            List<@Nullable AppendAnswer> refusals,
            Responder responder) {
        int slots = 0;
        for (TopicProduceData topic : request.topicData()) {
            slots += topic.partitionData().size();
        }
        ProduceCall call = new ProduceCall(context, request, responder, metadata, slots);
        AppendBatch[] batches = new AppendBatch[shards.count()];
        distribute(context, request, refusals, call, batches);
        for (int i = 0; i < batches.length; i++) {
            @Nullable AppendBatch batch = batches[i];
            if (batch != null) {
                ShardReplicas owner = replicas.replicas(i);
                if (shards.shard(i) == context.shard()) {
                    owner.append(batch);
                } else {
                    shards.shard(i).execute(() -> owner.append(batch));
                }
            }
        }
        call.distributed();
    }

    private void distribute(
            RequestContext context,
            ProduceRequest request,
            List<@Nullable AppendAnswer> refusals,
            ProduceCall call,
            @Nullable AppendBatch[] batches) {
        @Nullable AppendAnswer refusal = refusal(request);
        ClusterImage image = metadata.current();
        long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(0, request.timeoutMs()));
        boolean byId = context.apiVersion() >= BY_TOPIC_ID;
        int slot = 0;
        for (TopicProduceData topic : request.topicData()) {
            Optional<TopicImage> found =
                    byId ? image.topic(topic.topicId()) : image.topic(topic.name());
            for (PartitionProduceData partition : topic.partitionData()) {
                int at = slot++;
                if (refusal != null) {
                    call.acked(at, refusal);
                } else if (found.isEmpty()) {
                    call.acked(
                            at,
                            refused(
                                    byId
                                            ? ErrorCode.UNKNOWN_TOPIC_ID
                                            : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                    null));
                } else if (isForBrokersOnly(found.get().name(), context)) {
                    call.acked(
                            at,
                            refused(
                                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                                    found.get().name()
                                            + " is written by brokers only; a client would"
                                            + " confuse them."));
                } else if (partition.index() < 0
                        || partition.index() >= found.get().partitions().size()) {
                    call.acked(at, refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null));
                } else if (!refusals.isEmpty() && refusals.get(at) != null) {
                    call.acked(at, Objects.requireNonNull(refusals.get(at)));
                } else if (context.apiVersion() < KNOWS_ZSTD && isZstd(partition)) {
                    call.acked(
                            at,
                            refused(
                                    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
                                    "zstd needs version 7 of Produce, this is "
                                            + context.apiVersion()
                                            + "."));
                } else if (partition.records() instanceof ByteRecords(var bytes)) {
                    PartitionKey key = new PartitionKey(found.get().id(), partition.index());
                    int owner = shards.indexOf(key.topicId(), key.partition());
                    @Nullable AppendBatch batch = batches[owner];
                    if (batch == null) {
                        batch = new AppendBatch(call, request.acks(), timeoutNanos);
                        batches[owner] = batch;
                    }
                    batch.add(at, key, bytes);
                } else {
                    call.acked(
                            at,
                            refused(
                                    ErrorCode.INVALID_RECORD,
                                    "The request names the partition but has no records for it."));
                }
            }
        }
    }

    private static boolean isForBrokersOnly(String topic, RequestContext context) {
        return TopicNames.isInternal(topic) && !context.clientId().equals(ADMIN_CLIENT);
    }

    private static boolean isZstd(PartitionProduceData partition) {
        return partition.records() instanceof ByteRecords(var bytes)
                && bytes.remaining() >= BatchFormat.RECORDS
                && new RecordBatchView().wrap(bytes, bytes.position()).compressionId()
                        == Compression.ZSTD.id();
    }

    /** What is wrong with the request as a whole. */
    private static @Nullable AppendAnswer refusal(ProduceRequest request) {
        if (request.acks() < -1 || request.acks() > 1) {
            return refused(
                    ErrorCode.INVALID_REQUIRED_ACKS,
                    "acks=" + request.acks() + "; it must be 0, 1 or -1 (all).");
        }
        if (request.transactionalId() != null) {
            return refused(
                    ErrorCode.INVALID_TXN_STATE,
                    "This version does not serve transactions; produce without a"
                            + " transactional.id.");
        }
        return null;
    }

    private static AppendAnswer refused(ErrorCode error, @Nullable String message) {
        return new AppendAnswer(error, message, -1, -1, -1, -1, -1);
    }

    @Override
    public Optional<Response> unknownServerError(RequestContext context, ProduceRequest request) {
        if (request.acks() == 0) {
            return Optional.empty();
        }
        List<TopicProduceResponse> topics =
                request.topicData().stream()
                        .map(
                                topic ->
                                        new TopicProduceResponse(
                                                topic.name(),
                                                topic.topicId(),
                                                topic.partitionData().stream()
                                                        .map(ProduceHandler::unknown)
                                                        .toList()))
                        .toList();
        return Optional.of(new ProduceResponse(topics, 0, List.of()));
    }

    private static PartitionProduceResponse unknown(PartitionProduceData partition) {
        return PartitionProduceResponse.builder()
                .index(partition.index())
                .errorCode(ErrorCode.UNKNOWN_SERVER_ERROR.code())
                .baseOffset(-1)
                .build();
    }
}
