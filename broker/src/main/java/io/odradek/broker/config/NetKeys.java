package io.odradek.broker.config;

import static io.odradek.broker.config.ConfigKey.key;
import static io.odradek.broker.config.ConfigKey.ofInt;
import static io.odradek.broker.config.ConfigKey.ofLong;
import static io.odradek.broker.config.ConfigKey.ofString;

import java.util.List;

/** Ports, connections and the threads behind them. */
public final class NetKeys {
    private NetKeys() {}

    public static final ConfigKey<List<Listener>> LISTENERS =
            key(
                    "listeners",
                    ConfigType.LIST,
                    "PLAINTEXT://:9092",
                    ValueParser.list().then(parts -> parts.stream().map(Listener::parse).toList()),
                    "Where this node listens, as NAME://host:port; an empty host is every address.");
    public static final ConfigKey<List<Listener>> ADVERTISED =
            key(
                    "advertised.listeners",
                    ConfigType.LIST,
                    null,
                    ValueParser.list().then(parts -> parts.stream().map(Listener::parse).toList()),
                    "The same as others reach it, where that differs.");
    public static final ConfigKey<String> PROTOCOL_MAP =
            ofString(
                    "listener.security.protocol.map",
                    "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT",
                    "The security protocol of each listener name.");
    public static final ConfigKey<String> INTER_BROKER_LISTENER =
            ofString(
                    "inter.broker.listener.name",
                    null,
                    "The listener brokers use among themselves.");
    public static final ConfigKey<String> INTER_BROKER_PROTOCOL =
            key(
                    "security.inter.broker.protocol",
                    ConfigType.STRING,
                    "PLAINTEXT",
                    ValueParser.oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
                    "The protocol that chooses it, where inter.broker.listener.name is not set.");
    public static final ConfigKey<Integer> SHARDS =
            ofInt(
                    "num.network.threads",
                    Runtime.getRuntime().availableProcessors(),
                    1,
                    "Event loops that serve connections and own partitions; by default one per"
                            + " processor.");
    public static final ConfigKey<Integer> IO_THREADS =
            ofInt("num.io.threads", 8, 1, "Threads for disk work that would stall an event loop.");
    public static final ConfigKey<Integer> SEND_BUFFER =
            ofInt("socket.send.buffer.bytes", 102_400, -1, "SO_SNDBUF; -1: the system's.");
    public static final ConfigKey<Integer> RECEIVE_BUFFER =
            ofInt("socket.receive.buffer.bytes", 102_400, -1, "SO_RCVBUF; -1: the system's.");
    public static final ConfigKey<Integer> BACKLOG =
            ofInt("socket.listen.backlog.size", 50, 1, "Connections that may wait to be accepted.");
    public static final ConfigKey<Integer> REQUEST_BYTES =
            ofInt("socket.request.max.bytes", 100 << 20, 1, "Largest request.");
    public static final ConfigKey<Long> QUEUED_BYTES =
            ofLong(
                    "queued.max.request.bytes",
                    -1,
                    -1,
                    "Bytes of requests in flight, over all connections, above which nothing more"
                            + " is read; -1: a quarter of the largest heap.");
    public static final ConfigKey<Integer> CONNECTIONS =
            ofInt("max.connections", Integer.MAX_VALUE, 0, "Connections at the same time.");
    public static final ConfigKey<Integer> CONNECTIONS_PER_IP =
            ofInt("max.connections.per.ip", Integer.MAX_VALUE, 0, "The same from one address.");
    public static final ConfigKey<Long> IDLE_MS =
            ofLong(
                    "connections.max.idle.ms",
                    600_000,
                    -1,
                    "Silence after which one is closed; -1: never.");
    public static final ConfigKey<Integer> REQUEST_TIMEOUT_MS =
            ofInt("request.timeout.ms", 30_000, 1, "How long a forwarded request may take.");
    public static final ConfigKey<String> METRICS_LISTENER =
            ofString(
                    "metrics.listener",
                    "",
                    "Odradek's own: host:port of the HTTP endpoints /metrics and /health; empty:"
                            + " none.");

    static final List<ConfigKey<?>> ALL =
            List.of(
                    LISTENERS,
                    ADVERTISED,
                    PROTOCOL_MAP,
                    INTER_BROKER_LISTENER,
                    INTER_BROKER_PROTOCOL,
                    SHARDS,
                    IO_THREADS,
                    SEND_BUFFER,
                    RECEIVE_BUFFER,
                    BACKLOG,
                    REQUEST_BYTES,
                    QUEUED_BYTES,
                    CONNECTIONS,
                    CONNECTIONS_PER_IP,
                    IDLE_MS,
                    REQUEST_TIMEOUT_MS,
                    METRICS_LISTENER);
}
