package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.Background;
import io.odradek.it.cluster.Reaper;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file system for every node, in a file. It is filled by a ballast file, stuck by freezing it,
 * slow by freezing it most of the time.
 */
final class LoopDisks implements AutoCloseable {
    static final String[] PROGRAMS = {"mkfs.ext4", "mount", "umount", "fsfreeze", "fallocate"};

    private static final String SIZE = "2G";

    private final Path folder;
    private final int nodes;
    private final Map<Integer, Background> slowing = new HashMap<>();

    LoopDisks(Path folder, int nodes) {
        this.folder = folder;
        this.nodes = nodes;
        Reaper.atLast(removal());
        for (int node = 1; node <= nodes; node++) {
            Shell.run(
                    """
                    mkdir -p %1$s
                    truncate -s %3$s %2$s
                    mkfs.ext4 -q -F -m 0 %2$s
                    mount -o loop %2$s %1$s
                    """
                            .formatted(point(node), image(node), SIZE));
        }
    }

    /** A log directory: not the mount point itself, where the file system has a folder too. */
    Path data(int node) {
        return point(node).resolve("data");
    }

    void fill(int node) {
        Shell.run(
                """
                for leave in 131072 16384 0; do
                    free=$(df --output=avail -B1 %1$s | tail -1)
                    fallocate -l $((free > leave ? free - leave : 4096)) %1$s/ballast.$leave || true
                done
                """
                        .formatted(point(node)));
    }

    void free(int node) {
        Shell.run("rm -f %s/ballast.*".formatted(point(node)));
    }

    void stick(int node) {
        Shell.run("fsfreeze -f " + point(node));
    }

    void slow(int node) {
        String loop =
                "while :; do fsfreeze -f %1$s; sleep 0.15; fsfreeze -u %1$s; sleep 0.05; done"
                        .formatted(point(node));
        slowing.put(
                node,
                Background.start(
                        List.of("bash", "-c", loop),
                        folder,
                        Map.of(),
                        folder.resolve("slow-" + node + ".log")));
    }

    void smooth(int node) {
        Background background = slowing.remove(node);
        if (background != null) {
            background.close();
        }
        Shell.run("fsfreeze -u %s 2>/dev/null || true".formatted(point(node)));
    }

    private Path point(int node) {
        return folder.resolve(Leftovers.name("n" + node));
    }

    private Path image(int node) {
        return folder.resolve("n" + node + ".img");
    }

    private String removal() {
        var line = new StringBuilder();
        for (int node = 1; node <= nodes; node++) {
            line.append(
                    "fsfreeze -u %1$s 2>/dev/null; umount -l %1$s 2>/dev/null; rmdir %1$s 2>/dev/null; rm -f %2$s; "
                            .formatted(point(node), image(node)));
        }
        return line + "true";
    }

    @Override
    public void close() {
        slowing.values().forEach(Background::close);
        slowing.clear();
        Shell.run("set +e; " + removal());
    }
}
