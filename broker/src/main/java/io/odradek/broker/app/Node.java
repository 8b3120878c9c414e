package io.odradek.broker.app;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.HostPort;
import io.odradek.broker.config.NetKeys;
import io.odradek.broker.config.NodePlan;
import io.odradek.broker.http.HttpEndpoints;
import io.odradek.broker.http.MetadataMetrics;
import io.odradek.broker.http.ProcessMetrics;
import io.odradek.broker.http.ReplicationMetrics;
import io.odradek.controller.ControllerNode;
import io.odradek.log.io.Disk;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** One running node: a broker, a controller, or both. */
public final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private final NodePlan plan;
    private final Directories directories;
    private final @Nullable ControllerNode controller;
    private final @Nullable BrokerRole broker;
    private @Nullable HttpEndpoints http;

    private Node(
            NodePlan plan,
            Directories directories,
            @Nullable ControllerNode controller,
            @Nullable BrokerRole broker) {
        this.plan = plan;
        this.directories = directories;
        this.controller = controller;
        this.broker = broker;
    }

    /**
     * Starts every role; returns when the ports are open. {@link #ready} tells when it serves.
     *
     * @param configFile named in messages
     * @param fatal told once when this node cannot go on and its process must end
     * @throws StartupException when something the operator can mend is in the way
     */
    public static Node start(BrokerConfig config, Path configFile, Consumer<Throwable> fatal)
            throws StartupException {
        NodePlan plan = NodePlan.of(config);
        Disk disk = ChosenDisk.open();
        Directories directories = Directories.open(disk, plan, configFile);
        @Nullable ControllerNode controller = null;
        try {
            Quorum quorum = Quorum.of(disk, plan);
            if (plan.controller()) {
                controller = ControllerRole.start(config, plan, quorum, directories, disk, fatal);
            }
            @Nullable BrokerRole broker =
                    plan.broker()
                            ? new BrokerRole(config, plan, quorum, directories, disk, fatal)
                            : null;
            Node node = new Node(plan, directories, controller, broker);
            node.openHttp(config);
            return node;
        } catch (StartupException | RuntimeException e) {
            if (controller != null) {
                controller.close();
            }
            directories.close();
            throw e;
        }
    }

    private void openHttp(BrokerConfig config) throws StartupException {
        String address = config.get(NetKeys.METRICS_LISTENER);
        if (address.isEmpty()) {
            return;
        }
        HostPort listen;
        try {
            listen = HostPort.parse(address);
        } catch (IllegalArgumentException e) {
            throw new StartupException("metrics.listener is wrong: " + e.getMessage(), e);
        }
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ProcessMetrics.bindTo(registry);
        if (broker != null) {
            broker.netMetrics().bindTo(registry);
            new MetadataMetrics(broker.view()).bindTo(registry);
            new ReplicationMetrics(broker.replicas()).bindTo(registry);
        }
        CompletableFuture<Void> ready = ready();
        try {
            http =
                    HttpEndpoints.open(
                            listen.host(),
                            listen.port(),
                            Executors.newSingleThreadExecutor(
                                    Thread.ofPlatform()
                                            .name("odradek-http")
                                            .daemon(true)
                                            .factory()),
                            registry,
                            () -> ready.isDone() && !ready.isCompletedExceptionally());
        } catch (IOException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        log.info("Metrics and health are at port {}.", http.port());
    }

    /** Completes when this node does its work; fails when the cluster will not have it. */
    public CompletableFuture<Void> ready() {
        return broker == null ? CompletableFuture.completedFuture(null) : broker.unfenced();
    }

    public int nodeId() {
        return plan.nodeId();
    }

    /** The port that a Kafka listener is bound to. */
    public int kafkaPort(String listener) {
        if (broker == null) {
            throw new IllegalStateException("node " + plan.nodeId() + " is no broker");
        }
        return broker.port(listener);
    }

    /** The port of the metrics, where they are served. */
    public Optional<Integer> metricsPort() {
        return http == null ? Optional.empty() : Optional.of(http.port());
    }

    /** A clean stop. Returns when everything is closed. */
    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
        if (controller != null) {
            controller.close();
        }
        if (http != null) {
            http.close();
        }
        directories.close();
        log.info("Node {} is shut down.", plan.nodeId());
    }
}
