package io.odradek.broker.coordinator.group.classic;

import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.message.ConsumerProtocolSubscription;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The topics that members read, as far as the coordinator can tell. Consumers say it in the
 * metadata of their protocols; about members of another kind nothing is known.
 *
 * @param topics empty if somebody may read any topic
 */
record Subscriptions(Optional<Set<String>> topics) {
    private static final Subscriptions ANY = new Subscriptions(Optional.empty());

    static Subscriptions of(String protocolType, Collection<ClassicMember> members) {
        if (!protocolType.equals(ClassicGroup.CONSUMER)) {
            return ANY;
        }
        Set<String> topics = new HashSet<>();
        for (ClassicMember member : members) {
            for (ClassicMember.Protocol protocol : member.protocols()) {
                Optional<Set<String>> read = read(protocol.metadata());
                if (read.isEmpty()) {
                    return ANY;
                }
                topics.addAll(read.get());
            }
        }
        return new Subscriptions(Optional.of(topics));
    }

    /** The topics of one subscription; empty if it cannot be read. */
    static Optional<Set<String>> read(ByteBuffer metadata) {
        try {
            WireReader in = new WireReader(metadata);
            short version = in.int16("ConsumerProtocolSubscription.version");
            if (version < ConsumerProtocolSubscription.MIN_VERSION) {
                return Optional.empty();
            }
            // A newer version begins with what this one knows.
            short known = (short) Math.min(version, ConsumerProtocolSubscription.MAX_VERSION);
            return Optional.of(Set.copyOf(ConsumerProtocolSubscription.read(in, known).topics()));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    boolean mayContain(String topic) {
        return topics.isEmpty() || topics.get().contains(topic);
    }
}
