package io.odradek.broker.net;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.odradek.wire.api.ApiKey;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Names and counts of the Kafka port. Thread-safe. */
public final class NetMetrics {
    private final LongAdder connections = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder memoryWaits = new LongAdder();
    private final LongAdder[] requests = adders();
    private final LongAdder[] requestNanos = adders();

    /** One per API key. */
    private static LongAdder[] adders() {
        int last = Arrays.stream(ApiKey.values()).mapToInt(ApiKey::id).max().orElse(0);
        LongAdder[] adders = new LongAdder[last + 1];
        Arrays.setAll(adders, _ -> new LongAdder());
        return adders;
    }

    void connectionOpened() {
        connections.increment();
        accepted.increment();
    }

    void connectionClosed() {
        connections.decrement();
    }

    void rejected() {
        rejected.increment();
    }

    void received(int bytes) {
        bytesIn.add(bytes);
    }

    void sent(int bytes) {
        bytesOut.add(bytes);
    }

    void waitedForMemory() {
        memoryWaits.increment();
    }

    void answered(ApiKey key, long nanos) {
        requests[key.id()].increment();
        requestNanos[key.id()].add(nanos);
    }

    /** Requests answered so far. */
    public long requests(ApiKey key) {
        return requests[key.id()].sum();
    }

    /** Shows everything in {@code registry}; the names follow Kafka's MBeans. */
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("kafka.network.connections", connections, LongAdder::sum)
                .description("Connections open now")
                .register(registry);
        counter(registry, "kafka.network.connections.accepted", accepted, "Connections accepted");
        counter(
                registry,
                "kafka.network.connections.rejected",
                rejected,
                "Connections closed because of what they sent");
        counter(registry, "kafka.network.bytes.in", bytesIn, "Bytes of requests");
        counter(registry, "kafka.network.bytes.out", bytesOut, "Bytes of responses");
        counter(
                registry,
                "kafka.network.memory.waits",
                memoryWaits,
                "Times reading waited for queued.max.request.bytes");
        for (ApiKey key : ApiKey.values()) {
            FunctionCounter.builder(
                            "kafka.network.requests", requests[key.id()], LongAdder::doubleValue)
                    .tag("request", key.apiName())
                    .description("Requests answered")
                    .register(registry);
            TimeGauge.builder(
                            "kafka.network.requests.time",
                            requestNanos[key.id()],
                            TimeUnit.NANOSECONDS,
                            LongAdder::doubleValue)
                    .tag("request", key.apiName())
                    .description("Time from request to answer, summed")
                    .register(registry);
        }
    }

    private static void counter(MeterRegistry registry, String name, LongAdder adder, String doc) {
        FunctionCounter.builder(name, adder, LongAdder::doubleValue)
                .description(doc)
                .register(registry);
    }
}
