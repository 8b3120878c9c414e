package io.odradek.tools.storage;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.PropertyArguments;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What formatting needs to know of a node's {@code server.properties}. The node itself checks the
 * rest when it starts.
 *
 * @param metadataDirectory where the metadata log lives; may or may not be one of {@code
 *     dataDirectories}
 * @param staticVoters whether {@code controller.quorum.voters} fixes the quorum
 * @param bootstrapServers {@code controller.quorum.bootstrap.servers}, as written
 * @param controllerListener the name of the controllers' listener; empty on a mere broker
 * @param controllerEndpoint how others reach this node's controller; empty on a mere broker
 */
public record NodeSettings(
        int nodeId,
        boolean isController,
        boolean isBroker,
        List<Path> dataDirectories,
        Path metadataDirectory,
        boolean staticVoters,
        List<String> bootstrapServers,
        String controllerListener,
        Optional<Endpoint> controllerEndpoint) {

    /** A host, an IPv6 address without brackets, and its port. */
    public record Endpoint(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    private static final String DEFAULT_DIRECTORY = "/tmp/kafka-logs";

    public static NodeSettings load(Path file) {
        return of(PropertyArguments.load(file), file);
    }

    /** Reads the settings out of {@code properties}; {@code file} is named in complaints. */
    static NodeSettings of(Properties properties, Path file) {
        Reader reader = new Reader(properties, file);
        List<String> roles = reader.list("process.roles");
        if (roles.isEmpty()) {
            throw reader.wrong(
                    "process.roles",
                    "is not set; write broker, controller or broker,controller (a node without roles was a ZooKeeper-era broker, which no longer exists)");
        }
        for (String role : roles) {
            if (!role.equals("broker") && !role.equals("controller")) {
                throw reader.wrong(
                        "process.roles",
                        "has the unknown role '%s'; the roles are broker and controller"
                                .formatted(role));
            }
        }
        boolean isController = roles.contains("controller");
        List<Path> data = directories(reader);
        String metadata = reader.get("metadata.log.dir");
        return new NodeSettings(
                nodeId(reader),
                isController,
                roles.contains("broker"),
                data,
                metadata == null ? data.getFirst() : absolute(metadata),
                !reader.list("controller.quorum.voters").isEmpty(),
                reader.list("controller.quorum.bootstrap.servers"),
                isController ? controllerListener(reader) : "",
                isController ? Optional.of(controllerEndpoint(reader)) : Optional.empty());
    }

    /** Every directory that formatting writes, each once: data first, then metadata. */
    List<Path> allDirectories() {
        Set<Path> all = new LinkedHashSet<>(dataDirectories);
        all.add(metadataDirectory);
        return List.copyOf(all);
    }

    /**
     * Whether this controller knows of no other: its own address is all that is listed. Such a
     * quorum can only begin with this node.
     */
    boolean isOnlyKnownController() {
        return controllerEndpoint
                .map(own -> bootstrapServers.equals(List.of(own.toString())))
                .orElse(false);
    }

    private static List<Path> directories(Reader reader) {
        List<String> names = reader.list("log.dirs");
        if (names.isEmpty()) {
            names = reader.list("log.dir");
        }
        if (names.isEmpty()) {
            names = List.of(DEFAULT_DIRECTORY);
        }
        return names.stream().map(NodeSettings::absolute).distinct().toList();
    }

    private static Path absolute(String directory) {
        return Path.of(directory).toAbsolutePath().normalize();
    }

    private static int nodeId(Reader reader) {
        String text = reader.get("node.id");
        if (text == null) {
            text = reader.get("broker.id");
        }
        if (text == null) {
            throw reader.wrong("node.id", "is not set; give every node its own number, from 0 up");
        }
        try {
            int id = Integer.parseInt(text);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative number.
        }
        throw reader.wrong("node.id", "is '%s', which is not a number from 0 up".formatted(text));
    }

    private static String controllerListener(Reader reader) {
        List<String> names = reader.list("controller.listener.names");
        if (names.isEmpty()) {
            throw reader.wrong(
                    "controller.listener.names",
                    "is not set; name the listener of the controllers, for example CONTROLLER");
        }
        return names.getFirst().toUpperCase(Locale.ROOT);
    }

    private static Endpoint controllerEndpoint(Reader reader) {
        String name = controllerListener(reader);
        String listener = find(reader.list("listeners"), name);
        if (listener == null) {
            throw reader.wrong(
                    "listeners",
                    "has no %s listener, which controller.listener.names asks for; add %s://host:port"
                            .formatted(name, name));
        }
        Endpoint bound = endpoint(reader, "listeners", listener);
        String advertised = find(reader.list("advertised.listeners"), name);
        Endpoint shown =
                advertised == null ? bound : endpoint(reader, "advertised.listeners", advertised);
        boolean everywhere =
                shown.host().isEmpty()
                        || shown.host().equals("0.0.0.0")
                        || shown.host().equals("::");
        return everywhere ? new Endpoint(thisHost(), shown.port()) : shown;
    }

    private static @Nullable String find(List<String> listeners, String name) {
        return listeners.stream()
                .filter(l -> l.regionMatches(true, 0, name + "://", 0, name.length() + 3))
                .findFirst()
                .orElse(null);
    }

    private static Endpoint endpoint(Reader reader, String key, String listener) {
        String address = listener.substring(listener.indexOf("://") + 3);
        int colon = address.lastIndexOf(':');
        if (colon < 0 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            throw reader.wrong(
                    key, "has '%s', which is not of the form NAME://host:port".formatted(listener));
        }
        String host = address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Endpoint(host, Integer.parseInt(address.substring(colon + 1)));
    }

    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** The properties with their file's name, for complaints. */
    private record Reader(Properties properties, Path file) {

        @Nullable String get(String key) {
            String value = properties.getProperty(key);
            return value == null || value.isBlank() ? null : value.strip();
        }

        List<String> list(String key) {
            String value = get(key);
            if (value == null) {
                return List.of();
            }
            List<String> items = new ArrayList<>();
            Arrays.stream(value.split(",", -1))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .forEach(items::add);
            return items;
        }

        Failure wrong(String key, String what) {
            return new Failure("%s: %s %s".formatted(file, key, what));
        }
    }
}
