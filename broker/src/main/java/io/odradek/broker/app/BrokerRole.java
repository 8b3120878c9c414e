package io.odradek.broker.app;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Listener;
import io.odradek.broker.config.NetKeys;
import io.odradek.broker.config.NodeKeys;
import io.odradek.broker.config.NodePlan;
import io.odradek.broker.metadata.GrpcControlTransport;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.HandlerRegistry;
import io.odradek.broker.net.KafkaPort;
import io.odradek.broker.net.NetMetrics;
import io.odradek.broker.net.PeerClient;
import io.odradek.broker.net.PortSettings;
import io.odradek.broker.net.Shards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.controller.image.BrokerImage;
import io.odradek.log.io.Disk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The broker in this process: everything between the Kafka port and the control transport. */
final class BrokerRole implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BrokerRole.class);

    /** Requests of one connection that may await their answers. */
    private static final int IN_FLIGHT_MAX = 128;

    /** How long a stop may take to hand over leaderships. */
    private static final long HAND_OVER_MS = 10_000;

    private static final long CLOSE_LOGS_MS = 20_000;

    private final BrokerConfig config;
    private final NodePlan plan;
    private final NetMetrics netMetrics = new NetMetrics();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Shards shards;
    private final ThreadPoolExecutor io;
    private final GrpcControlTransport transport;
    private final KafkaPort port;
    private final BrokerCore core;

    /**
     * Opens the logs' directories and the port, and begins to register.
     *
     * @throws StartupException when a port or directory cannot be used
     */
    BrokerRole(
            BrokerConfig config,
            NodePlan plan,
            Quorum quorum,
            Directories directories,
            Disk disk,
            Consumer<Throwable> fatal)
            throws StartupException {
        this.config = config;
        this.plan = plan;
        shards = new Shards(config.get(NetKeys.SHARDS));
        io = IoPool.of(config.get(NetKeys.IO_THREADS));
        transport =
                new GrpcControlTransport(
                        shards.control(),
                        quorum.addresses(),
                        quorum.first(plan),
                        config.get(NodeKeys.QUORUM_REQUEST_TIMEOUT_MS),
                        config.get(NodeKeys.QUORUM_BACKOFF_MS));
        port = new KafkaPort(shards, portSettings(config), netMetrics);
        try {
            core =
                    BrokerCore.open(
                            config,
                            plan,
                            new BrokerCore.Identity(directories.clusterId(), directories.ids()),
                            new BrokerCore.Ground(
                                    disk,
                                    shards.all(),
                                    shards.control(),
                                    io,
                                    transport,
                                    peers(),
                                    new SecureRandom(),
                                    fatal));
            open(core.handlers());
        } catch (IOException e) {
            stopThreads();
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        core.start(endpoints());
    }

    private PeerClient peers() {
        return new PeerClient(
                shards,
                "broker-%d-fetcher".formatted(plan.nodeId()),
                config.get(NetKeys.REQUEST_BYTES));
    }

    private void open(HandlerRegistry handlers) throws IOException {
        for (Listener listener : plan.listeners()) {
            KafkaPort.Bound bound =
                    port.open(
                            listener.name(),
                            listener.address().host(),
                            listener.address().port(),
                            handlers);
            ports.put(listener.name(), bound.port());
        }
    }

    private static PortSettings portSettings(BrokerConfig config) {
        long requestBytes = config.get(NetKeys.QUEUED_BYTES);
        return new PortSettings(
                config.get(NetKeys.REQUEST_BYTES),
                IN_FLIGHT_MAX,
                requestBytes < 0 ? Runtime.getRuntime().maxMemory() / 4 : requestBytes,
                config.get(NetKeys.SEND_BUFFER),
                config.get(NetKeys.RECEIVE_BUFFER),
                config.get(NetKeys.BACKLOG),
                config.get(NetKeys.CONNECTIONS),
                config.get(NetKeys.CONNECTIONS_PER_IP),
                config.get(NetKeys.IDLE_MS));
    }

    /** The advertised listeners; a port that the system chose takes the place of 0. */
    private List<BrokerImage.Endpoint> endpoints() {
        List<BrokerImage.Endpoint> endpoints = new ArrayList<>();
        for (Listener listener : plan.advertised()) {
            int advertised = listener.address().port();
            endpoints.add(
                    new BrokerImage.Endpoint(
                            listener.name(),
                            listener.address().host(),
                            advertised == 0 ? ports.getOrDefault(listener.name(), 0) : advertised,
                            plan.protocols().getOrDefault(listener.name(), "PLAINTEXT")));
        }
        return endpoints;
    }

    /** Completes when the cluster lets this broker serve; fails when it never will. */
    CompletableFuture<Void> unfenced() {
        return core.unfenced();
    }

    MetadataView view() {
        return core.view();
    }

    ReplicaService replicas() {
        return core.replicas();
    }

    NetMetrics netMetrics() {
        return netMetrics;
    }

    /** The port that {@code listener} is bound to. */
    int port(String listener) {
        Integer bound = ports.get(listener);
        if (bound == null) {
            throw new IllegalArgumentException("no listener " + listener);
        }
        return bound;
    }

    /** An orderly end: leaderships move away, then the port closes, then the logs. */
    @Override
    public void close() {
        if (config.get(NodeKeys.CONTROLLED_SHUTDOWN)) {
            await(core.handOver(HAND_OVER_MS), HAND_OVER_MS + 500, "handing over leaderships");
        }
        port.stopAccepting();
        await(core.close(), CLOSE_LOGS_MS, "closing the logs");
        stopThreads();
    }

    private void stopThreads() {
        port.close();
        transport.close();
        shards.close();
        io.shutdown();
    }

    private static void await(CompletableFuture<Void> done, long timeoutMs, String what) {
        try {
            done.orTimeout(timeoutMs, TimeUnit.MILLISECONDS).join();
        } catch (RuntimeException e) {
            log.warn("Gave up {} after {} ms: {}", what, timeoutMs, e.toString());
        }
    }
}
