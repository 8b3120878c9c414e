package io.odradek.broker.coordinator.group.consumer;

import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicProtocol;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The assignment strategies that classic members could all follow. */
final class ClassicProtocols {
    private ClassicProtocols() {}

    /** The first of these that all others know, too. */
    static Optional<String> common(List<ClassicProtocol> protocols, Collection<Member> others) {
        return protocols.stream()
                .map(ClassicProtocol::name)
                .filter(name -> others.stream().allMatch(member -> find(member, name) != null))
                .findFirst();
    }

    /** Null if the member does not know it. */
    static @Nullable ClassicProtocol find(Member member, String name) {
        @Nullable ClassicMemberMetadata classic = member.classic();
        if (classic != null) {
            for (ClassicProtocol protocol : classic.supportedProtocols()) {
                if (protocol.name().equals(name)) {
                    return protocol;
                }
            }
        }
        return null;
    }
}
