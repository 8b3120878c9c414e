package io.odradek.broker.coordinator.group.offsets;

import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.LegacyOffsetCommitKey;
import io.odradek.wire.coordinator.LegacyOffsetCommitValue;
import io.odradek.wire.coordinator.OffsetCommitKey;
import io.odradek.wire.coordinator.OffsetCommitValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The committed offsets of all groups of one coordinator. Confined to it. */
public final class OffsetTable {
    private final Map<String, Map<String, Map<Integer, CommittedOffset>>> byGroup =
            new LinkedHashMap<>();

    /** Takes in a record of any type; those that are not about offsets change nothing. */
    public void replay(CoordinatorRecord record) {
        if (record.key() instanceof OffsetCommitKey key) {
            replay(key, record);
        } else if (record.key() instanceof LegacyOffsetCommitKey key) {
            replay(new OffsetCommitKey(key.group(), key.topic(), key.partition()), record);
        }
    }

    private void replay(OffsetCommitKey key, CoordinatorRecord record) {
        if (record.value() instanceof OffsetCommitValue value) {
            put(key, CommittedOffset.of(value));
        } else if (record.value() instanceof LegacyOffsetCommitValue value) {
            put(
                    key,
                    CommittedOffset.of(
                            OffsetCommitValue.builder()
                                    .offset(value.offset())
                                    .leaderEpoch(-1)
                                    .metadata(value.metadata())
                                    .commitTimestamp(value.commitTimestamp())
                                    .build()));
        } else {
            remove(key);
        }
    }

    private void put(OffsetCommitKey key, CommittedOffset offset) {
        byGroup.computeIfAbsent(key.group(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(key.topic(), _ -> new TreeMap<>())
                .put(key.partition(), offset);
    }

    private void remove(OffsetCommitKey key) {
        Map<String, Map<Integer, CommittedOffset>> topics = byGroup.get(key.group());
        Map<Integer, CommittedOffset> partitions = topics == null ? null : topics.get(key.topic());
        if (topics == null || partitions == null) {
            return;
        }
        partitions.remove(key.partition());
        if (partitions.isEmpty()) {
            topics.remove(key.topic());
        }
        if (topics.isEmpty()) {
            byGroup.remove(key.group());
        }
    }

    public @Nullable CommittedOffset find(String groupId, String topic, int partition) {
        return of(groupId).getOrDefault(topic, Map.of()).get(partition);
    }

    /** By topic and partition; a view. */
    public Map<String, Map<Integer, CommittedOffset>> of(String groupId) {
        return Collections.unmodifiableMap(byGroup.getOrDefault(groupId, Map.of()));
    }

    /** Those with at least one offset; a view. */
    public Set<String> groupIds() {
        return Collections.unmodifiableSet(byGroup.keySet());
    }

    public boolean hasAny(String groupId) {
        return byGroup.containsKey(groupId);
    }

    /** The records that take back every offset of a group. */
    public List<CoordinatorRecord> tombstones(String groupId) {
        List<CoordinatorRecord> tombstones = new ArrayList<>();
        of(groupId)
                .forEach(
                        (topic, partitions) ->
                                partitions
                                        .keySet()
                                        .forEach(
                                                partition ->
                                                        tombstones.add(
                                                                tombstone(
                                                                        groupId, topic,
                                                                        partition))));
        return tombstones;
    }

    static CoordinatorRecord tombstone(String groupId, String topic, int partition) {
        return CoordinatorRecord.tombstone(new OffsetCommitKey(groupId, topic, partition));
    }
}
