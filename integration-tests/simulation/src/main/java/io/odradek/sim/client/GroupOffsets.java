package io.odradek.sim.client;

import io.odradek.sim.client.GroupEvent.CommitAnswered;
import io.odradek.sim.client.GroupEvent.CommitSent;
import io.odradek.sim.client.GroupEvent.FetchSent;
import io.odradek.sim.client.GroupEvent.Fetched;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.OffsetCommitRequest;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.wire.message.OffsetCommitResponse;
import io.odradek.wire.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.odradek.wire.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import io.odradek.wire.message.OffsetFetchRequest;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.odradek.wire.message.OffsetFetchResponse;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseTopics;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Commits where a member stands and asks where the group does, and puts all of it down. */
final class GroupOffsets {
    private static final int COMMIT_VERSION = 9;
    private static final int FETCH_VERSION = 9;
    private static final long TIMEOUT_MS = 3000;

    /** Who says so. */
    record Sender(String memberId, @Nullable String instanceId, int epoch) {
        /** Somebody from outside, who may only ask. */
        static final Sender NOBODY = new Sender("", null, -1);
    }

    private final Coordination coordination;
    private final History history;
    private int commits;
    private int tickets;

    GroupOffsets(Coordination coordination, History history) {
        this.coordination = coordination;
        this.history = history;
    }

    private int host() {
        return coordination.client().host();
    }

    private static <T> Map<String, List<T>> byTopic(
            Collection<Address> all, java.util.function.Function<Address, T> map) {
        return all.stream()
                .sorted()
                .collect(
                        Collectors.groupingBy(
                                Address::topic,
                                TreeMap::new,
                                Collectors.mapping(map, Collectors.toList())));
    }

    /** What became of a commit, as a whole. */
    enum Outcome {
        KEPT,
        /** The member is not, or no longer, who it says it is. */
        REFUSED,
        /** Nobody knows. */
        LOST
    }

    void commit(Sender sender, Map<Address, Long> positions, Consumer<Outcome> done) {
        if (positions.isEmpty()) {
            done.accept(Outcome.KEPT);
            return;
        }
        String group = coordination.group();
        String id = host() + "/" + commits++;
        List<OffsetCommitRequestTopic> topics = new ArrayList<>();
        byTopic(
                        positions.keySet(),
                        at -> {
                            long offset = positions.getOrDefault(at, 0L);
                            history.grouped(new CommitSent(group, at, offset, id));
                            return OffsetCommitRequestPartition.builder()
                                    .partitionIndex(at.partition())
                                    .committedOffset(offset)
                                    .committedLeaderEpoch(-1)
                                    .committedMetadata(id)
                                    .build();
                        })
                .forEach(
                        (topic, partitions) ->
                                topics.add(
                                        OffsetCommitRequestTopic.builder()
                                                .name(topic)
                                                .partitions(partitions)
                                                .build()));
        coordination.ask(
                OffsetCommitRequest.builder()
                        .groupId(group)
                        .generationIdOrMemberEpoch(sender.epoch)
                        .memberId(sender.memberId)
                        .groupInstanceId(sender.instanceId)
                        .topics(topics)
                        .build(),
                COMMIT_VERSION,
                TIMEOUT_MS,
                answer -> done.accept(committed(id, (OffsetCommitResponse) answer)),
                why -> done.accept(Outcome.LOST));
    }

    private Outcome committed(String id, OffsetCommitResponse answer) {
        Outcome whole = Outcome.KEPT;
        for (OffsetCommitResponseTopic topic : answer.topics()) {
            for (OffsetCommitResponsePartition partition : topic.partitions()) {
                Address at = new Address(topic.name(), partition.partitionIndex());
                ErrorCode error = ErrorCode.forCode(partition.errorCode());
                Outcome one =
                        switch (error) {
                            case NONE -> Outcome.KEPT;
                            case ILLEGAL_GENERATION,
                                    UNKNOWN_MEMBER_ID,
                                    REBALANCE_IN_PROGRESS,
                                    FENCED_INSTANCE_ID,
                                    STALE_MEMBER_EPOCH,
                                    GROUP_ID_NOT_FOUND,
                                    UNKNOWN_TOPIC_OR_PARTITION ->
                                    Outcome.REFUSED;
                            default -> {
                                if (!coordination.mustAskAgain(error)) {
                                    surprised("a commit", error);
                                }
                                yield Outcome.LOST;
                            }
                        };
                if (one != Outcome.LOST) {
                    history.grouped(
                            new CommitAnswered(coordination.group(), at, id, one == Outcome.KEPT));
                }
                whole = one == Outcome.KEPT ? whole : one;
            }
        }
        return whole;
    }

    private void surprised(String of, ErrorCode error) {
        history.surprised(
                "client %d of group %s".formatted(host(), coordination.group()),
                "%s of %s".formatted(error, of));
    }

    /**
     * Asks where the group stands, once.
     *
     * @param done gets -1 where nothing was committed
     */
    void fetch(
            Sender sender,
            Collection<Address> partitions,
            Consumer<Map<Address, Long>> done,
            Consumer<String> failed) {
        String group = coordination.group();
        int ticket = host() * Fetched.TICKETS + tickets++;
        history.grouped(new FetchSent(group, ticket));
        List<OffsetFetchRequestTopics> topics = new ArrayList<>();
        byTopic(partitions, Address::partition)
                .forEach(
                        (topic, numbers) ->
                                topics.add(
                                        OffsetFetchRequestTopics.builder()
                                                .name(topic)
                                                .partitionIndexes(numbers)
                                                .build()));
        coordination.ask(
                OffsetFetchRequest.builder()
                        .groups(
                                List.of(
                                        OffsetFetchRequestGroup.builder()
                                                .groupId(group)
                                                .memberId(
                                                        sender.memberId.isEmpty()
                                                                ? null
                                                                : sender.memberId)
                                                .memberEpoch(sender.epoch)
                                                .topics(topics)
                                                .build()))
                        .requireStable(true)
                        .build(),
                FETCH_VERSION,
                TIMEOUT_MS,
                answer -> {
                    Map<Address, Long> offsets = new HashMap<>();
                    OffsetFetchResponseGroup one =
                            ((OffsetFetchResponse) answer).groups().getFirst();
                    ErrorCode error = fetched(ticket, one, offsets);
                    if (error == ErrorCode.NONE) {
                        done.accept(offsets);
                    } else {
                        failed.accept(error.name());
                    }
                },
                failed);
    }

    private ErrorCode fetched(
            int ticket, OffsetFetchResponseGroup answer, Map<Address, Long> offsets) {
        ErrorCode error = ErrorCode.forCode(answer.errorCode());
        switch (error) {
            case NONE, UNKNOWN_MEMBER_ID, STALE_MEMBER_EPOCH -> {}
            default -> {
                if (!coordination.mustAskAgain(error)) {
                    surprised("an offset fetch", error);
                }
            }
        }
        for (OffsetFetchResponseTopics topic : answer.topics()) {
            for (OffsetFetchResponsePartitions partition : topic.partitions()) {
                Address at = new Address(topic.name(), partition.partitionIndex());
                ErrorCode here = ErrorCode.forCode(partition.errorCode());
                if (here == ErrorCode.NONE && error == ErrorCode.NONE) {
                    String id = partition.metadata();
                    history.grouped(
                            new Fetched(
                                    coordination.group(),
                                    ticket,
                                    coordination.coordinator(),
                                    at,
                                    partition.committedOffset(),
                                    id == null ? "" : id));
                    offsets.put(at, partition.committedOffset());
                } else if (error == ErrorCode.NONE) {
                    error = here;
                }
            }
        }
        return error;
    }
}
