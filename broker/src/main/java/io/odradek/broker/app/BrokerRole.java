package io.odradek.broker.app;

import io.odradek.broker.api.DataApis;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Listener;
import io.odradek.broker.config.NetKeys;
import io.odradek.broker.config.NodeKeys;
import io.odradek.broker.config.NodePlan;
import io.odradek.broker.config.ReplicationKeys;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.coordinator.GroupConfig;
import io.odradek.broker.coordinator.group.GroupCoordinator;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.runtime.CoordinatorKind;
import io.odradek.broker.coordinator.runtime.HostedCoordinators;
import io.odradek.broker.metadata.BrokerSession;
import io.odradek.broker.metadata.GrpcControlTransport;
import io.odradek.broker.metadata.ImageWaits;
import io.odradek.broker.metadata.MetadataFollower;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.metadata.SessionSettings;
import io.odradek.broker.net.HandlerRegistry;
import io.odradek.broker.net.KafkaPort;
import io.odradek.broker.net.NetMetrics;
import io.odradek.broker.net.PeerClient;
import io.odradek.broker.net.PortSettings;
import io.odradek.broker.net.Shards;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.broker.replica.ReplicaSettings;
import io.odradek.controller.image.BrokerImage;
import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.io.Disk;
import io.odradek.wire.coordinator.CoordinatorRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
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
    private final Directories directories;
    private final SecureRandom seeds = new SecureRandom();
    private final UUID incarnationId = KafkaUuid.random(seeds);
    private final MetadataView view = new MetadataView();
    private final NetMetrics netMetrics = new NetMetrics();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Shards shards;
    private final ThreadPoolExecutor io;
    private final GrpcControlTransport transport;
    private final MetadataFollower follower;
    private final ReplicaService replicas;
    private final HostedCoordinators<GroupCoordinator> groups;
    private final KafkaPort port;
    private final BrokerSession session;

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
        this.directories = directories;
        shards = new Shards(config.get(NetKeys.SHARDS));
        io = IoPool.of(config.get(NetKeys.IO_THREADS));
        long retryMs = config.get(NodeKeys.QUORUM_BACKOFF_MS);
        transport =
                new GrpcControlTransport(
                        shards.control(),
                        quorum.addresses(),
                        quorum.first(plan.nodeId()),
                        config.get(NodeKeys.QUORUM_REQUEST_TIMEOUT_MS),
                        retryMs);
        follower =
                new MetadataFollower(
                        shards.control(),
                        transport,
                        view,
                        directories.clusterId(),
                        plan.nodeId(),
                        retryMs,
                        fatal);
        port = new KafkaPort(shards, portSettings(config), netMetrics);
        try {
            TopicConfigs topicConfigs = new TopicConfigs(config, plan.nodeId());
            replicas = replicas(topicConfigs, disk, fatal);
            groups = groups();
            // First, so that a coordinator is never loaded with older metadata than its leadership.
            view.addListener(groups);
            view.addListener(replicas);
            open(handlers(topicConfigs, disk));
        } catch (IOException e) {
            stopThreads();
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        session = new BrokerSession(shards.control(), transport, view, sessionSettings(retryMs));
        follower.start();
        session.start();
    }

    private ReplicaService replicas(TopicConfigs topicConfigs, Disk disk, Consumer<Throwable> fatal)
            throws IOException {
        return ReplicaService.start(
                disk,
                plan.logDirs(),
                ReplicaSettings.of(
                        config, plan.nodeId(), incarnationId, plan.interBrokerListener()),
                topicConfigs,
                config.get(ReplicationKeys.PRODUCER_EXPIRATION_MS),
                new PartitionShards(shards.all()),
                shards.control(),
                transport,
                new PeerClient(
                        shards,
                        "broker-%d-fetcher".formatted(plan.nodeId()),
                        config.get(NetKeys.REQUEST_BYTES)),
                io,
                why -> fatal.accept(new IllegalStateException(why)));
    }

    private HostedCoordinators<GroupCoordinator> groups() {
        GroupSettings settings = GroupConfig.settings(config);
        return new HostedCoordinators<>(
                new CoordinatorKind<>(
                        GroupConfig.TOPIC,
                        () ->
                                new GroupCoordinator(
                                        settings, new SplittableRandom(seeds.nextLong())),
                        CoordinatorRecord::readGroup),
                GroupConfig.runtime(config),
                replicas,
                view,
                io);
    }

    private HandlerRegistry handlers(TopicConfigs topicConfigs, Disk disk) {
        return Handlers.all(
                config,
                topicConfigs,
                directories.clusterId(),
                plan.nodeId(),
                shards.control(),
                view,
                new ImageWaits(shards.control(), view),
                transport,
                DataApis.handlers(
                        replicas, view, config, topicConfigs, disk, io, new SecureRandom()),
                groups);
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

    private SessionSettings sessionSettings(long retryMs) {
        return new SessionSettings(
                directories.clusterId(),
                plan.nodeId(),
                incarnationId,
                endpoints(),
                config.find(NodeKeys.RACK).orElse(""),
                directories.ids(),
                replicas.mayLackRecords(),
                config.get(NodeKeys.SESSION_TIMEOUT_MS),
                config.get(NodeKeys.HEARTBEAT_MS),
                config.get(NodeKeys.REGISTRATION_TIMEOUT_MS),
                retryMs);
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
        return session.unfenced();
    }

    MetadataView view() {
        return view;
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
            await(session.shutDown(HAND_OVER_MS), HAND_OVER_MS + 500, "handing over leaderships");
        }
        port.stopAccepting();
        follower.stop();
        await(replicas.close(true), CLOSE_LOGS_MS, "closing the logs");
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
