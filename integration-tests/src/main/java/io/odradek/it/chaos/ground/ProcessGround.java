package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Site;
import io.odradek.it.disk.ForgetfulDisk;

import org.jspecify.annotations.Nullable;

import java.net.URL;
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
    private final Path folder;
    private final boolean forgetful;

    /**
     * @param folder for disks; the cluster's own files are where {@code it.work} says
     * @param forgetful nodes lose what they did not sync when they are killed
     */
    public ProcessGround(ClusterSpec spec, Distribution dist, Path folder, boolean forgetful) {
        this.folder = folder;
        this.forgetful = forgetful && dist.isOdradek();
        if (forgetful && !dist.isOdradek()) {
            lacking.add("not Odradek: what a killed node did not sync is kept");
        }
        int nodes = spec.brokers();
        boolean root = Shell.isRoot();
        if (!root) {
            lacking.add("not root: no cut links, no full, slow or stuck disks");
        } else {
            Leftovers.sweep().forEach(n -> System.out.println("Removed " + n + ", left behind."));
        }
        Shell.run("rm -rf --one-file-system %1$s && mkdir -p %1$s".formatted(folder));
        network = root && has(Namespaces.PROGRAMS, "no cut links") ? network(nodes) : null;
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

    private @Nullable Namespaces network(int nodes) {
        try {
            return Namespaces.make(nodes);
        } catch (AssertionError refused) {
            lacking.add("network namespaces are refused here: no cut links");
            return null;
        }
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
        Path data = disks == null ? here.data() : disks.data(node);
        return new Site(
                network == null ? here.host() : network.address(node),
                network == null ? here.launcher() : network.launcher(node),
                forgetful ? forgetting(node, data) : here.environment(),
                data);
    }

    /** Puts {@link ForgetfulDisk} under a node. */
    private Map<String, String> forgetting(int node, Path data) {
        String options =
                "-Dodradek.disk=%s -D%s=%s -D%s=%s"
                        .formatted(
                                ForgetfulDisk.class.getName(),
                                ForgetfulDisk.LIVE,
                                data,
                                ForgetfulDisk.STORE,
                                folder.resolve("synced-" + node));
        URL classes = ForgetfulDisk.class.getProtectionDomain().getCodeSource().getLocation();
        return Map.of("KAFKA_OPTS", options, "CLASSPATH", classes.getPath());
    }

    @Override
    public List<Machine> machines() {
        return machines;
    }

    @Override
    public Set<Means> means() {
        var means = EnumSet.of(Means.PROCESS);
        if (network != null) {
            means.add(Means.ISOLATION);
            means.add(Means.LINKS);
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
        return "%d nodes as processes of %s%s%s%s"
                .formatted(
                        machines.size(),
                        cluster.distribution().home(),
                        network == null ? "" : ", each on its own network",
                        disks == null ? "" : ", each on its own disk",
                        forgetful ? "; what a node did not sync is lost when it is killed" : "");
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
    public void isolate(int node) {
        for (Machine other : machines) {
            if (other.id() != node) {
                deafen(node, other.id());
                deafen(other.id(), node);
            }
        }
    }

    @Override
    public void rejoin(int node) {
        for (Machine other : machines) {
            if (other.id() != node) {
                undeafen(node, other.id());
                undeafen(other.id(), node);
            }
        }
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
    public void preserve() {
        if (disks != null) {
            for (Machine machine : machines) {
                Shell.run(
                        "cp -r %s %s || echo some files went away"
                                .formatted(
                                        disks.data(machine.id()),
                                        folder.resolve("node-" + machine.id())));
            }
        }
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
