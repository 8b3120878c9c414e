package io.odradek.broker.api;

import io.odradek.broker.convert.ConversionLane;
import io.odradek.broker.convert.Conversions;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.replica.AppendAnswer;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.controller.image.ClusterImage;
import io.odradek.log.batch.BatchProblem;
import io.odradek.log.batch.BatchRules;
import io.odradek.log.batch.RejectReason;
import io.odradek.log.batch.UpConversion;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.RecordData;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceRequest.PartitionProduceData;
import io.odradek.wire.message.ProduceRequest.TopicProduceData;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Makes record batches of what Produce 0 to 2 carry, before the request goes its usual way. */
final class OldProduce {
    private static final Logger log = LoggerFactory.getLogger(OldProduce.class);
    private static final short FORMAT_2 = 3;

    private final ReplicaService replicas;
    private final MetadataView metadata;
    private final List<ConversionLane> lanes = new ArrayList<>();

    OldProduce(ReplicaService replicas, MetadataView metadata, Conversions conversions) {
        this.replicas = replicas;
        this.metadata = metadata;
        PartitionShards shards = replicas.shards();
        for (int i = 0; i < shards.count(); i++) {
            lanes.add(new ConversionLane(shards.shard(i), conversions));
        }
    }

    static boolean isOld(short version) {
        return version < FORMAT_2;
    }

    /**
     * A request with batches for messages.
     *
     * @param refusals by slot: the partitions whose messages are not taken, null for the others
     */
    record Prepared(ProduceRequest request, List<@Nullable AppendAnswer> refusals) {}

    /** Calls {@code then} on the connection's shard, in the order of the requests. */
    void prepare(RequestContext context, ProduceRequest request, Consumer<Prepared> then) {
        @Nullable Prepared[] result = new Prepared[1];
        lanes.get(replicas.shards().indexOf(context.shard()))
                .submit(
                        () -> result[0] = convert(request),
                        () -> {
                            @Nullable Prepared prepared = result[0];
                            if (prepared != null) {
                                then.accept(prepared);
                            }
                        });
    }

    private Prepared convert(ProduceRequest request) {
        ClusterImage image = metadata.current();
        int slots = 0;
        for (TopicProduceData topic : request.topicData()) {
            slots += topic.partitionData().size();
        }
        @Nullable AppendAnswer[] refusals = new @Nullable AppendAnswer[slots];
        List<TopicProduceData> topics = new ArrayList<>(request.topicData().size());
        int slot = 0;
        for (TopicProduceData topic : request.topicData()) {
            List<PartitionProduceData> partitions = new ArrayList<>(topic.partitionData().size());
            BatchRules rules = replicas.batchRules(image, topic.name());
            for (PartitionProduceData data : topic.partitionData()) {
                RecordData records = data.records();
                int at = slot++;
                if (records instanceof ByteRecords(var set)) {
                    records = convert(set, rules, refusals, at);
                }
                partitions.add(new PartitionProduceData(data.index(), records));
            }
            topics.add(new TopicProduceData(topic.name(), topic.topicId(), partitions));
        }
        return new Prepared(
                new ProduceRequest(null, request.acks(), request.timeoutMs(), topics),
                Arrays.asList(refusals));
    }

    @SuppressWarnings("CatchingUnchecked") // The other partitions do not suffer from a bug.
    private static RecordData convert(
            ByteBuffer set, BatchRules rules, @Nullable AppendAnswer[] refusals, int slot) {
        if (!set.hasRemaining()) {
            // Old clients may send nothing, and are told that it went well.
            refusals[slot] = new AppendAnswer(ErrorCode.NONE, null, -1, -1, -1, -1, -1);
        } else if (UpConversion.isNeeded(set)) {
            UpConversion.Outcome outcome;
            try {
                outcome = UpConversion.convert(set, rules, UpConversion.UNPACKED_BYTES_MAX);
            } catch (RuntimeException e) {
                log.error("Converting a message set failed; this is a bug.", e);
                outcome =
                        new UpConversion.Outcome.Refused(
                                new BatchProblem(RejectReason.CORRUPT, "It cannot be converted."));
            }
            switch (outcome) {
                case UpConversion.Outcome.Converted(ByteBuffer batches, int _) -> {
                    return new ByteRecords(batches);
                }
                case UpConversion.Outcome.Refused(BatchProblem problem) ->
                        refusals[slot] = AppendAnswer.rejected(problem);
            }
        }
        return new ByteRecords(set);
    }
}
