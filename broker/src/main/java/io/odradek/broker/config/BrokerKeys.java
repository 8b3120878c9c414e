package io.odradek.broker.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every key that is declared. */
public final class BrokerKeys {
    private BrokerKeys() {}

    static final Map<String, ConfigKey<?>> BY_NAME = byName();

    /** All keys, by name. */
    public static Map<String, ConfigKey<?>> all() {
        return BY_NAME;
    }

    private static Map<String, ConfigKey<?>> byName() {
        Map<String, ConfigKey<?>> keys = new TreeMap<>();
        Stream.of(
                        NodeKeys.ALL,
                        NetKeys.ALL,
                        SecurityKeys.ALL,
                        LogKeys.ALL,
                        CleanerKeys.ALL,
                        ReplicationKeys.ALL,
                        GroupKeys.ALL)
                .flatMap(List::stream)
                .forEach(key -> keys.put(key.name(), key));
        return Collections.unmodifiableMap(keys);
    }
}
