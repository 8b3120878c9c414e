package io.odradek.broker.coordinator.group.sim;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.message.OffsetCommitRequest;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.wire.message.OffsetCommitResponse;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A member's part in offsets, whatever its protocol: reads where to begin, goes on, commits. */
final class SimOffsets {
    /** How a commit is signed. */
    record Signature(String memberId, @Nullable String instanceId, int generationOrEpoch) {
        String who() {
            return instanceId == null ? memberId : instanceId;
        }
    }

    private final SimGroup group;
    private final SimMember member;
    private final String name;
    private final TreeMap<Integer, Long> positions = new TreeMap<>();
    private boolean asked;
    private int round;

    SimOffsets(SimGroup group, SimMember member, String name) {
        this.group = group;
        this.member = member;
        this.name = name;
    }

    /** Answers that are under way concern what was owned before. */
    void forget() {
        positions.clear();
        asked = false;
        round++;
    }

    void forget(int partition) {
        positions.remove(partition);
        round++;
    }

    /** Reads a little further in what it owns, and finds out where to begin in what is new. */
    void advance(Iterable<Integer> owned, Signature signature) {
        List<Integer> unknown = new ArrayList<>();
        for (int partition : owned) {
            if (positions.containsKey(partition)) {
                positions.merge(partition, (long) group.world().between(0, 3), Long::sum);
            } else {
                unknown.add(partition);
            }
        }
        if (!unknown.isEmpty() && (!asked || group.world().chance(0.1))) {
            asked = true;
            fetch(unknown, signature);
        }
    }

    private void fetch(List<Integer> partitions, Signature signature) {
        OffsetFetchRequestGroup request =
                OffsetFetchRequestGroup.builder()
                        .groupId(group.id())
                        .memberId(signature.memberId())
                        .memberEpoch(signature.generationOrEpoch())
                        .topics(
                                List.of(
                                        new OffsetFetchRequestTopics(
                                                SimWorld.TOPIC, Limits.ZERO_UUID, partitions)))
                        .build();
        Map<Integer, Integer> promised = new HashMap<>();
        partitions.forEach(p -> promised.put(p, group.offsets().promised(p)));
        int askedIn = round;
        int life = member.life();
        group.net()
                .<OffsetFetchResponseGroup>call(
                        name,
                        9,
                        (to, from, reply, now, out) ->
                                to.offsetFetch(from, request, true, reply, now, out),
                        answer ->
                                read(
                                        answer,
                                        (p, offset) ->
                                                group.offsets()
                                                        .read(
                                                                p,
                                                                offset,
                                                                promised.getOrDefault(p, -1))),
                        answer ->
                                member.whenAwake(
                                        life,
                                        () -> {
                                            asked = false;
                                            if (round == askedIn) {
                                                read(answer, this::begin);
                                            }
                                        }));
    }

    private void begin(int partition, long offset) {
        if (member.owned().contains(partition)) {
            positions.putIfAbsent(partition, Math.max(0, offset));
        }
    }

    private static void read(OffsetFetchResponseGroup answer, BiConsumer<Integer, Long> partition) {
        if (answer.errorCode() == ErrorCode.NONE.code()) {
            for (OffsetFetchResponsePartitions read : answer.topics().getFirst().partitions()) {
                partition.accept(read.partitionIndex(), read.committedOffset());
            }
        }
    }

    /**
     * @param accepted sees which partitions were committed when the coordinator says so
     */
    void commit(Signature signature, Consumer<Integer> accepted, Consumer<ErrorCode> arrived) {
        if (positions.isEmpty()) {
            return;
        }
        Map<Integer, Long> committing = new TreeMap<>(positions);
        OffsetCommitRequest request =
                OffsetCommitRequest.builder()
                        .groupId(group.id())
                        .memberId(signature.memberId())
                        .groupInstanceId(signature.instanceId())
                        .generationIdOrMemberEpoch(signature.generationOrEpoch())
                        .topics(
                                List.of(
                                        new OffsetCommitRequestTopic(
                                                SimWorld.TOPIC,
                                                SimWorld.TOPIC_ID,
                                                partitions(committing, signature))))
                        .build();
        int life = member.life();
        group.net()
                .<OffsetCommitResponse>call(
                        name,
                        9,
                        (to, from, reply, now, out) ->
                                to.offsetCommit(from, request, reply, now, out),
                        answer -> {
                            if (error(answer) == ErrorCode.NONE) {
                                group.world().trace(name + " committed " + committing);
                                committing.forEach(
                                        (p, offset) -> {
                                            accepted.accept(p);
                                            group.offsets().acknowledged(p, offset);
                                        });
                            }
                        },
                        answer -> member.whenAwake(life, () -> arrived.accept(error(answer))));
    }

    private static List<OffsetCommitRequestPartition> partitions(
            Map<Integer, Long> offsets, Signature signature) {
        List<OffsetCommitRequestPartition> partitions = new ArrayList<>();
        offsets.forEach(
                (partition, offset) ->
                        partitions.add(
                                OffsetCommitRequestPartition.builder()
                                        .partitionIndex(partition)
                                        .committedOffset(offset)
                                        .committedMetadata(
                                                CommittedOffsets.signed(
                                                        signature.who(),
                                                        signature.generationOrEpoch()))
                                        .build()));
        return partitions;
    }

    private static ErrorCode error(OffsetCommitResponse answer) {
        return ErrorCode.forCode(answer.topics().getFirst().partitions().getFirst().errorCode());
    }
}
