package io.odradek.log.clean;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The latest offset of every key in some part of a log, in a fixed amount of memory: 24 bytes for
 * each key, of which 16 are a hash (of SHA-256, so that nobody can make two keys meet). Confined.
 */
public final class OffsetMap {

    public static final int ENTRY_BYTES = 24;

    private static final int WORDS = ENTRY_BYTES / Long.BYTES;
    private static final long ABSENT = -1;

    private final MessageDigest digest = sha256();
    private final long[] table;
    private final int slots;
    private final int entriesMax;
    private int entries;
    private long high;
    private long low;

    /**
     * @param memoryBytes what the table may take
     * @param loadFactor how full it may get, above 0 and at most 1
     * @param keysMax no more keys than this will come, so a smaller table may do
     */
    public OffsetMap(long memoryBytes, double loadFactor, long keysMax) {
        double affordable = (double) memoryBytes / ENTRY_BYTES;
        double enough = (double) Math.max(1, keysMax) / loadFactor + 2;
        slots = Math.clamp((long) Math.min(affordable, enough), 2, Integer.MAX_VALUE / WORDS - 8);
        entriesMax = Math.clamp((long) (slots * loadFactor), 1, slots - 1);
        table = new long[slots * WORDS];
    }

    /**
     * Notes that {@code key} stands at {@code offset}, which is larger than all before. False when
     * there is no room: then nothing was noted.
     */
    public boolean put(ByteBuffer key, long offset) {
        int at = find(key);
        if (table[at + 2] == 0) {
            if (entries == entriesMax) {
                return false;
            }
            entries++;
            table[at] = high;
            table[at + 1] = low;
        }
        table[at + 2] = offset + 1;
        return true;
    }

    /** The latest offset noted for {@code key}, or -1. */
    public long latest(ByteBuffer key) {
        long found = table[find(key) + 2];
        return found == 0 ? ABSENT : found - 1;
    }

    public int size() {
        return entries;
    }

    /** How many keys it holds at most. */
    public int capacity() {
        return entriesMax;
    }

    public void clear() {
        Arrays.fill(table, 0);
        entries = 0;
    }

    /** The slot of the key, or the empty one where it would be put. */
    private int find(ByteBuffer key) {
        digest.reset();
        digest.update(key.duplicate());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest()).order(ByteOrder.BIG_ENDIAN);
        high = hash.getLong();
        low = hash.getLong();
        int slot = (int) Long.remainderUnsigned(low, slots);
        while (true) {
            int at = slot * WORDS;
            if (table[at + 2] == 0 || (table[at] == high && table[at + 1] == low)) {
                return at;
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
