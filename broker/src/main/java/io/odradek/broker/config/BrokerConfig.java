package io.odradek.broker.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The values of a {@code server.properties}, each key parsed and checked. Immutable. What follows
 * from several keys together is told by {@link NodePlan}.
 */
public final class BrokerConfig {
    private final Map<String, String> given;
    private final Map<ConfigKey<?>, Object> values;
    private final List<String> warnings;

    private BrokerConfig(
            Map<String, String> given, Map<ConfigKey<?>, Object> values, List<String> warnings) {
        this.given = Collections.unmodifiableMap(given);
        this.values = values;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Parses every key that is given.
     *
     * @throws ConfigException for a value that breaks its rule and for a key nobody knows
     */
    public static BrokerConfig of(Map<String, String> properties) {
        Map<ConfigKey<?>, Object> values = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, String> entry : new TreeMap<>(properties).entrySet()) {
            @Nullable ConfigKey<?> key = BrokerKeys.BY_NAME.get(entry.getKey());
            if (key == null) {
                warnings.add(ForeignKeys.explain(entry.getKey()));
            } else {
                values.put(key, key.parse(entry.getValue()));
                if (!key.effective()) {
                    warnings.add(key.name() + " has no effect in this version.");
                }
                if (key.equals(SecurityKeys.AUTHORIZER) && !entry.getValue().isBlank()) {
                    warnings.add(SecurityKeys.NOT_ENFORCED);
                }
            }
        }
        return new BrokerConfig(new TreeMap<>(properties), values, warnings);
    }

    /** The value of {@code key}; its default where it is not given. */
    public <T> T get(ConfigKey<T> key) {
        return find(key)
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        key.name() + " is not set: " + key.doc() + " Set it."));
    }

    /** The value of {@code key}, or its default; empty when it has neither. */
    @SuppressWarnings("unchecked") // Only key.parse() puts values in.
    public <T> Optional<T> find(ConfigKey<T> key) {
        @Nullable Object value = values.get(key);
        if (value != null) {
            return Optional.of((T) value);
        }
        return key.defaultText() == null
                ? Optional.empty()
                : Optional.of(key.parse(key.defaultText()));
    }

    public boolean isSet(ConfigKey<?> key) {
        return given.containsKey(key.name());
    }

    /** What the operator wrote, by key. */
    public Map<String, String> given() {
        return given;
    }

    /** Sentences about keys that were read but change nothing. */
    public List<String> warnings() {
        return warnings;
    }
}
