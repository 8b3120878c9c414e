package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Site;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes as processes of this computer: with root, each on its own network and its own disk; without
 * root, on loopback and in a folder, and only processes are broken.
 */
public final class ProcessGround implements Ground {
    private final ProcessCluster cluster;
    private final @Nullable Namespaces network;
    private final @Nullable LoopDisks disks;
    private final List<String> lacking = new ArrayList<>();
    private final List<Machine> machines;

    /**
     * @param folder for disks; the cluster's own files are where {@code it.work} says
     */
    public ProcessGround(ClusterSpec spec, Distribution dist, Path folder) {
        int nodes = spec.brokers();
        boolean root = Shell.isRoot();
        if (!root) {
            lacking.add("not root: no cut links, no full, slow or stuck disks");
        } else {
            Leftovers.sweep().forEach(n -> System.out.println("Removed " + n + ", left behind."));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
        network = root && has(Namespaces.PROGRAMS, "no cut links") ? new Namespaces(nodes) : null;
        disks = root && has(LoopDisks.PROGRAMS, "no broken disks") ? disks(folder, nodes) : null;
        try {
            cluster = ProcessCluster.laidOut(spec.at(this::site), dist);
            cluster.format();
            cluster.nodes().forEach(NodeProcess::start);
            cluster.awaitWhole();
        } catch (RuntimeException | Error e) {
            closeBelow();
            throw e;
        }
        machines = cluster.nodes().stream().map(n -> (Machine) new ProcessMachine(n)).toList();
    }

    private boolean has(String[] programs, String without) {
        List<String> missing = Shell.missing(programs);
        if (!missing.isEmpty()) {
            lacking.add("%s not installed: %s".formatted(String.join(", ", missing), without));
        }
        return missing.isEmpty();
    }

    private @Nullable LoopDisks disks(Path folder, int nodes) {
        try {
            return new LoopDisks(folder, nodes);
        } catch (AssertionError noLoopDevices) {
            lacking.add("no loop devices: no broken disks");
            return null;
        }
    }

    private Site site(int node, Path home) {
        Site here = Site.HERE.of(node, home);
        return new Site(
                network == null ? here.host() : network.address(node),
                network == null ? here.launcher() : network.launcher(node),
                disks == null ? here.data() : disks.data(node));
    }

    @Override
    public List<Machine> machines() {
        return machines;
    }

    @Override
    public Set<Means> means() {
        var means = EnumSet.of(Means.PROCESS);
        if (network != null) {
            means.add(Means.NETWORK);
        }
        if (disks != null) {
            means.add(Means.DISK);
        }
        return means;
    }

    @Override
    public List<String> lacking() {
        return lacking;
    }

    @Override
    public Map<String, Object> client(Map<String, ?> more) {
        return cluster.client(more);
    }

    @Override
    public String description() {
        return "%d nodes as processes of %s%s%s"
                .formatted(
                        machines.size(),
                        cluster.distribution().home(),
                        network == null ? "" : ", each on its own network",
                        disks == null ? "" : ", each on its own disk");
    }

    private Namespaces network() {
        if (network == null) {
            throw new IllegalStateException("this ground has no links to cut");
        }
        return network;
    }

    private LoopDisks disks() {
        if (disks == null) {
            throw new IllegalStateException("this ground has no disks to break");
        }
        return disks;
    }

    @Override
    public void deafen(int node, int from) {
        network().deafen(node, from);
    }

    @Override
    public void undeafen(int node, int from) {
        network().undeafen(node, from);
    }

    @Override
    public void fillDisk(int node) {
        disks().fill(node);
    }

    @Override
    public void freeDisk(int node) {
        disks().free(node);
    }

    @Override
    public void stickDisk(int node) {
        disks().stick(node);
    }

    @Override
    public void slowDisk(int node) {
        disks().slow(node);
    }

    @Override
    public void smoothDisk(int node) {
        disks().smooth(node);
    }

    @Override
    public void close() {
        if (disks != null) {
            // A process that waits for a stuck disk does not even die of kill -9.
            machines.forEach(m -> disks.smooth(m.id()));
        }
        cluster.close();
        closeBelow();
    }

    private void closeBelow() {
        if (disks != null) {
            disks.close();
        }
        if (network != null) {
            network.close();
        }
    }
}
