package io.odradek.it.disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names below a folder as they are, and a store of what would survive a power cut: the bytes of
 * each synced file under a number, and of each synced folder the names and numbers in it, in one
 * small file that is replaced whole. Thread-safe: every method is synchronized.
 */
final class Tree {
    private static final long ROOT = 0;

    private final Path live;
    private final Path store;
    private final Entry.Folder root = new Entry.Folder(ROOT);
    private long nextId = 1;

    private Tree(Path live, Path store) {
        this.live = live;
        this.store = store;
    }

    /**
     * Begins with what the store holds, and makes the folder hold the same; without a store, with
     * what the folder holds, as if all of it were synced.
     */
    static Tree open(Path live, Path store) throws IOException {
        var tree = new Tree(live, store);
        if (Files.exists(store.resolve(tree.root.stored()))) {
            clear(live);
            Set<String> used = new HashSet<>();
            tree.restore(tree.root, live, used);
            tree.forget(used);
        } else {
            Files.createDirectories(store);
            Files.createDirectories(live);
            tree.adopt(tree.root, live);
        }
        return tree;
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.delete(path);
                }
            }
        }
    }

    private void restore(Entry.Folder folder, Path at, Set<String> used) throws IOException {
        used.add(folder.stored());
        Path names = store.resolve(folder.stored());
        if (!Files.exists(names)) {
            return; // It was synced into its parent, and never itself.
        }
        for (String line : Files.readAllLines(names)) {
            int space = line.indexOf(' ');
            long id = Long.parseLong(line.substring(1, space));
            String name = line.substring(space + 1);
            nextId = Math.max(nextId, id + 1);
            Path path = at.resolve(name);
            if (line.charAt(0) == 'd') {
                var below = new Entry.Folder(id);
                Files.createDirectory(path);
                restore(below, path, used);
                folder.entries().put(name, below);
            } else {
                var file = new Entry.File(id, new Unsynced());
                used.add(file.stored());
                Path bytes = store.resolve(file.stored());
                if (Files.exists(bytes)) {
                    Files.copy(bytes, path);
                } else {
                    Files.createFile(path);
                }
                folder.entries().put(name, file);
            }
        }
    }

    /** What no name leads to. */
    private void forget(Set<String> used) throws IOException {
        try (Stream<Path> all = Files.list(store)) {
            for (Path path : all.toList()) {
                if (!used.contains(String.valueOf(path.getFileName()))) {
                    Files.delete(path);
                }
            }
        }
    }

    private void adopt(Entry.Folder folder, Path at) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.list(at)) {
            paths = all.toList();
        }
        for (Path path : paths) {
            String name = String.valueOf(path.getFileName());
            if (Files.isDirectory(path)) {
                var below = new Entry.Folder(nextId++);
                folder.entries().put(name, below);
                adopt(below, path);
            } else {
                var file = new Entry.File(nextId++, new Unsynced());
                folder.entries().put(name, file);
                Files.copy(path, store.resolve(file.stored()));
            }
        }
        store(folder);
    }

    boolean covers(Path path) {
        return path.startsWith(live);
    }

    /** Where the durable bytes of a file are. */
    Path durable(Entry.File file) {
        return store.resolve(file.stored());
    }

    /** The file of that name, known from now on if it was not. */
    synchronized Entry.File file(Path path) {
        Entry.Folder parent = folder(parent(path));
        return parent.entries().get(name(path)) instanceof Entry.File known
                ? known
                : put(parent, name(path), new Entry.File(nextId++, new Unsynced()));
    }

    /** The folder of that name, known from now on if it was not, as are those above it. */
    synchronized Entry.Folder folder(Path path) {
        Entry.Folder at = root;
        for (Path part : live.relativize(path)) {
            String name = part.toString();
            if (!name.isEmpty()) {
                at =
                        at.entries().get(name) instanceof Entry.Folder known
                                ? known
                                : put(at, name, new Entry.Folder(nextId++));
            }
        }
        return at;
    }

    private static <T extends Entry> T put(Entry.Folder parent, String name, T entry) {
        parent.entries().put(name, entry);
        return entry;
    }

    synchronized void move(Path from, Path to) {
        @Nullable Entry moved = folder(parent(from)).entries().remove(name(from));
        if (moved != null) {
            folder(parent(to)).entries().put(name(to), moved);
        }
    }

    synchronized void remove(Path path) {
        var _ = folder(parent(path)).entries().remove(name(path));
    }

    /** Makes the names in a folder durable. */
    synchronized void syncFolder(Path path) throws IOException {
        store(folder(path));
    }

    private void store(Entry.Folder folder) throws IOException {
        var lines = new ArrayList<String>();
        for (Map.Entry<String, Entry> entry : folder.entries().entrySet()) {
            lines.add(entry.getValue().stored() + " " + entry.getKey());
        }
        Path fresh = store.resolve(folder.stored() + ".new");
        Files.write(fresh, lines);
        Files.move(fresh, store.resolve(folder.stored()), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent");
        }
        return parent;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
