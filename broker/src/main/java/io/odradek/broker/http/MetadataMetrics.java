package io.odradek.broker.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;

import java.util.function.ToDoubleFunction;

/** What this node knows of the cluster, as gauges. */
public final class MetadataMetrics {
    private final MetadataView metadata;

    public MetadataMetrics(MetadataView metadata) {
        this.metadata = metadata;
    }

    public void bindTo(MeterRegistry registry) {
        gauge(registry, "kafka.server.metadata.offset", "Metadata applied", ClusterImage::offset);
        gauge(
                registry,
                "kafka.controller.active.brokers",
                "Registered brokers that are not fenced",
                image -> image.brokers().values().stream().filter(b -> !b.fenced()).count());
        gauge(
                registry,
                "kafka.controller.fenced.brokers",
                "Registered brokers that are fenced",
                image -> image.brokers().values().stream().filter(BrokerImage::fenced).count());
        gauge(registry, "kafka.controller.global.topics", "Topics", image -> image.topics().size());
    }

    private void gauge(
            MeterRegistry registry, String name, String doc, ToDoubleFunction<ClusterImage> value) {
        Gauge.builder(name, metadata, m -> value.applyAsDouble(m.current()))
                .description(doc)
                .register(registry);
    }
}
