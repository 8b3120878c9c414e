package io.odradek.tools.console;

import io.odradek.tools.cli.Json;
import io.odradek.wire.coordinator.CoordinatorKey;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.CoordinatorValue;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.GroupMetadataValue;
import io.odradek.wire.coordinator.GroupMetadataValue.MemberMetadata;
import io.odradek.wire.coordinator.LegacyOffsetCommitKey;
import io.odradek.wire.coordinator.LegacyOffsetCommitValue;
import io.odradek.wire.coordinator.OffsetCommitKey;
import io.odradek.wire.coordinator.OffsetCommitValue;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** Commits and classic groups as JSON, with the fields that their version has. Pure. */
final class GroupRecordJson {

    private static final UUID NO_TOPIC_ID = new UUID(0, 0);

    private GroupRecordJson() {}

    static String text(CoordinatorRecord record) {
        CoordinatorValue value = record.value();
        return Json.write(
                Json.object(
                        "key",
                        Json.object("type", record.key().type(), "data", key(record.key())),
                        "value",
                        value == null
                                ? null
                                : Json.object(
                                        "version",
                                        record.version(),
                                        "data",
                                        value(value, record.version()))));
    }

    private static Map<String, @Nullable Object> key(CoordinatorKey key) {
        return switch (key) {
            case OffsetCommitKey(String group, String topic, int partition) ->
                    Json.object("group", group, "topic", topic, "partition", partition);
            case LegacyOffsetCommitKey(String group, String topic, int partition) ->
                    Json.object("group", group, "topic", topic, "partition", partition);
            case GroupMetadataKey(String group) -> Json.object("group", group);
            default -> throw new IllegalArgumentException("not shown: " + key);
        };
    }

    private static Map<String, @Nullable Object> value(CoordinatorValue value, int version) {
        return switch (value) {
            case OffsetCommitValue commit -> commit(commit, version);
            case LegacyOffsetCommitValue commit ->
                    Json.object(
                            "offset",
                            commit.offset(),
                            "metadata",
                            commit.metadata(),
                            "commitTimestamp",
                            commit.commitTimestamp());
            case GroupMetadataValue group -> group(group, version);
            default -> throw new IllegalArgumentException("not shown: " + value);
        };
    }

    private static Map<String, @Nullable Object> commit(OffsetCommitValue commit, int version) {
        Map<String, @Nullable Object> json = Json.object("offset", commit.offset());
        if (version >= 3) {
            json.put("leaderEpoch", commit.leaderEpoch());
        }
        json.put("metadata", commit.metadata());
        json.put("commitTimestamp", commit.commitTimestamp());
        if (version == 1) {
            json.put("expireTimestamp", commit.expireTimestamp());
        }
        if (!commit.topicId().equals(NO_TOPIC_ID)) {
            UUID id = commit.topicId();
            json.put(
                    "topicId",
                    new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString());
        }
        return json;
    }

    private static Map<String, @Nullable Object> group(GroupMetadataValue group, int version) {
        Map<String, @Nullable Object> json =
                Json.object(
                        "protocolType",
                        group.protocolType(),
                        "generation",
                        group.generation(),
                        "protocol",
                        group.protocol(),
                        "leader",
                        group.leader());
        if (version >= 2) {
            json.put("currentStateTimestamp", group.currentStateTimestamp());
        }
        json.put("members", group.members().stream().map(m -> member(m, version)).toList());
        return json;
    }

    private static Map<String, @Nullable Object> member(MemberMetadata member, int version) {
        Map<String, @Nullable Object> json = Json.object("memberId", member.memberId());
        if (version >= 3) {
            json.put("groupInstanceId", member.groupInstanceId());
        }
        json.put("clientId", member.clientId());
        json.put("clientHost", member.clientHost());
        if (version >= 1) {
            json.put("rebalanceTimeout", member.rebalanceTimeout());
        }
        json.put("sessionTimeout", member.sessionTimeout());
        json.put("subscription", base64(member.subscription()));
        json.put("assignment", base64(member.assignment()));
        return json;
    }

    private static String base64(ByteBuffer bytes) {
        ByteBuffer copy = bytes.duplicate();
        byte[] array = new byte[copy.remaining()];
        copy.get(array);
        return Base64.getEncoder().encodeToString(array);
    }
}
