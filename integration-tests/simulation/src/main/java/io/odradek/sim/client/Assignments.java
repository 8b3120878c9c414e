package io.odradek.sim.client;

import io.odradek.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The bytes that members of a classic group exchange, version 0, and who gets what. */
final class Assignments {
    private static final int ROOM = 4096;

    private Assignments() {}

    /** What a member wants to read. */
    static ByteBuffer wish(List<String> topics) {
        ByteBuffer bytes = ByteBuffer.allocate(ROOM).putShort((short) 0).putInt(topics.size());
        topics.forEach(topic -> string(bytes, topic));
        return bytes.putInt(-1).flip();
    }

    private static void string(ByteBuffer bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.putShort((short) utf8.length).put(utf8);
    }

    /** Contiguous parts, as equal as can be, by order of member ids. */
    static List<SyncGroupRequestAssignment> range(List<String> members, List<Address> partitions) {
        List<String> order = members.stream().sorted().toList();
        List<SyncGroupRequestAssignment> all = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            int from = i * partitions.size() / order.size();
            int to = (i + 1) * partitions.size() / order.size();
            all.add(
                    new SyncGroupRequestAssignment(
                            order.get(i), bytes(partitions.subList(from, to))));
        }
        return all;
    }

    private static ByteBuffer bytes(List<Address> partitions) {
        Map<String, List<Address>> topics =
                partitions.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Address::topic, TreeMap::new, Collectors.toList()));
        ByteBuffer bytes = ByteBuffer.allocate(ROOM).putShort((short) 0).putInt(topics.size());
        topics.forEach(
                (topic, some) -> {
                    string(bytes, topic);
                    bytes.putInt(some.size());
                    some.forEach(at -> bytes.putInt(at.partition()));
                });
        return bytes.putInt(-1).flip();
    }

    /** Nothing at all is an assignment too. */
    static Set<Address> read(ByteBuffer given) {
        ByteBuffer bytes = given.duplicate();
        Set<Address> partitions = new TreeSet<>();
        if (!bytes.hasRemaining()) {
            return partitions;
        }
        bytes.getShort();
        for (int topics = bytes.getInt(); topics > 0; topics--) {
            byte[] name = new byte[bytes.getShort()];
            bytes.get(name);
            for (int some = bytes.getInt(); some > 0; some--) {
                partitions.add(
                        new Address(new String(name, StandardCharsets.UTF_8), bytes.getInt()));
            }
        }
        return partitions;
    }
}
