package io.odradek.broker.fetch;

import io.odradek.broker.convert.Conversions;
import io.odradek.broker.convert.OldErrors;
import io.odradek.broker.replica.EpochEnd;
import io.odradek.broker.replica.PartitionRead;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.log.partition.LogSlice;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.codec.RecordData;
import io.odradek.wire.message.FetchResponse;
import io.odradek.wire.message.FetchResponse.FetchableTopicResponse;
import io.odradek.wire.message.FetchResponse.PartitionData;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The answer to a fetch, as it grows. */
final class FetchAnswer {
    private static final Logger log = LoggerFactory.getLogger(FetchAnswer.class);
    private static final RecordData NO_RECORDS = new ByteRecords(Limits.EMPTY);
    private static final short LEADER_HINTS = 12;
    private static final short ENDPOINT_HINTS = 16;

    private record Topic(String name, UUID id) {}

    /** What has to come from the disk, and is checked before anybody is sent it. */
    private record Cold(SessionPartition partition, SliceRecords records) {}

    private final FetchCall call;
    private final FetchSessions home;
    private final ClusterImage image;
    private final Map<Topic, List<PartitionData>> topics = new LinkedHashMap<>();
    private final Set<SessionPartition> mentioned = new HashSet<>();
    private final List<Cold> cold = new ArrayList<>(0);
    private final Set<RecordData> unfit = new HashSet<>(0);
    private final Map<Integer, FetchResponse.NodeEndpoint> endpoints = new LinkedHashMap<>();

    private boolean unconverted;

    FetchAnswer(FetchCall call, FetchSessions home) {
        this.call = call;
        this.home = home;
        this.image = home.image();
    }

    void records(SessionPartition partition, PartitionRead read, LogSlice slice) {
        if (call.old()) {
            unconverted = true;
            add(
                    partition,
                    offsets(partition, ErrorCode.NONE)
                            .records(
                                    new OldSlice(
                                            slice,
                                            partition.bytesMax(),
                                            () -> home.damaged(partition, slice.firstOffset()))));
            return;
        }
        SliceRecords records = new SliceRecords(slice);
        if (read.cold()) {
            cold.add(new Cold(partition, records));
        }
        add(partition, offsets(partition, ErrorCode.NONE).records(records));
    }

    /** Only where its log starts and how far it is committed. */
    void offsets(SessionPartition partition) {
        if (!mentioned.contains(partition)) {
            add(partition, offsets(partition, ErrorCode.NONE));
        }
    }

    void mentionAnyway(SessionPartition partition) {
        offsets(partition);
    }

    /** What the client must know now, and act upon elsewhere. */
    void decision(SessionPartition partition, PartitionRead read) {
        ErrorCode error = OldErrors.fetch(call.context().apiVersion(), read.error());
        PartitionData.Builder data =
                offsets(partition, error)
                        .highWatermark(read.highWatermark())
                        .lastStableOffset(call.follower() >= 0 ? -1 : read.highWatermark())
                        .logStartOffset(read.logStartOffset())
                        .preferredReadReplica(read.preferredReplica());
        @Nullable EpochEnd diverging = read.diverging();
        if (diverging != null) {
            data.divergingEpoch(
                    new FetchResponse.EpochEndOffset(diverging.epoch(), diverging.endOffset()));
        }
        if (call.context().apiVersion() >= LEADER_HINTS
                && (read.error() == ErrorCode.NOT_LEADER_OR_FOLLOWER
                        || read.error() == ErrorCode.FENCED_LEADER_EPOCH)) {
            data.currentLeader(
                    new FetchResponse.LeaderIdAndEpoch(read.leader(), read.leaderEpoch()));
            endpoint(read.leader());
        }
        add(partition, data);
    }

    private void endpoint(int leader) {
        @Nullable BrokerImage broker = image.brokers().get(leader);
        if (broker != null && call.context().apiVersion() >= ENDPOINT_HINTS) {
            broker.endpoint(call.context().listener())
                    .ifPresent(
                            at ->
                                    endpoints.put(
                                            leader,
                                            new FetchResponse.NodeEndpoint(
                                                    leader,
                                                    at.host(),
                                                    at.port(),
                                                    broker.rack().isEmpty()
                                                            ? null
                                                            : broker.rack())));
        }
    }

    private PartitionData.Builder offsets(SessionPartition partition, ErrorCode error) {
        return PartitionData.builder()
                .partitionIndex(partition.partition())
                .errorCode(error.code())
                .highWatermark(partition.highWatermark())
                // Without transactions every committed record is stable.
                .lastStableOffset(partition.highWatermark())
                .logStartOffset(partition.logStartOffset())
                .abortedTransactions(call.request().isolationLevel() == 1 ? List.of() : null)
                .preferredReadReplica(-1)
                .records(NO_RECORDS);
    }

    private void add(SessionPartition partition, PartitionData.Builder data) {
        mentioned.add(partition);
        topics.computeIfAbsent(
                        new Topic(partition.topic(), partition.topicId()), _ -> new ArrayList<>())
                .add(data.build());
    }

    /**
     * Sends the answer, converted for an old client; what has to come from the disk is read and
     * checked by an I/O thread first, so that no event loop waits for it.
     */
    void reply() {
        if (unconverted) {
            Conversions conversions = home.conversions();
            conversions.run(
                    () -> {
                        OldFetch.convert(topics.values(), call, conversions);
                        call.responder().reply(build());
                    });
        } else if (cold.isEmpty()) {
            call.responder().reply(build());
        } else {
            home.io()
                    .execute(
                            () -> {
                                try {
                                    cold.forEach(this::check);
                                } finally {
                                    call.responder().reply(build());
                                }
                            });
        }
    }

    /** A follower is streamed to: what it is sent has no end before its end. */
    private void check(Cold one) {
        long first = one.records.firstOffset();
        try {
            if (!one.records.check()) {
                home.damaged(one.partition, first);
                if (call.follower() >= 0 || one.records.sizeInBytes() == 0) {
                    unfit.add(one.records);
                }
            }
        } catch (IOException e) {
            log.warn("Partition {} cannot be read at {}.", one.partition, first, e);
            home.unreadable(one.partition, e);
            unfit.add(one.records);
        }
    }

    private PartitionData fit(PartitionData data) {
        if (!unfit.contains(data.records()) || !(data.records() instanceof SliceRecords records)) {
            return data;
        }
        records.drop();
        return data.toBuilder()
                .errorCode(
                        OldErrors.fetch(call.context().apiVersion(), ErrorCode.KAFKA_STORAGE_ERROR)
                                .code())
                .records(NO_RECORDS)
                .build();
    }

    private FetchResponse build() {
        if (!unfit.isEmpty()) {
            topics.values().forEach(list -> list.replaceAll(this::fit));
        }
        List<FetchableTopicResponse> responses = new ArrayList<>(topics.size());
        topics.forEach(
                (topic, list) ->
                        responses.add(new FetchableTopicResponse(topic.name, topic.id, list)));
        return new FetchResponse(
                0, (short) 0, call.sessionId(), responses, List.copyOf(endpoints.values()));
    }
}
