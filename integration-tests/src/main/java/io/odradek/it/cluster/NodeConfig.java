package io.odradek.it.cluster;

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
        int id, Path dir, int kafkaPort, int controllerPort, Map<String, String> properties) {
    public NodeConfig {
        properties = Map.copyOf(properties);
    }

    public Path file() {
        return dir.resolve("server.properties");
    }

    public Path dataDir() {
        return dir.resolve("data");
    }

    public boolean isBroker() {
        return kafkaPort != 0;
    }

    public boolean isController() {
        return controllerPort != 0;
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
        var voters =
                seats.stream()
                        .filter(s -> s.controllerPort != 0)
                        .map(s -> s.id + "@127.0.0.1:" + s.controllerPort)
                        .toList();
        var nodes = new ArrayList<NodeConfig>();
        for (Seat seat : seats) {
            Path home = dir.resolve("node-" + seat.id);
            var p = properties(seat.id, home, seat.kafkaPort, seat.controllerPort);
            p.put("controller.quorum.voters", String.join(",", voters));
            p.putAll(spec.config());
            var node = new NodeConfig(seat.id, home, seat.kafkaPort, seat.controllerPort, p);
            node.write();
            nodes.add(node);
        }
        return nodes;
    }

    private static Map<String, String> properties(
            int id, Path home, int kafkaPort, int controllerPort) {
        var roles = new ArrayList<String>();
        var listeners = new ArrayList<String>();
        var p = new TreeMap<String, String>();
        if (kafkaPort != 0) {
            roles.add("broker");
            listeners.add("PLAINTEXT://127.0.0.1:" + kafkaPort);
            p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + kafkaPort);
            p.put("inter.broker.listener.name", "PLAINTEXT");
        }
        if (controllerPort != 0) {
            roles.add("controller");
            listeners.add("CONTROLLER://127.0.0.1:" + controllerPort);
        }
        p.put("process.roles", String.join(",", roles));
        p.put("node.id", String.valueOf(id));
        p.put("listeners", String.join(",", listeners));
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("log.dirs", home.resolve("data").toString());
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
