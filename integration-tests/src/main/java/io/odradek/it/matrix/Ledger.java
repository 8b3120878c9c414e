package io.odradek.it.matrix;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one client was told to send, said was acknowledged, and read. Records are numbered along
 * lanes: a lane is a key, so it lies in one partition and has an order.
 *
 * <p>Thread-safe: every method is synchronized.
 */
final class Ledger {
    static final int LANES = 8;

    private final String prefix;
    private final int[] sent = new int[LANES];
    private final BitSet[] acked = sets();
    private final BitSet[] read = sets();
    private final Map<String, Member> members = new TreeMap<>();
    private final List<String> strange = new ArrayList<>();

    /** What one consumer read, by partition and offset. */
    private static final class Member {
        final Map<Integer, TreeMap<Long, String>> partitions = new HashMap<>();
        final int[] newest = new int[LANES];
        int reads;
    }

    /**
     * @param prefix begins every value
     */
    Ledger(String prefix) {
        this.prefix = prefix;
    }

    private static BitSet[] sets() {
        var sets = new BitSet[LANES];
        for (int i = 0; i < LANES; i++) {
            sets[i] = new BitSet();
        }
        return sets;
    }

    /** The next line for the producer: a lane's key and the next value along it. */
    synchronized String next(int lane) {
        return "lane-" + lane + " " + prefix + "/" + lane + "/" + sent[lane]++;
    }

    /** A line that the producer printed. */
    synchronized void produced(String line) {
        if (line.startsWith("acked ")) {
            long id = parse(line.substring(6));
            if (id >= 0) {
                acked[lane(id)].set(number(id));
            }
        }
    }

    /** A line that a consumer printed. */
    synchronized void consumed(String member, String line) {
        String[] words = line.split(" ", 4);
        if (words.length != 4 || !words[0].equals("read")) {
            return;
        }
        long id = parse(words[3]);
        if (id < 0) {
            strange.add(member + " read a strange value: " + words[3]);
            return;
        }
        Member m = members.computeIfAbsent(member, name -> new Member());
        var offsets = m.partitions.computeIfAbsent(Integer.valueOf(words[1]), p -> new TreeMap<>());
        long offset = Long.parseLong(words[2]);
        if (!offsets.containsKey(offset) && !offsets.isEmpty() && offset < offsets.lastKey()) {
            strange.add(
                    member
                            + " read offset "
                            + offset
                            + " of partition "
                            + words[1]
                            + " after "
                            + offsets.lastKey());
        }
        offsets.put(offset, words[3]);
        m.reads++;
        m.newest[lane(id)] = Math.max(m.newest[lane(id)], number(id) + 1);
        read[lane(id)].set(number(id));
    }

    synchronized int reads(String member) {
        Member m = members.get(member);
        return m == null ? 0 : m.reads;
    }

    /** How many were sent along each lane so far: what comes after it is news. */
    synchronized int[] mark() {
        return sent.clone();
    }

    /** On how many lanes something sent after the mark is acknowledged. */
    synchronized int lanesAckedAfter(int[] mark) {
        int lanes = 0;
        for (int i = 0; i < LANES; i++) {
            lanes += acked[i].length() > mark[i] ? 1 : 0;
        }
        return lanes;
    }

    /** On how many lanes that consumer read something sent after the mark. */
    synchronized int lanesReadAfter(String member, int[] mark) {
        Member m = members.get(member);
        int lanes = 0;
        for (int i = 0; m != null && i < LANES; i++) {
            lanes += m.newest[i] > mark[i] ? 1 : 0;
        }
        return lanes;
    }

    /** How many records of the log no consumer read yet. */
    synchronized int unread(List<List<String>> log) {
        int unread = 0;
        for (List<String> partition : log) {
            for (String value : partition) {
                long id = parse(value);
                unread += id >= 0 && !read[lane(id)].get(number(id)) ? 1 : 0;
            }
        }
        return unread;
    }

    synchronized int acknowledged() {
        int count = 0;
        for (BitSet lane : acked) {
            count += lane.cardinality();
        }
        return count;
    }

    /**
     * Broken promises of the producer: an acknowledged record that is not in the log, or lost
     * order.
     */
    synchronized List<String> producerFaults(List<List<String>> log) {
        var faults = new ArrayList<String>();
        BitSet[] found = sets();
        for (int p = 0; p < log.size(); p++) {
            for (String value : log.get(p)) {
                long id = parse(value);
                if (id < 0) {
                    faults.add("a strange record in the log: " + value);
                } else if (!found[lane(id)].get(number(id))) {
                    if (found[lane(id)].length() > number(id)) {
                        faults.add(value + " lies behind number " + (found[lane(id)].length() - 1));
                    }
                    found[lane(id)].set(number(id));
                }
            }
        }
        for (int i = 0; i < LANES; i++) {
            var lost = (BitSet) acked[i].clone();
            lost.andNot(found[i]);
            if (!lost.isEmpty()) {
                faults.add("acknowledged, not in the log: lane " + i + ", numbers " + lost);
            }
        }
        return faults;
    }

    /** Broken promises to the consumers: a record skipped, exchanged or out of order. */
    synchronized List<String> consumerFaults(List<List<String>> log) {
        var faults = new ArrayList<>(strange);
        Set<String> all = new HashSet<>();
        members.forEach(
                (name, member) ->
                        member.partitions.forEach(
                                (p, offsets) ->
                                        offsets.forEach(
                                                (offset, value) -> {
                                                    all.add(p + "/" + offset);
                                                    String there = at(log.get(p), offset);
                                                    if (!there.equals(value)) {
                                                        faults.add(
                                                                "%s read %s at offset %d of partition %d, where the log has %s"
                                                                        .formatted(
                                                                                name, value, offset,
                                                                                p, there));
                                                    }
                                                })));
        for (int p = 0; p < log.size(); p++) {
            for (int offset = 0; offset < log.get(p).size(); offset++) {
                if (!all.contains(p + "/" + offset)) {
                    faults.add("nobody read offset " + offset + " of partition " + p);
                }
            }
        }
        return faults;
    }

    private static String at(List<String> partition, long offset) {
        return offset < partition.size() ? partition.get((int) offset) : "nothing";
    }

    /** Lane and number of a value of ours, in one long; -1 for any other text. */
    private long parse(String value) {
        String[] words = value.split("/");
        if (words.length != 3 || !words[0].equals(prefix)) {
            return -1;
        }
        return Long.parseLong(words[1]) << 32 | Long.parseLong(words[2]);
    }

    private static int lane(long id) {
        return (int) (id >> 32);
    }

    private static int number(long id) {
        return (int) id;
    }
}
