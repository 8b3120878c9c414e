package io.odradek.it.disk;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.NioDisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The operating system's disk, with one difference: when a node starts, its log directory holds no
 * more than was synced before, files by {@link DiskFile#sync}, names by {@link #syncDirectory}. A
 * kill -9 is a power cut. The bytes that count as on the platter are copied to a store when they
 * are synced; a start throws the log directory away and makes it anew from the store.
 *
 * <p>A node takes it by {@code -Dodradek.disk=} and this class's name; the log directory and the
 * store are named by {@value #LIVE} and {@value #STORE}. Elsewhere it is the real disk.
 */
public final class ForgetfulDisk implements Disk {
    /** The property that names the log directory. */
    public static final String LIVE = "it.disk.live";

    /** The property that names the folder of what was synced; on another file system, at best. */
    public static final String STORE = "it.disk.store";

    private final Disk real = new NioDisk();
    private final Tree tree;

    /** As the properties say. */
    public ForgetfulDisk() {
        this(Path.of(property(LIVE)), Path.of(property(STORE)));
    }

    ForgetfulDisk(Path live, Path store) {
        try {
            this.tree = Tree.open(live, store);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + live + " from " + store, e);
        }
    }

    private static String property(String key) {
        String value = System.getProperty(key);
        if (value == null) {
            throw new IllegalStateException("-D" + key + " is missing");
        }
        return value;
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        if (!tree.covers(path)) {
            return real.open(path, mode);
        }
        synchronized (tree) {
            DiskFile file = real.open(path, mode);
            Entry.File entry = tree.file(path);
            return new ForgetfulFile(file, entry, tree.durable(entry));
        }
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return real.exists(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public boolean isDirectory(Path path) throws IOException {
        return real.isDirectory(path);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        real.createDirectories(directory);
        if (tree.covers(directory)) {
            var _ = tree.folder(directory);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        synchronized (tree) {
            real.rename(from, to);
            if (tree.covers(from)) {
                tree.move(from, to);
            }
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        synchronized (tree) {
            real.delete(path);
            if (tree.covers(path)) {
                tree.remove(path);
            }
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        real.syncDirectory(directory);
        if (tree.covers(directory)) {
            tree.syncFolder(directory);
        }
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return real.usableBytes(path);
    }
}
