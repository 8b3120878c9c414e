package io.odradek.broker.config;

import java.util.Locale;

/** A named address; names are upper case. */
public record Listener(String name, HostPort address) {

    /** Reads {@code NAME://host:port}. */
    static Listener parse(String text) {
        int slashes = text.indexOf("://");
        if (slashes <= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' must have the form NAME://host:port.");
        }
        return new Listener(
                text.substring(0, slashes).toUpperCase(Locale.ROOT),
                HostPort.parse(text.substring(slashes + 3)));
    }

    @Override
    public String toString() {
        return name + "://" + address;
    }
}
