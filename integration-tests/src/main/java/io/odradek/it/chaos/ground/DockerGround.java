package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.ApiVersionsProbe;
import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.Reaper;

import org.apache.kafka.clients.admin.Admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes as containers of the project's image, started by compose. Each is on two networks: clients
 * reach its fixed address on one, nodes reach each other by names that only the other has; cutting
 * a node off takes it from the latter. The engine must run on this computer, and it must be Linux.
 */
public final class DockerGround implements Ground {
    private static final Duration START = Duration.ofMinutes(2);
    private static final int PORT = 9092;

    private final String project = Leftovers.name("docker");

    /** The second half of the addresses set aside for test beds (RFC 2544). */
    private final String subnet = "198.19." + ProcessHandle.current().pid() % 256;

    private final Path folder;
    private final String image;
    private final List<String> compose;
    private final List<Machine> machines = new ArrayList<>();

    public DockerGround(int nodes, String image, Map<String, String> config, Path folder) {
        this.folder = folder;
        this.image = image;
        require("docker image inspect " + image, "no docker engine with the image " + image);
        String command = isThere("docker compose version") ? "docker compose" : "docker-compose";
        require(command + " version", "neither 'docker compose' nor docker-compose");
        sweep();
        Path file = folder.resolve("compose.yml");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, composeFile(nodes, config));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        compose = List.of((command + " -f " + file + " -p " + project).split(" "));
        Reaper.atLast(String.join(" ", compose) + " down -v -t 0 >/dev/null 2>&1");
        try {
            compose("up", "-d");
            for (int node = 1; node <= nodes; node++) {
                String container = compose("ps", "-q", "broker-" + node).strip();
                machines.add(
                        new DockerMachine(
                                node,
                                container,
                                String.valueOf(folder.resolve("node-" + node + ".log"))));
            }
            awaitWhole();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static boolean isThere(String command) {
        return Command.of("bash", "-c", command).run().status() == 0;
    }

    private static void require(String command, String otherwise) {
        if (!isThere(command)) {
            throw new CannotRunException(
                    otherwise + "; see integration-tests/README.md, Chaos, --docker.");
        }
    }

    private static void sweep() {
        String projects =
                "docker ps -a --format '{{.Label \"com.docker.compose.project\"}}' | sort -u";
        for (String stale : Leftovers.stale(Shell.run(projects).lines().toList())) {
            Shell.run(
                    """
                    docker ps -aq --filter label=com.docker.compose.project=%1$s | xargs -r docker rm -fv
                    docker network ls -q --filter label=com.docker.compose.project=%1$s | xargs -r docker network rm
                    """
                            .formatted(stale));
        }
    }

    private String composeFile(int nodes, Map<String, String> config) {
        String voters =
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(n -> n + "@peer-" + n + ":9093")
                        .collect(Collectors.joining(","));
        var file = new StringBuilder("services:\n");
        for (int node = 1; node <= nodes; node++) {
            file.append(
                    """
                      broker-%1$d:
                        image: %2$s
                        networks:
                          clients: {ipv4_address: %3$s}
                          peers: {aliases: [peer-%1$d]}
                        environment:
                          CLUSTER_ID: 5L6g3nShT-eMCtK--X86sw
                          KAFKA_NODE_ID: "%1$d"
                          KAFKA_PROCESS_ROLES: broker,controller
                          KAFKA_CONTROLLER_QUORUM_VOTERS: %4$s
                          KAFKA_LISTENERS: CLIENTS://:9092,CONTROLLER://:9093,PEERS://:19092
                          KAFKA_ADVERTISED_LISTENERS: CLIENTS://%3$s:9092,PEERS://peer-%1$d:19092
                          KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT,PEERS:PLAINTEXT
                          KAFKA_INTER_BROKER_LISTENER_NAME: PEERS
                          KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
                    """
                            .formatted(node, image, address(node), voters));
            config.forEach(
                    (key, value) ->
                            file.append("      KAFKA_")
                                    .append(variable(key))
                                    .append(": \"")
                                    .append(value)
                                    .append("\"\n"));
        }
        return file
                + """
                networks:
                  clients:
                    ipam: {config: [{subnet: %s.0/24}]}
                  peers: {}
                """
                        .formatted(subnet);
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private String address(int node) {
        return subnet + "." + (10 + node);
    }

    private String compose(String... args) {
        var line = new ArrayList<>(compose.subList(1, compose.size()));
        line.addAll(List.of(args));
        return Command.of(compose.getFirst(), line.toArray(String[]::new)).within(START).run().ok();
    }

    private void awaitWhole() {
        for (Machine machine : machines) {
            Await.until(
                    "node " + machine.id() + " answers",
                    START,
                    () -> ApiVersionsProbe.answers(address(machine.id()), PORT));
        }
        try (Admin admin = Admin.create(client(Map.of()))) {
            Await.until(
                    "the cluster counts " + machines.size() + " nodes",
                    START,
                    () -> admin.describeCluster().nodes().get().size() == machines.size());
        }
    }

    @Override
    public List<Machine> machines() {
        return machines;
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
        var p = new HashMap<String, Object>(more);
        p.put(
                "bootstrap.servers",
                machines.stream()
                        .map(m -> address(m.id()) + ":" + PORT)
                        .collect(Collectors.joining(",")));
        return p;
    }

    @Override
    public String description() {
        return "%d containers of %s".formatted(machines.size(), image);
    }

    @Override
    public void isolate(int node) {
        Shell.run("docker network disconnect %s_peers %s".formatted(project, container(node)));
    }

    @Override
    public void rejoin(int node) {
        String network = project + "_peers";
        Shell.run(
                """
                docker network disconnect %1$s %2$s 2>/dev/null || true
                docker network connect --alias peer-%3$d %1$s %2$s
                """
                        .formatted(network, container(node), node));
    }

    private String container(int node) {
        return ((DockerMachine) machines.get(node - 1)).container();
    }

    @Override
    public void deafen(int node, int from) {
        throw new UnsupportedOperationException("no single links of containers");
    }

    @Override
    public void undeafen(int node, int from) {
        throw new UnsupportedOperationException("no single links of containers");
    }

    @Override
    public void fillDisk(int node) {
        throw noDisk();
    }

    @Override
    public void freeDisk(int node) {
        throw noDisk();
    }

    @Override
    public void stickDisk(int node) {
        throw noDisk();
    }

    @Override
    public void slowDisk(int node) {
        throw noDisk();
    }

    @Override
    public void smoothDisk(int node) {
        throw noDisk();
    }

    private static UnsupportedOperationException noDisk() {
        return new UnsupportedOperationException("no disks of containers");
    }

    @Override
    public void preserve() {
        for (Machine machine : machines) {
            Shell.run(
                    "docker cp %s:/var/lib/kafka/data %s || true"
                            .formatted(
                                    container(machine.id()),
                                    folder.resolve("node-" + machine.id())));
        }
    }

    @Override
    public void close() {
        for (Machine machine : machines) {
            Shell.run(
                    "docker logs %s > %s 2>&1 || true"
                            .formatted(container(machine.id()), machine.log()));
        }
        compose("down", "-v", "-t", "0");
    }
}
