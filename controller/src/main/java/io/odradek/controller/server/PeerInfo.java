package io.odradek.controller.server;

import com.google.protobuf.ByteString;

import io.odradek.raft.RaftStatus.Voter;
import io.odradek.wire.control.raft.Sender;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What a controller of a dynamic quorum says of itself when it begins to speak.
 *
 * @param directoryId of its metadata directory
 * @param address where it is reached
 * @param wantsVote whether it is to become a voter without being added (KIP-1186)
 */
public record PeerInfo(UUID directoryId, Address address, boolean wantsVote) {

    Voter asVoter(int id) {
        return new Voter(id, directoryId, address.host(), address.port());
    }

    Sender toProto() {
        return Sender.newBuilder()
                .setDirectoryId(bytes(directoryId))
                .setHost(address.host())
                .setPort(address.port())
                .setWantsVote(wantsVote)
                .build();
    }

    static PeerInfo of(Sender sender) {
        return new PeerInfo(
                uuid(sender.getDirectoryId()),
                new Address(sender.getHost(), sender.getPort()),
                sender.getWantsVote());
    }

    /** None for {@link Voter#NO_DIRECTORY}, the directory of those known by their id alone. */
    static ByteString bytes(UUID directory) {
        if (directory.equals(Voter.NO_DIRECTORY)) {
            return ByteString.EMPTY;
        }
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(directory.getMostSignificantBits());
        bytes.putLong(directory.getLeastSignificantBits());
        return ByteString.copyFrom(bytes.flip());
    }

    static UUID uuid(ByteString bytes) {
        if (bytes.isEmpty()) {
            return Voter.NO_DIRECTORY;
        }
        if (bytes.size() != 16) {
            throw new IllegalArgumentException(
                    "A directory id has 16 bytes, not " + bytes.size() + ".");
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
