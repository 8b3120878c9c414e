package io.odradek.broker.config;

/** Where something listens; an IPv6 host stands without its brackets, every address is "". */
public record HostPort(String host, int port) {

    /** Whether it stands for every address of this computer. */
    public boolean isEverywhere() {
        return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
    }

    /** Reads {@code host:port} or {@code [v6]:port}. */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' must have the form host:port.");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw new IllegalArgumentException(
                    "write the IPv6 address of '" + text + "' in brackets.");
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 0 && port <= 65535) {
                return new HostPort(host, port);
            }
        } catch (NumberFormatException e) {
            // Said below, as for a port out of range.
        }
        throw new IllegalArgumentException("the port of '" + text + "' must be from 0 to 65535.");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
