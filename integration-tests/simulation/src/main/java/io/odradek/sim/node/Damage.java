package io.odradek.sim.node;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.SimDisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One bit of a controller's directory that was turned over while nobody used the disk.
 *
 * @param was the byte before
 */
record Damage(SimDisk disk, Path file, long bit, byte was) {

    /**
     * Damages what is surely synced: a closed file of the log, a snapshot, or the vote. What was
     * written last cannot be told from a torn write. Empty when there is nothing of the kind.
     */
    static Optional<Damage> in(SimDisk disk, Path directory, RandomGenerator random) {
        List<Path> files = new ArrayList<>();
        List<Path> logs = new ArrayList<>();
        for (Path path : disk.files()) {
            if (path.startsWith(directory) && !path.toString().endsWith(".tmp")) {
                (isLog(path) ? logs : files).add(path);
            }
        }
        files.addAll(logs.subList(0, Math.max(0, logs.size() - 1)));
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Path victim = files.get(random.nextInt(files.size()));
        try {
            long size;
            try (DiskFile file = disk.open(victim, Disk.Mode.READ)) {
                size = file.size();
            }
            if (size == 0) {
                return Optional.empty();
            }
            long bit = random.nextLong(size * 8);
            Damage damage = new Damage(disk, victim, bit, byteAt(disk, victim, bit));
            disk.flipBit(victim, bit);
            return Optional.of(damage);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLog(Path path) {
        return path.toString().endsWith(".raftlog");
    }

    private static byte byteAt(SimDisk disk, Path path, long bit) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            int unused = file.read(one, bit / 8);
        }
        return one.get(0);
    }

    /** Whether it is in a part that every start reads: all of the log. */
    boolean mustBeFound() {
        return isLog(file);
    }

    /** Turns the bit back, if the file is still the one. */
    void undo() {
        try {
            boolean there = disk.files().contains(file);
            if (there && ((byteAt(disk, file, bit) ^ was) & 0xff) == 1 << (bit % 8)) {
                disk.flipBit(file, bit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
