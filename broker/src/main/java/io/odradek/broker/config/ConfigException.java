package io.odradek.broker.config;

/** A config that cannot be used. The message is one sentence for the operator. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }
}
