package io.odradek.broker.app;

import io.odradek.broker.api.DataApis;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.LogDirs;
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
import io.odradek.broker.metadata.ControlTransport;
import io.odradek.broker.metadata.ImageWaits;
import io.odradek.broker.metadata.MetadataFollower;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.metadata.SessionSettings;
import io.odradek.broker.net.HandlerRegistry;
import io.odradek.broker.net.PeerTransport;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.broker.replica.ReplicaSettings;
import io.odradek.controller.image.BrokerImage;
import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.wire.coordinator.CoordinatorRecord;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A broker above its seams: replicas, coordinators, metadata, its session, and a handler for every
 * API. A process puts it on Netty, gRPC and real files; the cluster simulator on virtual ones.
 */
public final class BrokerCore {
    private final BrokerConfig config;
    private final NodePlan plan;
    private final Identity identity;
    private final Ground ground;
    private final UUID incarnationId;
    private final MetadataView view = new MetadataView();
    private final MetadataFollower follower;
    private final ReplicaService replicas;
    private final HandlerRegistry handlers;
    private @Nullable BrokerSession session;

    /**
     * What the formatted directories say: their cluster, and their ids in order.
     *
     * @param logDirs those of {@code log.dirs} that could be read
     */
    public record Identity(String clusterId, Map<Path, UUID> logDirs) {}

    /**
     * What a broker stands on.
     *
     * @param shards own partitions and connections
     * @param control owns what is the node's alone
     * @param io runs what waits for a disk
     * @param random thread-safe
     * @param fatal called when this broker cannot go on; its process must end
     */
    public record Ground(
            Disk disk,
            List<Shard> shards,
            Shard control,
            Executor io,
            ControlTransport transport,
            PeerTransport peers,
            RandomGenerator random,
            Consumer<Throwable> fatal) {}

    private BrokerCore(BrokerConfig config, NodePlan plan, Identity identity, Ground ground)
            throws IOException {
        this.config = config;
        this.plan = plan;
        this.identity = identity;
        this.ground = ground;
        this.incarnationId = KafkaUuid.random(ground.random());
        this.follower =
                new MetadataFollower(
                        ground.control(),
                        ground.transport(),
                        view,
                        identity.clusterId(),
                        plan.nodeId(),
                        config.get(NodeKeys.QUORUM_BACKOFF_MS),
                        ground.fatal());
        TopicConfigs topicConfigs = new TopicConfigs(config, plan.nodeId());
        this.replicas = replicas(topicConfigs);
        HostedCoordinators<GroupCoordinator> groups = groups();
        // First, so that a coordinator is never loaded with older metadata than its leadership.
        view.addListener(groups);
        view.addListener(replicas);
        this.handlers = handlers(topicConfigs, groups);
    }

    /**
     * Opens the logs (blocking).
     *
     * @throws IOException when a directory cannot be used; its message says what to do
     */
    public static BrokerCore open(
            BrokerConfig config, NodePlan plan, Identity identity, Ground ground)
            throws IOException {
        return new BrokerCore(config, plan, identity, ground);
    }

    private ReplicaService replicas(TopicConfigs topicConfigs) throws IOException {
        return ReplicaService.start(
                ground.disk(),
                logDirs(),
                ReplicaSettings.of(
                        config, plan.nodeId(), incarnationId, plan.interBrokerListener()),
                topicConfigs,
                config.get(ReplicationKeys.PRODUCER_EXPIRATION_MS),
                new PartitionShards(ground.shards()),
                ground.control(),
                ground.transport(),
                ground.peers(),
                ground.io(),
                why -> ground.fatal().accept(new IllegalStateException(why)));
    }

    private LogDirs logDirs() {
        return new LogDirs(
                identity.logDirs(),
                plan.logDirs().stream()
                        .filter(path -> !identity.logDirs().containsKey(path))
                        .toList(),
                plan.controller() ? Optional.of(plan.metadataDir()) : Optional.empty());
    }

    private HostedCoordinators<GroupCoordinator> groups() {
        GroupSettings settings = GroupConfig.settings(config);
        return new HostedCoordinators<>(
                new CoordinatorKind<>(
                        GroupConfig.TOPIC,
                        () ->
                                new GroupCoordinator(
                                        settings, new SplittableRandom(ground.random().nextLong())),
                        CoordinatorRecord::readGroup),
                GroupConfig.runtime(config),
                replicas,
                view,
                ground.io());
    }

    private HandlerRegistry handlers(
            TopicConfigs topicConfigs, HostedCoordinators<GroupCoordinator> groups) {
        return Handlers.all(
                config,
                topicConfigs,
                identity.clusterId(),
                plan.nodeId(),
                ground.control(),
                view,
                new ImageWaits(ground.control(), view),
                ground.transport(),
                DataApis.handlers(
                        replicas,
                        view,
                        config,
                        topicConfigs,
                        ground.disk(),
                        ground.io(),
                        ground.random()),
                groups);
    }

    /** What a Kafka port of this broker serves. */
    public HandlerRegistry handlers() {
        return handlers;
    }

    /**
     * Registers with the controllers and follows their metadata.
     *
     * @param endpoints where the ports are reached
     */
    public void start(List<BrokerImage.Endpoint> endpoints) {
        BrokerSession opened =
                new BrokerSession(
                        ground.control(), ground.transport(), view, sessionSettings(endpoints));
        session = opened;
        replicas.onDirectoryFailure(opened::offlineLogDirs);
        follower.start();
        opened.start();
    }

    private SessionSettings sessionSettings(List<BrokerImage.Endpoint> endpoints) {
        return new SessionSettings(
                identity.clusterId(),
                plan.nodeId(),
                incarnationId,
                endpoints,
                config.find(NodeKeys.RACK).orElse(""),
                replicas.directories(),
                replicas.beganWithoutSome(),
                replicas.lackingRecords(),
                config.get(NodeKeys.SESSION_TIMEOUT_MS),
                NodeKeys.suspectTimeoutMs(config),
                config.get(NodeKeys.HEARTBEAT_MS),
                config.get(NodeKeys.REGISTRATION_TIMEOUT_MS),
                config.get(NodeKeys.QUORUM_BACKOFF_MS));
    }

    /** Completes when the cluster lets this broker serve; fails when it never will. */
    public CompletableFuture<Void> unfenced() {
        return started().unfenced();
    }

    /** Tells this process's life from those before it. */
    public UUID incarnationId() {
        return incarnationId;
    }

    public MetadataView view() {
        return view;
    }

    public ReplicaService replicas() {
        return replicas;
    }

    /** Moves the leaderships away and says goodbye to the controllers. */
    public CompletableFuture<Void> handOver(long timeoutMs) {
        return started().shutDown(timeoutMs);
    }

    /** Flushes and closes the logs, in order; nothing is served any more. */
    public CompletableFuture<Void> close() {
        follower.stop();
        return replicas.close(true);
    }

    private BrokerSession started() {
        BrokerSession begun = session;
        if (begun == null) {
            throw new IllegalStateException("start comes first");
        }
        return begun;
    }
}
