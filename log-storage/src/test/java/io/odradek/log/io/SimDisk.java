package io.odradek.log.io;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that keeps no promise it did not make. {@link #crash} forgets what was not
 * synced: any physically possible part of the unsynced sectors, sizes, creations, renames and
 * deletions may survive, chosen by the given generator, so one seed replays one disaster. Faults
 * are switched on by the tests: a full disk, EIO, flipped bits, a crash at the Nth operation.
 *
 * <p>Give it a {@link java.util.SplittableRandom}: the first outputs of {@link java.util.Random}
 * are nearly the same for all small seeds.
 *
 * <p>Thread-safe: one lock around everything. Deterministic when used by one thread.
 */
public final class SimDisk implements Disk {

    /** What is counted, and can be made to fail. */
    public enum Operation {
        OPEN,
        READ,
        WRITE,
        TRUNCATE,
        SYNC,
        LIST,
        MKDIR,
        RENAME,
        DELETE,
        SYNC_DIRECTORY
    }

    /** A directory change: names that now point to a node, or (absent) to nothing. */
    private record NameChange(Path directory, Map<Path, @Nullable Object> names) {}

    private static final Object DIRECTORY = "directory";

    private final RandomGenerator random;
    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);
    private final Map<Operation, Long> failNth = new EnumMap<>(Operation.class);
    private TreeMap<Path, Object> names = new TreeMap<>();
    private TreeMap<Path, Object> platterNames = new TreeMap<>();
    private List<NameChange> unsynced = new ArrayList<>();
    private long operations;
    private long failAt = -1;
    private long crashAt = -1;
    private long capacity = Long.MAX_VALUE;
    private boolean down;
    private int generation;
    private final Map<Path, Integer> openFiles = new TreeMap<>();

    public SimDisk(RandomGenerator random) {
        this.random = random;
    }

    // ---------------------------------------------------------------- what tests do to it

    /** Operations so far, refused and failed ones included. */
    public synchronized long operations() {
        return operations;
    }

    /** Operations of one kind so far. */
    public synchronized long operations(Operation kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** All there are, by whom it does not count as an operation. */
    public synchronized List<Path> files() {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue() != DIRECTORY)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Files opened and not closed since the last crash. */
    public synchronized int openFiles() {
        return openFiles.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The same by name, for people. */
    public synchronized Map<Path, Integer> openFilesByName() {
        return new TreeMap<>(openFiles);
    }

    /**
     * The operation that brings {@link #operations} to {@code n} takes effect in part or not at all
     * and throws {@link SimulatedCrash}; so does every later one, until {@link #crash}.
     */
    public synchronized void crashAtOperation(long n) {
        crashAt = n;
    }

    /** The operation that brings {@link #operations} to {@code n} fails with EIO. */
    public synchronized void failAtOperation(long n) {
        failAt = n;
    }

    /** The {@code n}th operation of this kind from now (1 is the next) fails with EIO. */
    public synchronized void failNext(Operation kind, int n) {
        failNth.put(kind, operations(kind) + n);
    }

    /** From now on files may hold no more than this many bytes together. */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /** Flips one bit of a file, on the platter and for readers. */
    public synchronized void flipBit(Path path, long bit) throws IOException {
        file(path).flipBit(bit);
    }

    /**
     * Cuts the power and brings the disk back: every open file is dead, unsynced things may be
     * lost.
     */
    public synchronized void crash() {
        for (NameChange change : unsynced) {
            if (random.nextBoolean()) {
                apply(platterNames, change);
            }
        }
        unsynced = new ArrayList<>();
        TreeMap<Path, Object> reachable = new TreeMap<>();
        for (Map.Entry<Path, Object> entry : platterNames.entrySet()) {
            Path parent = entry.getKey().getParent();
            if (isRoot(parent) || reachable.get(parent) == DIRECTORY) {
                reachable.put(entry.getKey(), entry.getValue());
            }
        }
        platterNames = reachable;
        names = new TreeMap<>(reachable);
        Set<SimInode> settled = new HashSet<>();
        for (Object node : names.values()) {
            if (node instanceof SimInode inode && settled.add(inode)) {
                inode.crash(random);
            }
        }
        generation++;
        openFiles.clear();
        down = false;
        crashAt = -1;
        failAt = -1;
        failNth.clear();
    }

    /** The process that used it is gone, the system is not: files are closed, nothing is lost. */
    public synchronized void kill() {
        if (down) {
            crash();
            return;
        }
        generation++;
        openFiles.clear();
        crashAt = -1;
        failAt = -1;
        failNth.clear();
    }

    /** Whether a crash at an operation has happened and {@link #crash} has not yet been called. */
    public synchronized boolean isDown() {
        return down;
    }

    // ---------------------------------------------------------------- Disk

    @Override
    public synchronized DiskFile open(Path path, Mode mode) throws IOException {
        begin(Operation.OPEN, path);
        Path key = key(path);
        Object node = names.get(key);
        if (node == DIRECTORY) {
            throw new IOException(path + " is a directory");
        }
        if (node == null) {
            if (mode != Mode.CREATE) {
                throw new NoSuchFileException(path.toString());
            }
            requireDirectory(key.getParent());
            node = new SimInode();
            change(parent(key), key, node);
        }
        crashIfDown(path);
        openFiles.merge(path, 1, Integer::sum);
        return new SimFile(this, path, (SimInode) node, mode != Mode.READ, generation);
    }

    @Override
    public synchronized boolean exists(Path path) throws IOException {
        begin(Operation.LIST, path);
        crashIfDown(path);
        return isRoot(key(path)) || names.containsKey(key(path));
    }

    @Override
    public synchronized List<Path> list(Path directory) throws IOException {
        begin(Operation.LIST, directory);
        crashIfDown(directory);
        Path key = key(directory);
        if (names.get(key) instanceof SimInode) {
            throw new NotDirectoryException(directory.toString());
        }
        List<Path> found = new ArrayList<>();
        for (Path path : names.keySet()) {
            if (key.equals(path.getParent())) {
                found.add(directory.resolve(path.getFileName()));
            }
        }
        return found;
    }

    @Override
    public synchronized boolean isDirectory(Path path) throws IOException {
        begin(Operation.LIST, path);
        crashIfDown(path);
        return isRoot(key(path)) || names.get(key(path)) == DIRECTORY;
    }

    @Override
    public synchronized void createDirectories(Path directory) throws IOException {
        begin(Operation.MKDIR, directory);
        List<Path> missing = new ArrayList<>();
        for (Path p = key(directory); !isRoot(p) && names.get(p) != DIRECTORY; p = parent(p)) {
            if (names.get(p) instanceof SimInode) {
                throw new IOException(p + " is a file");
            }
            missing.addFirst(p);
        }
        for (Path p : missing) {
            change(parent(p), p, DIRECTORY);
        }
        crashIfDown(directory);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        begin(Operation.RENAME, from);
        Path source = key(from);
        Path target = key(to);
        Object node = names.get(source);
        if (node == null) {
            throw new NoSuchFileException(from.toString());
        }
        requireDirectory(target.getParent());
        Map<Path, @Nullable Object> moved = new HashMap<>();
        moved.put(source, null);
        moved.put(target, node);
        if (node == DIRECTORY) {
            // They move along; a directory that takes its name later knows nothing of them.
            unsynced.removeIf(change -> change.directory.startsWith(source));
            for (Map.Entry<Path, Object> entry : names.entrySet()) {
                Path path = entry.getKey();
                if (path.startsWith(source) && !path.equals(source)) {
                    moved.put(path, null);
                    moved.put(target.resolve(source.relativize(path)), entry.getValue());
                }
            }
        }
        change(new NameChange(parent(target), moved));
        crashIfDown(from);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        begin(Operation.DELETE, path);
        Path key = key(path);
        Object node = names.get(key);
        if (node != null) {
            if (node == DIRECTORY
                    && names.keySet().stream().anyMatch(p -> key.equals(p.getParent()))) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            change(parent(key), key, null);
        }
        crashIfDown(path);
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        begin(Operation.SYNC_DIRECTORY, directory);
        crashIfDown(directory);
        Path key = key(directory);
        requireDirectory(key);
        List<NameChange> rest = new ArrayList<>();
        for (NameChange change : unsynced) {
            if (change.directory.equals(key)) {
                apply(platterNames, change);
            } else {
                rest.add(change);
            }
        }
        unsynced = rest;
    }

    @Override
    public synchronized long usableBytes(Path path) throws IOException {
        begin(Operation.LIST, path);
        crashIfDown(path);
        return capacity == Long.MAX_VALUE ? 1L << 40 : Math.max(0, capacity - usedBytes());
    }

    // ---------------------------------------------------------------- for SimFile

    /**
     * Counts an operation and applies the faults. Returns with {@link #down} set to crash in it.
     */
    void begin(Operation kind, Path path) throws IOException {
        if (down) {
            throw new SimulatedCrash("the disk is down: " + kind + " " + path);
        }
        operations++;
        long count = counts.merge(kind, 1L, Long::sum);
        if (operations == crashAt) {
            down = true;
        } else if (operations == failAt || count == failNth.getOrDefault(kind, -1L)) {
            throw new IOException(
                    "Input/output error (EIO), simulated: "
                            + kind
                            + " "
                            + path
                            + " at operation "
                            + operations);
        }
    }

    void crashIfDown(Path path) {
        if (down) {
            throw new SimulatedCrash("crashed at operation " + operations + ": " + path);
        }
    }

    RandomGenerator random() {
        return random;
    }

    int generation() {
        return generation;
    }

    void closed(Path path) {
        openFiles.computeIfPresent(path, (_, times) -> times == 1 ? null : times - 1);
    }

    /** How many of these bytes fit when {@code inode} grows to {@code newSize}. */
    long room(SimInode inode, long newSize) {
        return capacity == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : capacity - usedBytes() - Math.max(0, newSize - inode.size());
    }

    /** What the files hold together. */
    public synchronized long usedBytes() {
        long used = 0;
        for (Object node : names.values()) {
            used += node instanceof SimInode inode ? inode.size() : 0;
        }
        return used;
    }

    // ---------------------------------------------------------------- names

    private void change(Path directory, Path path, @Nullable Object node) {
        Map<Path, @Nullable Object> one = new HashMap<>();
        one.put(path, node);
        change(new NameChange(directory, one));
    }

    private void change(NameChange change) {
        unsynced.add(change);
        apply(names, change);
    }

    private static void apply(Map<Path, Object> target, NameChange change) {
        for (Map.Entry<Path, @Nullable Object> entry : change.names.entrySet()) {
            Object node = entry.getValue();
            if (node == null) {
                target.remove(entry.getKey());
            }
        }
        for (Map.Entry<Path, @Nullable Object> entry : change.names.entrySet()) {
            Object node = entry.getValue();
            if (node != null) {
                target.put(entry.getKey(), node);
            }
        }
    }

    private SimInode file(Path path) throws IOException {
        if (names.get(key(path)) instanceof SimInode inode) {
            return inode;
        }
        throw new NoSuchFileException(path.toString());
    }

    private void requireDirectory(@Nullable Path path) throws IOException {
        if (!isRoot(path) && names.get(path) != DIRECTORY) {
            throw new NoSuchFileException(String.valueOf(path));
        }
    }

    private static boolean isRoot(@Nullable Path path) {
        return path == null || path.getNameCount() == 0;
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static Path key(Path path) {
        return Path.of("/").resolve(path).normalize();
    }
}
