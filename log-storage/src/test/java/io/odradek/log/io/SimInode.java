package io.odradek.log.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The bytes of one simulated file: what readers see now, what the platter holds, and the changes in
 * between. Guarded by its {@link SimDisk}.
 */
final class SimInode {

    static final int SECTOR = 512;

    private sealed interface Change {}

    private static final class Write implements Change {
        final long position;
        final byte[] bytes;

        Write(long position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }
    }

    private record Cut(long size) implements Change {}

    private byte[] now = new byte[0];
    private int size;
    private byte[] platter = new byte[0];
    private int platterSize;
    private List<Change> unsynced = new ArrayList<>();

    int size() {
        return size;
    }

    byte[] bytes() {
        return now;
    }

    int unsyncedChanges() {
        return unsynced.size();
    }

    void write(long position, byte[] bytes) {
        unsynced.add(new Write(position, bytes));
        now = put(now, size, position, bytes, 0, bytes.length);
        size = (int) Math.max(size, position + bytes.length);
    }

    void truncate(long to) {
        if (to >= size) {
            return;
        }
        unsynced.add(new Cut(to));
        Arrays.fill(now, (int) to, size, (byte) 0);
        size = (int) to;
    }

    void sync() {
        for (Change change : unsynced) {
            switch (change) {
                case Write w -> putPlatter(w.position, w.bytes, 0, w.bytes.length);
                case Cut c -> cutPlatter(c.size);
            }
        }
        unsynced = new ArrayList<>();
    }

    /**
     * As Linux does when writing back fails: the pages stay readable, count as clean, and some of
     * them never reach the platter, however often sync is called again.
     */
    void failSync(RandomGenerator random) {
        settle(random);
        unsynced = new ArrayList<>();
    }

    /** The power is gone: what readers see becomes what the platter happens to hold. */
    void crash(RandomGenerator random) {
        settle(random);
        unsynced = new ArrayList<>();
        now = Arrays.copyOf(platter, platterSize);
        size = platterSize;
    }

    void flipBit(long bit) {
        int at = (int) (bit / 8);
        byte mask = (byte) (1 << (bit % 8));
        now[at] ^= mask;
        if (at < platterSize) {
            platter[at] ^= mask;
        }
    }

    /**
     * Moves a random, physically possible part of the unsynced changes to the platter. A sector
     * holds the state after some prefix of the writes that touched it. A cut is metadata: it
     * precedes every later change that survives. The size may run ahead of the data (zeros) or
     * behind it.
     */
    private void settle(RandomGenerator random) {
        int sizeBefore = platterSize;
        int mood = random.nextInt(4); // 0: all lost, 1: all survives, else a mixture
        if (mood == 0) {
            return;
        }
        if (mood == 1) {
            List<Change> all = unsynced;
            sync();
            unsynced = all;
            return;
        }
        int lastCut = -1;
        for (int i = 0; i < unsynced.size(); i++) {
            if (unsynced.get(i) instanceof Cut && random.nextInt(3) > 0) {
                lastCut = i;
            }
        }
        // Once a cut is on the platter every cut before it is; writes after a lost cut are lost
        // too.
        int end = unsynced.size();
        for (int i = lastCut + 1; i < unsynced.size(); i++) {
            if (unsynced.get(i) instanceof Cut) {
                end = i;
                break;
            }
        }
        Map<Long, Integer> survivesUntil = new HashMap<>();
        boolean grewOnly = true;
        for (int i = 0; i < end; i++) {
            switch (unsynced.get(i)) {
                case Cut c -> {
                    cutPlatter(c.size);
                    grewOnly = false;
                }
                case Write w -> {
                    long last = w.position + w.bytes.length;
                    for (long at = w.position; at < last; ) {
                        long sector = at / SECTOR;
                        long until = Math.min(last, (sector + 1) * SECTOR);
                        int index = i;
                        int survives =
                                survivesUntil.computeIfAbsent(
                                        sector, _ -> survivors(random, index));
                        if (i < survives) {
                            putPlatter(w.position, w.bytes, at - w.position, until - w.position);
                        }
                        at = until;
                    }
                }
            }
        }
        if (grewOnly && size > sizeBefore) {
            int sizeMood = random.nextInt(3);
            if (sizeMood == 0 && platterSize < size) {
                platter = Arrays.copyOf(platter, Math.max(platter.length, size));
                platterSize = size;
            } else if (sizeMood == 1 && platterSize > sizeBefore) {
                cutPlatter(sizeBefore + random.nextInt(platterSize - sizeBefore + 1));
            }
        }
    }

    /** The index of the first change a sector forgets, given the first one that touched it. */
    private int survivors(RandomGenerator random, int first) {
        return switch (random.nextInt(3)) {
            case 0 -> first;
            case 1 -> Integer.MAX_VALUE;
            default -> first + random.nextInt(unsynced.size() - first + 1);
        };
    }

    private void putPlatter(long position, byte[] bytes, long from, long to) {
        platter = put(platter, platterSize, position + from, bytes, (int) from, (int) (to - from));
        platterSize = (int) Math.max(platterSize, position + to);
    }

    private void cutPlatter(long to) {
        if (to < platterSize) {
            Arrays.fill(platter, (int) to, platterSize, (byte) 0);
            platterSize = (int) to;
        }
    }

    private static byte[] put(
            byte[] target, int used, long position, byte[] source, int from, int length) {
        int end = Math.toIntExact(position + length);
        byte[] result = target;
        if (end > target.length) {
            result = Arrays.copyOf(target, Math.max(end, Math.max(1024, used * 2)));
        }
        System.arraycopy(source, from, result, (int) position, length);
        return result;
    }
}
