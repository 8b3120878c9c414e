package io.odradek.log.dir;

import io.odradek.log.io.Disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * A replica's move from one log directory to another (KIP-113), in names. The copy grows as {@code
 * topic-partition.ID-future}. Once it holds all of the log, durably, three renames exchange them,
 * each durable before the next: the copy becomes {@code topic-partition.ID-moved}, which says that
 * it is the log from now on; the old log becomes {@code topic-partition.ID-delete}; the copy takes
 * its name. Whatever happens between them, {@link #recover} ends it at the next start. Stateless;
 * every method blocks.
 */
public final class ReplicaSwap {
    /** A copy in the making. */
    public static final String FUTURE = "-future";

    /** A copy that has taken the log's place. */
    public static final String MOVED = "-moved";

    /** A log that is to go. */
    public static final String DELETED = "-delete";

    private static final int ID_DIGITS = 32;

    private ReplicaSwap() {}

    /** Where the copy of a replica grows. */
    public static Path future(Path directory, String replica, UUID id) {
        return directory.resolve(named(replica, id, FUTURE));
    }

    private static String named(String replica, UUID id, String suffix) {
        return replica + "." + id.toString().replace("-", "") + suffix;
    }

    /** First: the copy, whole and durable, is the log from now on. */
    public static void promote(Disk disk, Path to, String replica, UUID id) throws IOException {
        disk.rename(future(to, replica, id), to.resolve(named(replica, id, MOVED)));
        disk.syncDirectory(to);
    }

    /** Second: the old log is to go; returns under which name. */
    public static Path retire(Disk disk, Path from, String replica, UUID id) throws IOException {
        Path doomed = from.resolve(named(replica, id, DELETED));
        disk.rename(from.resolve(replica), doomed);
        disk.syncDirectory(from);
        return doomed;
    }

    /** Third: the copy takes the log's name. */
    public static void settle(Disk disk, Path to, String replica, UUID id) throws IOException {
        disk.rename(to.resolve(named(replica, id, MOVED)), to.resolve(replica));
        disk.syncDirectory(to);
    }

    /**
     * Ends what a crash interrupted: gives copies that count their names, and old logs of theirs
     * the names by which they go. Called before the directories are used.
     *
     * @param directories those that work
     */
    public static void recover(Disk disk, List<Path> directories) throws IOException {
        for (Path directory : directories) {
            for (Path entry : List.copyOf(disk.list(directory))) {
                String name = String.valueOf(entry.getFileName());
                if (name.endsWith(MOVED)
                        && name.length() > MOVED.length() + ID_DIGITS + 1
                        && disk.isDirectory(entry)) {
                    finish(disk, directories, entry, name);
                }
            }
        }
    }

    private static void finish(Disk disk, List<Path> directories, Path moved, String name)
            throws IOException {
        String stem = name.substring(0, name.length() - MOVED.length());
        String replica = stem.substring(0, stem.length() - ID_DIGITS - 1);
        for (Path directory : directories) {
            Path old = directory.resolve(replica);
            if (disk.exists(old)) {
                disk.rename(old, directory.resolve(stem + DELETED));
                disk.syncDirectory(directory);
            }
        }
        Path home = moved.resolveSibling(replica);
        disk.rename(moved, home);
        for (Path directory : directories) {
            if (home.startsWith(directory)) {
                disk.syncDirectory(directory);
            }
        }
    }
}
