package io.odradek.broker.config;

import org.jspecify.annotations.Nullable;

/**
 * One key of {@code server.properties}: its name, how its text becomes a value, what holds when it
 * is absent, and what it means.
 *
 * @param defaultText as the operator would write it; null when the key has no default
 * @param update whether a running broker follows a change made through IncrementalAlterConfigs
 * @param effective false for keys that are read and shown but do not change anything yet
 */
public record ConfigKey<T>(
        String name,
        ConfigType type,
        @Nullable String defaultText,
        ValueParser<T> parser,
        Update update,
        boolean effective,
        String doc) {

    /** When a change takes effect. */
    public enum Update {
        /** At the next start. */
        READ_ONLY,
        /** At once: in the broker, or as the default of every topic that does not set it. */
        CLUSTER_WIDE
    }

    /**
     * The value of {@code text}. Fails with a sentence that names the key, the text and the rule.
     */
    public T parse(String text) {
        try {
            return parser.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "%s is '%s': %s".formatted(name, text.strip(), e.getMessage()));
        }
    }

    public boolean sensitive() {
        return type == ConfigType.PASSWORD;
    }

    public boolean readOnly() {
        return update == Update.READ_ONLY;
    }

    /** The same key, followed by a running broker. */
    ConfigKey<T> dynamic() {
        return new ConfigKey<>(
                name, type, defaultText, parser, Update.CLUSTER_WIDE, effective, doc);
    }

    /** The same key under another name. */
    ConfigKey<T> named(String other) {
        return new ConfigKey<>(other, type, defaultText, parser, update, effective, doc);
    }

    /** The same key with another default. */
    ConfigKey<T> byDefault(String text) {
        return new ConfigKey<>(name, type, text, parser, update, effective, doc);
    }

    /** The same key, read but without effect in this version. */
    ConfigKey<T> withoutEffectYet() {
        return new ConfigKey<>(name, type, defaultText, parser, update, false, doc);
    }

    static ConfigKey<Integer> ofInt(String name, int byDefault, long min, String doc) {
        return key(
                name,
                ConfigType.INT,
                Integer.toString(byDefault),
                ValueParser.integer(min, Integer.MAX_VALUE),
                doc);
    }

    static ConfigKey<Long> ofLong(String name, long byDefault, long min, String doc) {
        return key(
                name,
                ConfigType.LONG,
                Long.toString(byDefault),
                ValueParser.integer64(min, Long.MAX_VALUE),
                doc);
    }

    /** Without a default: another key decides when it is absent. */
    static ConfigKey<Long> ofOptionalLong(String name, long min, String doc) {
        return key(name, ConfigType.LONG, null, ValueParser.integer64(min, Long.MAX_VALUE), doc);
    }

    static ConfigKey<Double> ofDouble(
            String name, double byDefault, double min, double max, String doc) {
        return key(
                name,
                ConfigType.DOUBLE,
                Double.toString(byDefault),
                ValueParser.decimal(min, max),
                doc);
    }

    static ConfigKey<Boolean> ofBoolean(String name, boolean byDefault, String doc) {
        return key(name, ConfigType.BOOLEAN, Boolean.toString(byDefault), ValueParser.bool(), doc);
    }

    static ConfigKey<String> ofString(String name, @Nullable String byDefault, String doc) {
        return key(name, ConfigType.STRING, byDefault, text -> text, doc);
    }

    static <T> ConfigKey<T> key(
            String name,
            ConfigType type,
            @Nullable String byDefault,
            ValueParser<T> parser,
            String doc) {
        return new ConfigKey<>(name, type, byDefault, parser, Update.READ_ONLY, true, doc);
    }
}
