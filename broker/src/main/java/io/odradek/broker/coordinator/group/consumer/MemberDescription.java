package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** What a heartbeat tells about its member, as a record. */
final class MemberDescription {
    /** Of a member of which only a part has been read from the log. */
    static final ConsumerGroupMemberMetadataValue NONE =
            new ConsumerGroupMemberMetadataValue(
                    null, null, "", "", List.of(), null, 0, null, null);

    private MemberDescription() {}

    /** A join says everything. */
    static ConsumerGroupMemberMetadataValue joining(
            RequestOrigin from, ConsumerGroupHeartbeatRequest request) {
        return new ConsumerGroupMemberMetadataValue(
                request.instanceId(),
                request.rackId(),
                from.clientId(),
                from.clientHost(),
                sorted(request.subscribedTopicNames(), List.of()),
                regex(request.subscribedTopicRegex(), null),
                request.rebalanceTimeoutMs(),
                request.serverAssignor(),
                null);
    }

    /** Later, what is null has not changed. The same instance if nothing has. */
    static ConsumerGroupMemberMetadataValue updated(
            ConsumerGroupMemberMetadataValue old,
            RequestOrigin from,
            ConsumerGroupHeartbeatRequest request) {
        var fresh =
                new ConsumerGroupMemberMetadataValue(
                        old.instanceId(),
                        orElse(request.rackId(), old.rackId()),
                        from.clientId(),
                        from.clientHost(),
                        sorted(request.subscribedTopicNames(), old.subscribedTopicNames()),
                        regex(request.subscribedTopicRegex(), old.subscribedTopicRegex()),
                        request.rebalanceTimeoutMs() == -1
                                ? old.rebalanceTimeoutMs()
                                : request.rebalanceTimeoutMs(),
                        orElse(request.serverAssignor(), old.serverAssignor()),
                        old.classicMemberMetadata());
        return fresh.equals(old) ? old : fresh;
    }

    /** Whether the group must be assigned anew. */
    static boolean asksForOther(
            ConsumerGroupMemberMetadataValue before, ConsumerGroupMemberMetadataValue after) {
        return !before.subscribedTopicNames().equals(after.subscribedTopicNames())
                || !Objects.equals(before.subscribedTopicRegex(), after.subscribedTopicRegex())
                || !Objects.equals(before.serverAssignor(), after.serverAssignor());
    }

    private static @Nullable String orElse(@Nullable String said, @Nullable String old) {
        return said == null ? old : said;
    }

    /** In one order, so that equal subscriptions are equal lists. */
    static List<String> sorted(@Nullable List<String> said, List<String> old) {
        return said == null ? old : List.copyOf(new TreeSet<>(said));
    }

    /** An empty expression is none any more. */
    private static @Nullable String regex(@Nullable String said, @Nullable String old) {
        if (said == null) {
            return old;
        }
        return said.isEmpty() ? null : said;
    }
}
