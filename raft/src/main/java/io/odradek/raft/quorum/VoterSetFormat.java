package io.odradek.raft.quorum;

import io.odradek.raft.RaftStatus.Voter;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A voter set as bytes, in the log and in snapshots, big-endian:
 *
 * <pre>
 * int8   version      1
 * int16  count
 * per voter:
 *   int32  id
 *   16     directory id
 *   int16  length of the host in UTF-8, then so many bytes
 *   int32  port
 * </pre>
 */
public final class VoterSetFormat {

    private static final int VERSION = 1;

    /** More voters than any quorum has use for. */
    private static final int VOTERS_MAX = 1000;

    private static final int HOST_BYTES_MAX = 1000;

    private VoterSetFormat() {}

    public static byte[] encode(VoterSet set) {
        check(set.size() <= VOTERS_MAX, "it has " + set.size() + " voters");
        List<byte[]> hosts = new ArrayList<>();
        int bytes = 3;
        for (Voter voter : set) {
            byte[] host = voter.host().getBytes(StandardCharsets.UTF_8);
            check(
                    host.length <= HOST_BYTES_MAX,
                    "the host of voter " + voter.id() + " is too long");
            hosts.add(host);
            bytes += 26 + host.length;
        }
        ByteBuffer target = ByteBuffer.allocate(bytes);
        target.put((byte) VERSION).putShort((short) set.size());
        for (int i = 0; i < hosts.size(); i++) {
            Voter voter = set.voters().get(i);
            target.putInt(voter.id());
            target.putLong(voter.directoryId().getMostSignificantBits());
            target.putLong(voter.directoryId().getLeastSignificantBits());
            target.putShort((short) hosts.get(i).length).put(hosts.get(i));
            target.putInt(voter.port());
        }
        return target.array();
    }

    /**
     * @throws IllegalArgumentException when these bytes are no voter set, or one of a later version
     */
    public static VoterSet decode(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        try {
            int version = source.get();
            check(
                    version == VERSION,
                    "it has version " + version + ", known is 1; upgrade this node");
            int count = source.getShort();
            check(count >= 0 && count <= VOTERS_MAX, "it claims " + count + " voters");
            List<Voter> voters = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                voters.add(voter(source));
            }
            check(!source.hasRemaining(), "there are " + source.remaining() + " bytes too many");
            return new VoterSet(voters);
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException(
                    "A voter set of " + bytes.length + " bytes is cut short.", tooShort);
        }
    }

    private static Voter voter(ByteBuffer source) {
        int id = source.getInt();
        UUID directory = new UUID(source.getLong(), source.getLong());
        int length = source.getShort();
        check(length >= 0 && length <= HOST_BYTES_MAX, "a host has " + length + " bytes");
        byte[] host = new byte[length];
        source.get(host);
        return new Voter(id, directory, new String(host, StandardCharsets.UTF_8), source.getInt());
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("Not a voter set: " + problem + ".");
        }
    }
}
