package io.odradek.broker.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What several keys say together: the node's roles, its listeners and directories.
 *
 * @param listeners Kafka ports of a broker; empty on a controller
 * @param advertised as others reach them; port 0 stands for the port that was bound
 * @param controllerListener the control plane's port on a controller
 * @param controllerAddress that port as others reach it
 * @param protocols security protocol by listener name
 */
public record NodePlan(
        int nodeId,
        boolean broker,
        boolean controller,
        List<Listener> listeners,
        List<Listener> advertised,
        String interBrokerListener,
        Optional<Listener> controllerListener,
        Optional<HostPort> controllerAddress,
        Map<String, String> protocols,
        List<Path> logDirs,
        Path metadataDir,
        List<QuorumVoter> voters,
        List<HostPort> bootstrap) {

    /**
     * @throws ConfigException when the keys do not fit together
     */
    public static NodePlan of(BrokerConfig config) {
        List<String> roles = config.get(NodeKeys.ROLES);
        if (roles.isEmpty()) {
            throw new ConfigException(
                    "process.roles is empty: set it to broker, controller or both.");
        }
        boolean broker = roles.contains("broker");
        boolean controller = roles.contains("controller");
        List<String> controllerNames =
                config.get(NodeKeys.CONTROLLER_LISTENERS).stream()
                        .map(name -> name.toUpperCase(Locale.ROOT))
                        .toList();
        if (controllerNames.isEmpty()) {
            throw new ConfigException(
                    "controller.listener.names is empty: name the listener of the controllers,"
                            + " usually CONTROLLER.");
        }
        List<Path> logDirs = logDirs(config);
        List<Listener> all = Listeners.checked(config, controller, controllerNames);
        List<Listener> kafka = Listeners.without(all, controllerNames);
        if (!broker && !kafka.isEmpty()) {
            throw new ConfigException(
                    "listeners names %s, but process.roles=controller opens only those of"
                                    .formatted(kafka.getFirst())
                            + " controller.listener.names: remove it, or add the broker role.");
        }
        if (broker && kafka.isEmpty()) {
            throw new ConfigException(
                    "listeners has none for clients: add one, such as PLAINTEXT://:9092.");
        }
        Map<String, String> protocols = Listeners.protocols(config, all);
        return new NodePlan(
                nodeId(config),
                broker,
                controller,
                kafka,
                broker ? advertised(config, kafka, controllerNames) : List.of(),
                broker ? Listeners.interBroker(config, kafka, protocols) : "",
                all.stream().filter(l -> controllerNames.contains(l.name())).findFirst(),
                controllerAddress(config, all, controllerNames),
                protocols,
                logDirs,
                config.find(NodeKeys.METADATA_DIR).map(Path::of).orElse(logDirs.getFirst()),
                voters(config, controller),
                config.get(NodeKeys.QUORUM_BOOTSTRAP));
    }

    private static int nodeId(BrokerConfig config) {
        int old = config.get(NodeKeys.BROKER_ID);
        if (!config.isSet(NodeKeys.NODE_ID) && old >= 0) {
            return old;
        }
        int id = config.get(NodeKeys.NODE_ID);
        if (old >= 0 && old != id) {
            throw new ConfigException(
                    "node.id is %d but broker.id is %d: remove broker.id.".formatted(id, old));
        }
        return id;
    }

    private static List<Path> logDirs(BrokerConfig config) {
        List<String> names =
                config.find(LogKeys.LOG_DIRS).orElseGet(() -> List.of(config.get(LogKeys.LOG_DIR)));
        if (names.isEmpty()) {
            throw new ConfigException("log.dirs is empty: name at least one directory.");
        }
        List<Path> dirs =
                names.stream().map(name -> Path.of(name).toAbsolutePath().normalize()).toList();
        if (dirs.stream().distinct().count() != dirs.size()) {
            throw new ConfigException("log.dirs names a directory twice: " + names + ".");
        }
        return dirs;
    }

    private static List<QuorumVoter> voters(BrokerConfig config, boolean controller) {
        List<QuorumVoter> voters = config.get(NodeKeys.QUORUM_VOTERS);
        if (voters.isEmpty() && config.get(NodeKeys.QUORUM_BOOTSTRAP).isEmpty()) {
            throw new ConfigException(
                    "Neither controller.quorum.voters nor controller.quorum.bootstrap.servers is"
                            + " set: say where the controllers are, such as"
                            + " controller.quorum.voters=1@localhost:9093.");
        }
        int id = nodeId(config);
        if (controller && !voters.isEmpty() && voters.stream().noneMatch(v -> v.id() == id)) {
            throw new ConfigException(
                    "node.id is %d and process.roles has controller, but controller.quorum.voters"
                                    .formatted(id)
                            + " is %s: add this node, or remove the role."
                                    .formatted(ValueParser.join(voters)));
        }
        if (voters.stream().map(QuorumVoter::id).distinct().count() != voters.size()) {
            throw new ConfigException(
                    "controller.quorum.voters names a node twice: "
                            + ValueParser.join(voters)
                            + ".");
        }
        return voters;
    }

    private static List<Listener> advertised(
            BrokerConfig config, List<Listener> kafka, List<String> controllerNames) {
        Map<String, Listener> byName = new HashMap<>();
        kafka.forEach(l -> byName.put(l.name(), l));
        List<Listener> said =
                Listeners.without(
                        config.find(NetKeys.ADVERTISED).orElse(List.of()), controllerNames);
        for (Listener listener : said) {
            if (!byName.containsKey(listener.name())) {
                throw new ConfigException(
                        "advertised.listeners names %s, which listeners does not open."
                                .formatted(listener));
            }
        }
        List<Listener> result = new ArrayList<>();
        for (Listener listener : said.isEmpty() ? kafka : said) {
            String host = listener.address().host();
            if (host.equals("0.0.0.0") || host.equals("::")) {
                throw new ConfigException(
                        "%s would be advertised to clients, who cannot reach %s: set"
                                        .formatted(listener, host)
                                + " advertised.listeners to a host name or address.");
            }
            result.add(
                    host.isEmpty()
                            ? new Listener(
                                    listener.name(),
                                    new HostPort(localHost(), listener.address().port()))
                            : listener);
        }
        return List.copyOf(result);
    }

    /** As {@code advertised.listeners} says, else as it listens, else by this computer's name. */
    private static Optional<HostPort> controllerAddress(
            BrokerConfig config, List<Listener> all, List<String> controllerNames) {
        List<Listener> said = new ArrayList<>(config.find(NetKeys.ADVERTISED).orElse(List.of()));
        said.addAll(all);
        return said.stream()
                .filter(l -> controllerNames.contains(l.name()))
                .findFirst()
                .map(Listener::address)
                .map(
                        address ->
                                address.isEverywhere()
                                        ? new HostPort(ownName(), address.port())
                                        : address);
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            // Then nobody else can look it up either.
            return "localhost";
        }
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            throw new ConfigException(
                    "This computer's own name cannot be resolved (%s): set advertised.listeners."
                            .formatted(e.getMessage()));
        }
    }
}
