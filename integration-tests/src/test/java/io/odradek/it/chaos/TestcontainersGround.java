package io.odradek.it.chaos;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ContainerNetwork;

import io.odradek.it.chaos.ground.Ground;
import io.odradek.it.chaos.ground.Machine;
import io.odradek.it.chaos.ground.Means;
import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.Ports;

import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes as containers of the project's image that Testcontainers starts. Clients reach them by
 * ports of this computer on the engine's own network; nodes reach each other by names on a second
 * one, which a node that is cut off leaves. Cutting the first would take the ports away.
 */
final class TestcontainersGround implements Ground {
    private static final Duration START = Duration.ofMinutes(2);

    private final Network peers = Network.newNetwork();
    private final List<ContainerMachine> nodes = new ArrayList<>();
    private final String bootstrap;
    private final String image;
    private final Path folder;

    TestcontainersGround(int count, String image, Path folder) {
        this.image = image;
        this.folder = folder;
        List<Integer> ports = IntStream.range(0, count).mapToObj(_ -> Ports.free()).toList();
        bootstrap = ports.stream().map(p -> "localhost:" + p).collect(Collectors.joining(","));
        String voters =
                IntStream.rangeClosed(1, count)
                        .mapToObj(n -> n + "@" + alias(n) + ":9093")
                        .collect(Collectors.joining(","));
        try {
            Files.createDirectories(folder);
            for (int id = 1; id <= count; id++) {
                var node =
                        new ContainerMachine(
                                id,
                                container(id, ports.get(id - 1), voters),
                                folder.resolve("node-" + id + ".log").toString());
                nodes.add(node);
                node.container().start();
                connect(node);
            }
            awaitWhole();
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static String alias(int id) {
        return "peer-" + id;
    }

    private GenericContainer<?> container(int id, int port, String voters) {
        var container = new GenericContainer<>(DockerImageName.parse(image));
        container.setPortBindings(List.of(port + ":9092"));
        return container
                .withEnv("CLUSTER_ID", "5L6g3nShT-eMCtK--X86sw")
                .withEnv("KAFKA_NODE_ID", Integer.toString(id))
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", voters)
                .withEnv("KAFKA_LISTENERS", "CLIENTS://:9092,CONTROLLER://:9093,PEERS://:19092")
                .withEnv(
                        "KAFKA_ADVERTISED_LISTENERS",
                        "CLIENTS://localhost:%d,PEERS://%s:19092".formatted(port, alias(id)))
                .withEnv(
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT,PEERS:PLAINTEXT")
                .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "PEERS")
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
    }

    private void connect(ContainerMachine node) {
        node.container()
                .getDockerClient()
                .connectToNetworkCmd()
                .withContainerId(node.containerId())
                .withNetworkId(peers.getId())
                .withContainerNetwork(new ContainerNetwork().withAliases(alias(node.id())))
                .exec();
    }

    private void disconnect(ContainerMachine node) {
        node.container()
                .getDockerClient()
                .disconnectFromNetworkCmd()
                .withContainerId(node.containerId())
                .withNetworkId(peers.getId())
                .exec();
    }

    private void awaitWhole() {
        try (Admin admin = Admin.create(client(Map.of()))) {
            Await.until(
                    "the cluster counts " + nodes.size() + " nodes",
                    START,
                    () -> admin.describeCluster().nodes().get().size() == nodes.size());
        }
    }

    @Override
    public List<Machine> machines() {
        return List.copyOf(nodes);
    }

    @Override
    public Set<Means> means() {
        return EnumSet.of(Means.PROCESS, Means.ISOLATION);
    }

    @Override
    public List<String> lacking() {
        return List.of("containers: no single links cut, no broken disks, unsynced bytes are kept");
    }

    @Override
    public Map<String, Object> client(Map<String, ?> more) {
        var properties = new HashMap<String, Object>(more);
        properties.put("bootstrap.servers", bootstrap);
        return properties;
    }

    @Override
    public String description() {
        return "%d containers of %s, kept by Testcontainers".formatted(nodes.size(), image);
    }

    @Override
    public void isolate(int node) {
        disconnect(nodes.get(node - 1));
    }

    @Override
    public void rejoin(int node) {
        try {
            disconnect(nodes.get(node - 1));
        } catch (DockerException apartAlready) {
            // As it should be.
        }
        connect(nodes.get(node - 1));
    }

    @Override
    public void deafen(int node, int from) {
        throw none("single links");
    }

    @Override
    public void undeafen(int node, int from) {
        throw none("single links");
    }

    @Override
    public void fillDisk(int node) {
        throw none("disks");
    }

    @Override
    public void freeDisk(int node) {
        throw none("disks");
    }

    @Override
    public void stickDisk(int node) {
        throw none("disks");
    }

    @Override
    public void slowDisk(int node) {
        throw none("disks");
    }

    @Override
    public void smoothDisk(int node) {
        throw none("disks");
    }

    private static UnsupportedOperationException none(String what) {
        return new UnsupportedOperationException("no " + what + " of containers");
    }

    @Override
    public void preserve() {
        for (ContainerMachine node : nodes) {
            Command.of(
                            "docker",
                            "cp",
                            node.containerId() + ":/var/lib/kafka/data",
                            folder.resolve("node-" + node.id()).toString())
                    .run();
        }
    }

    @Override
    public void close() {
        for (ContainerMachine node : nodes) {
            try {
                Files.writeString(Path.of(node.log()), node.container().getLogs());
            } catch (IOException | RuntimeException e) {
                System.err.println("no log of node " + node.id() + ": " + e);
            }
            node.container().stop();
        }
        peers.close();
    }
}
