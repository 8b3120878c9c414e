package io.odradek.broker.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.odradek.broker.replica.ReplicaService;

import java.util.function.ToDoubleFunction;

/** How fast throttled replicas are copied (KIP-73); the names follow Kafka's MBeans. */
public final class ReplicationMetrics {
    private final ReplicaService replicas;

    public ReplicationMetrics(ReplicaService replicas) {
        this.replicas = replicas;
    }

    public void bindTo(MeterRegistry registry) {
        rate(
                registry,
                "kafka.server.leader.replication.byte.rate",
                "Bytes per second sent to throttled replicas that are not in sync",
                ReplicaService::leaderThrottledRate);
        rate(
                registry,
                "kafka.server.follower.replication.byte.rate",
                "Bytes per second fetched for throttled replicas that are not in sync",
                ReplicaService::followerThrottledRate);
    }

    private void rate(
            MeterRegistry registry,
            String name,
            String doc,
            ToDoubleFunction<ReplicaService> value) {
        Gauge.builder(name, replicas, value).description(doc).register(registry);
    }
}
