package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** One member of a group, as its records tell. Only {@link ConsumerGroup} changes it. */
final class Member {
    private final String id;
    private ConsumerGroupMemberMetadataValue metadata;
    private Current current = Current.NEW;
    private PartitionSet target = PartitionSet.EMPTY;

    Member(String id, ConsumerGroupMemberMetadataValue metadata) {
        this.id = id;
        this.metadata = metadata;
    }

    String id() {
        return id;
    }

    ConsumerGroupMemberMetadataValue metadata() {
        return metadata;
    }

    Current current() {
        return current;
    }

    PartitionSet target() {
        return target;
    }

    int epoch() {
        return current.epoch();
    }

    @Nullable String instanceId() {
        return metadata.instanceId();
    }

    List<String> topics() {
        return metadata.subscribedTopicNames();
    }

    /** Empty if it has none. */
    String regex() {
        String regex = metadata.subscribedTopicRegex();
        return regex == null ? "" : regex;
    }

    /** Null for a member that speaks the consumer protocol. */
    @Nullable ClassicMemberMetadata classic() {
        return metadata.classicMemberMetadata();
    }

    boolean isClassic() {
        return metadata.classicMemberMetadata() != null;
    }

    /** The strategy that a classic member is told; it need not be that of the others. */
    String classicProtocol() {
        @Nullable ClassicMemberMetadata classic = classic();
        return classic == null || classic.supportedProtocols().isEmpty()
                ? ""
                : classic.supportedProtocols().getFirst().name();
    }

    /** What a classic member said when it joined. */
    Optional<Embedded.Subscription> classicSubscription() {
        @Nullable ClassicMemberMetadata classic = classic();
        return classic == null
                ? Optional.empty()
                : Embedded.subscription(classic.supportedProtocols());
    }

    void describeAs(ConsumerGroupMemberMetadataValue fresh) {
        metadata = fresh;
    }

    void moveTo(Current fresh) {
        current = fresh;
    }

    void aimAt(PartitionSet fresh) {
        target = fresh;
    }
}
