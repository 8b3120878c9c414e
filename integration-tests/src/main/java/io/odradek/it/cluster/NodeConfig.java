package io.odradek.it.cluster;

import org.apache.kafka.common.Uuid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One node's folder and settings.
 *
 * @param kafkaPort 0 for a separate controller
 * @param controllerPort 0 for a separate broker
 */
public record NodeConfig(
        int id,
        Path dir,
        Site site,
        int kafkaPort,
        int controllerPort,
        Map<String, String> properties) {
    public NodeConfig {
        properties = Map.copyOf(properties);
    }

    public Path file() {
        return dir.resolve("server.properties");
    }

    public Path dataDir() {
        return site.data();
    }

    /** Where clients find it. */
    public String kafkaAddress() {
        return site.host() + ":" + kafkaPort;
    }

    public boolean isBroker() {
        return kafkaPort != 0;
    }

    public boolean isController() {
        return controllerPort != 0;
    }

    /** This controller in the form of {@code --initial-controllers}, with a new directory id. */
    String initialController() {
        String directory = Uuid.randomUuid().toString();
        return "%d@%s:%d:%s".formatted(id, site.host(), controllerPort, directory);
    }

    /** Chooses ports for every node of a cluster and writes their server.properties. */
    static List<NodeConfig> layOut(ClusterSpec spec, Path dir) {
        boolean combined = spec.controllers() == 0;
        record Seat(int id, int kafkaPort, int controllerPort) {}
        var seats = new ArrayList<Seat>();
        for (int i = 1; i <= spec.controllers(); i++) {
            seats.add(new Seat(100 + i, 0, Ports.free()));
        }
        for (int i = 1; i <= spec.brokers(); i++) {
            seats.add(new Seat(i, Ports.free(), combined ? Ports.free() : 0));
        }
        boolean dynamic =
                spec.quorum() == ClusterSpec.Quorum.INITIAL
                        || spec.quorum() == ClusterSpec.Quorum.STANDALONE;
        var controllers =
                seats.stream()
                        .filter(s -> s.controllerPort != 0)
                        .map(
                                s ->
                                        (dynamic ? "" : s.id + "@")
                                                + host(spec, dir, s.id)
                                                + ":"
                                                + s.controllerPort)
                        .toList();
        var nodes = new ArrayList<NodeConfig>();
        for (Seat seat : seats) {
            Path home = home(dir, seat.id);
            Site site = spec.sites().of(seat.id, home);
            var p = properties(seat.id, site, seat.kafkaPort, seat.controllerPort);
            p.put(
                    dynamic ? "controller.quorum.bootstrap.servers" : "controller.quorum.voters",
                    spec.quorum() == ClusterSpec.Quorum.STANDALONE
                            ? controllers.getFirst()
                            : String.join(",", controllers));
            String id = Integer.toString(seat.id);
            spec.config()
                    .forEach(
                            (key, value) ->
                                    p.put(
                                            key,
                                            value.replace("{node}", id)
                                                    .replace("{dir}", home.toString())));
            var node = new NodeConfig(seat.id, home, site, seat.kafkaPort, seat.controllerPort, p);
            node.write();
            nodes.add(node);
        }
        return nodes;
    }

    /** What the controller {@code id} is called where controllers have names. */
    public static String controllerName(int id) {
        return "controller-" + id + ".odradek.test";
    }

    private static String host(ClusterSpec spec, Path dir, int id) {
        return spec.quorum() == ClusterSpec.Quorum.NAMED
                ? controllerName(id)
                : spec.sites().of(id, home(dir, id)).host();
    }

    private static Path home(Path dir, int id) {
        return dir.resolve("node-" + id);
    }

    private static Map<String, String> properties(
            int id, Site site, int kafkaPort, int controllerPort) {
        var roles = new ArrayList<String>();
        var listeners = new ArrayList<String>();
        var p = new TreeMap<String, String>();
        if (kafkaPort != 0) {
            roles.add("broker");
            listeners.add("PLAINTEXT://" + site.host() + ":" + kafkaPort);
            p.put("advertised.listeners", "PLAINTEXT://" + site.host() + ":" + kafkaPort);
            p.put("inter.broker.listener.name", "PLAINTEXT");
        }
        if (controllerPort != 0) {
            roles.add("controller");
            listeners.add("CONTROLLER://" + site.host() + ":" + controllerPort);
        }
        p.put("process.roles", String.join(",", roles));
        p.put("node.id", String.valueOf(id));
        p.put("listeners", String.join(",", listeners));
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("log.dirs", site.data().toString());
        return p;
    }

    private void write() {
        var lines = new StringBuilder();
        new TreeMap<>(properties)
                .forEach((k, v) -> lines.append(k).append('=').append(v).append('\n'));
        try {
            Files.createDirectories(dir);
            Files.writeString(file(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(), e);
        }
    }
}
