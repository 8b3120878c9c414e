package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicProtocol;
import io.odradek.wire.message.ConsumerProtocolAssignment;
import io.odradek.wire.message.ConsumerProtocolSubscription;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What consumers of the classic protocol tell each other inside of its opaque fields: a version (16
 * bits), then a subscription or an assignment, by names of topics.
 */
final class Embedded {
    /** The protocol type of groups whose members speak so. */
    static final String PROTOCOL_TYPE = "consumer";

    /** What one member wants and says to hold. */
    record Subscription(short version, ConsumerProtocolSubscription said) {
        List<String> topics() {
            return MemberDescription.sorted(said.topics(), List.of());
        }

        @Nullable String rackId() {
            return said.rackId();
        }

        /** Of partitions that exist; a member of version 0 has given up everything. */
        PartitionSet owned(ClusterImage image) {
            PartitionSet.Builder owned = PartitionSet.builder();
            for (var topic : said.ownedPartitions()) {
                add(owned, topic.topic(), topic.partitions(), image);
            }
            return owned.build();
        }
    }

    private Embedded() {}

    /** From the protocol a member wants most; empty if it does not speak as consumers do. */
    static Optional<Subscription> subscription(List<ClassicProtocol> protocols) {
        return protocols.isEmpty()
                ? Optional.empty()
                : subscription(protocols.getFirst().metadata());
    }

    private static Optional<Subscription> subscription(ByteBuffer metadata) {
        try {
            WireReader in = new WireReader(metadata);
            OptionalInt version = version(in, ConsumerProtocolSubscription.MAX_VERSION);
            if (version.isEmpty()) {
                return Optional.empty();
            }
            short known = (short) version.getAsInt();
            return Optional.of(
                    new Subscription(known, ConsumerProtocolSubscription.read(in, known)));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    /** The partitions of an assignment that exist; none if it cannot be read. */
    static PartitionSet assignment(ByteBuffer bytes, ClusterImage image) {
        PartitionSet.Builder assigned = PartitionSet.builder();
        if (bytes.hasRemaining()) {
            try {
                WireReader in = new WireReader(bytes);
                OptionalInt version = version(in, ConsumerProtocolAssignment.MAX_VERSION);
                if (version.isPresent()) {
                    ConsumerProtocolAssignment said =
                            ConsumerProtocolAssignment.read(in, (short) version.getAsInt());
                    for (var topic : said.assignedPartitions()) {
                        add(assigned, topic.topic(), topic.partitions(), image);
                    }
                }
            } catch (MalformedMessageException e) {
                return PartitionSet.EMPTY;
            }
        }
        return assigned.build();
    }

    /**
     * @param version that of the member's subscription: it can read no other
     */
    static ByteBuffer assignment(PartitionSet assigned, short version, ClusterImage image) {
        List<ConsumerProtocolAssignment.TopicPartition> topics = new ArrayList<>();
        for (UUID id : assigned.topics()) {
            Optional<TopicImage> topic = image.topic(id);
            if (topic.isPresent()) {
                topics.add(
                        new ConsumerProtocolAssignment.TopicPartition(
                                topic.get().name(), assigned.partitions(id)));
            }
        }
        ConsumerProtocolAssignment said = new ConsumerProtocolAssignment(topics, null);
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES + said.size(version));
        bytes.putShort(version);
        said.write(new WireWriter(bytes), version);
        return bytes.flip();
    }

    /** A newer version begins with what the newest one known here has. */
    private static OptionalInt version(WireReader in, short newest) {
        short version = in.int16("version");
        return version < 0 ? OptionalInt.empty() : OptionalInt.of(Math.min(version, newest));
    }

    private static void add(
            PartitionSet.Builder to, String name, List<Integer> partitions, ClusterImage image) {
        Optional<TopicImage> topic = image.topic(name);
        if (topic.isPresent()) {
            for (int partition : partitions) {
                if (partition >= 0 && partition < topic.get().partitions().size()) {
                    to.add(topic.get().id(), partition);
                }
            }
        }
    }
}
