package io.odradek.broker.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The rules that listeners keep among themselves. */
final class Listeners {
    private Listeners() {}

    static List<Listener> checked(
            BrokerConfig config, boolean controller, List<String> controllerNames) {
        if (!config.isSet(NetKeys.LISTENERS) && controller) {
            throw new ConfigException(
                    "listeners is not set, but a controller needs one for %s: add %s://:9093."
                            .formatted(controllerNames.getFirst(), controllerNames.getFirst()));
        }
        List<Listener> all = config.get(NetKeys.LISTENERS);
        Set<String> names = new HashSet<>();
        Set<HostPort> addresses = new HashSet<>();
        for (Listener listener : all) {
            if (!names.add(listener.name())) {
                throw new ConfigException(
                        "listeners names %s twice: give each its own name."
                                .formatted(listener.name()));
            }
            if (listener.address().port() != 0 && !addresses.add(listener.address())) {
                throw new ConfigException(
                        "listeners opens %s twice: give each its own port."
                                .formatted(listener.address()));
            }
        }
        boolean hasController = all.stream().anyMatch(l -> controllerNames.contains(l.name()));
        if (controller && !hasController) {
            throw new ConfigException(
                    "process.roles has controller, but listeners has no %s: add %s://:9093."
                            .formatted(controllerNames.getFirst(), controllerNames.getFirst()));
        }
        if (!controller && hasController) {
            throw new ConfigException(
                    "listeners has %s of controller.listener.names, but process.roles has no"
                                    .formatted(controllerNames.getFirst())
                            + " controller: remove the listener, or add the role.");
        }
        return all;
    }

    static List<Listener> without(List<Listener> all, List<String> names) {
        return all.stream().filter(l -> !names.contains(l.name())).toList();
    }

    /** The security protocol of each of {@code all}; so far all must be PLAINTEXT. */
    static Map<String, String> protocols(BrokerConfig config, List<Listener> all) {
        Map<String, String> map = new HashMap<>();
        for (String entry : ValueParser.list().parse(config.get(NetKeys.PROTOCOL_MAP))) {
            String[] parts = entry.split(":", -1);
            if (parts.length != 2) {
                throw new ConfigException(
                        "listener.security.protocol.map has '%s': write NAME:PROTOCOL."
                                .formatted(entry));
            }
            map.put(parts[0].strip().toUpperCase(Locale.ROOT), parts[1].strip());
        }
        // Apache's convenience: controllers' listeners are plain unless the map was set.
        boolean mapSet = config.isSet(NetKeys.PROTOCOL_MAP);
        Map<String, String> result = new HashMap<>();
        for (Listener listener : all) {
            String protocol =
                    map.getOrDefault(listener.name(), mapSet ? "" : "PLAINTEXT")
                            .toUpperCase(Locale.ROOT);
            if (protocol.isEmpty()) {
                throw new ConfigException(
                        "listener.security.protocol.map does not say which protocol %s speaks: add"
                                        .formatted(listener.name())
                                + " %s:PLAINTEXT.".formatted(listener.name()));
            }
            if (!Arrays.asList("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
                    .contains(protocol)) {
                throw new ConfigException(
                        "listener.security.protocol.map gives %s the protocol %s, which does not"
                                        .formatted(listener.name(), protocol)
                                + " exist: write PLAINTEXT.");
            }
            if (!protocol.equals("PLAINTEXT")) {
                throw new ConfigException(
                        "The listener %s would speak %s, which is not supported yet: use PLAINTEXT."
                                .formatted(listener.name(), protocol));
            }
            result.put(listener.name(), protocol);
        }
        return Map.copyOf(result);
    }

    static String interBroker(
            BrokerConfig config, List<Listener> kafka, Map<String, String> protocols) {
        if (config.isSet(NetKeys.INTER_BROKER_LISTENER)) {
            String name = config.get(NetKeys.INTER_BROKER_LISTENER).toUpperCase(Locale.ROOT);
            if (kafka.stream().noneMatch(l -> l.name().equals(name))) {
                throw new ConfigException(
                        "inter.broker.listener.name is %s, which is not among the client listeners"
                                        .formatted(name)
                                + " %s.".formatted(ValueParser.join(kafka)));
            }
            return name;
        }
        String protocol = config.get(NetKeys.INTER_BROKER_PROTOCOL);
        List<Listener> fitting = new ArrayList<>(kafka);
        fitting.removeIf(l -> !protocol.equals(protocols.get(l.name())));
        if (fitting.isEmpty()) {
            throw new ConfigException(
                    "No listener speaks %s of security.inter.broker.protocol: set"
                                    .formatted(protocol)
                            + " inter.broker.listener.name.");
        }
        return fitting.stream()
                .filter(l -> l.name().equals(protocol))
                .findFirst()
                .orElse(fitting.getFirst())
                .name();
    }
}
