package io.odradek.broker.api;

import io.odradek.broker.convert.OldErrors;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.AckSink;
import io.odradek.broker.replica.AppendAnswer;
import io.odradek.controller.image.BrokerImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceResponse;
import io.odradek.wire.message.ProduceResponse.PartitionProduceResponse;
import io.odradek.wire.message.ProduceResponse.TopicProduceResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A produce request until its last partition is answered. Thread-safe: a slot is written by one
 * shard only, and the count publishes it.
 */
final class ProduceCall implements AckSink {
    private static final short LEADER_HINTS = 10;

    private final RequestContext context;
    private final ProduceRequest request;
    private final Responder responder;
    private final MetadataView metadata;
    private final AtomicReferenceArray<@Nullable AppendAnswer> answers;
    private final AtomicInteger left;

    ProduceCall(
            RequestContext context,
            ProduceRequest request,
            Responder responder,
            MetadataView metadata,
            int slots) {
        this.context = context;
        this.request = request;
        this.responder = responder;
        this.metadata = metadata;
        this.answers = new AtomicReferenceArray<>(slots);
        // One more for the handler itself, so that nothing is answered while it still distributes.
        this.left = new AtomicInteger(slots + 1);
    }

    @Override
    public void acked(int slot, AppendAnswer answer) {
        answers.setPlain(slot, answer);
        oneLess();
    }

    void distributed() {
        oneLess();
    }

    private void oneLess() {
        if (left.decrementAndGet() > 0) {
            return;
        }
        if (request.acks() == 0) {
            answerNothing();
        } else {
            responder.reply(response());
        }
    }

    /** Without answers, a broken connection is all that makes a client look for the leader. */
    private void answerNothing() {
        for (int i = 0; i < answers.length(); i++) {
            @Nullable AppendAnswer answer = answers.getPlain(i);
            if (answer != null && answer.error() != ErrorCode.NONE) {
                responder.close("it produced with acks=0, which failed with " + answer.error());
                return;
            }
        }
        responder.noReply();
    }

    private ProduceResponse response() {
        List<TopicProduceResponse> topics = new ArrayList<>(request.topicData().size());
        Map<Integer, ProduceResponse.NodeEndpoint> endpoints = new LinkedHashMap<>();
        int slot = 0;
        for (ProduceRequest.TopicProduceData topic : request.topicData()) {
            List<PartitionProduceResponse> partitions =
                    new ArrayList<>(topic.partitionData().size());
            for (ProduceRequest.PartitionProduceData partition : topic.partitionData()) {
                partitions.add(response(partition.index(), answers.getPlain(slot++), endpoints));
            }
            topics.add(new TopicProduceResponse(topic.name(), topic.topicId(), partitions));
        }
        return new ProduceResponse(topics, 0, List.copyOf(endpoints.values()));
    }

    private PartitionProduceResponse response(
            int partition,
            @Nullable AppendAnswer answer,
            Map<Integer, ProduceResponse.NodeEndpoint> endpoints) {
        if (answer == null) {
            throw new IllegalStateException("partition " + partition + " was not answered");
        }
        PartitionProduceResponse.Builder response =
                PartitionProduceResponse.builder()
                        .index(partition)
                        .errorCode(OldErrors.produce(context.apiVersion(), answer.error()).code())
                        .baseOffset(answer.firstOffset())
                        .logAppendTimeMs(answer.appendTimeMs())
                        .logStartOffset(answer.logStartOffset())
                        .errorMessage(answer.message());
        if (answer.error() == ErrorCode.NOT_LEADER_OR_FOLLOWER
                && answer.leader() >= 0
                && context.apiVersion() >= LEADER_HINTS) {
            response.currentLeader(
                    new ProduceResponse.LeaderIdAndEpoch(answer.leader(), answer.leaderEpoch()));
            endpoint(answer.leader(), endpoints);
        }
        return response.build();
    }

    private void endpoint(int leader, Map<Integer, ProduceResponse.NodeEndpoint> endpoints) {
        @Nullable BrokerImage broker = metadata.current().brokers().get(leader);
        if (broker != null) {
            broker.endpoint(context.listener())
                    .ifPresent(
                            at ->
                                    endpoints.put(
                                            leader,
                                            new ProduceResponse.NodeEndpoint(
                                                    leader,
                                                    at.host(),
                                                    at.port(),
                                                    broker.rack().isEmpty()
                                                            ? null
                                                            : broker.rack())));
        }
    }
}
