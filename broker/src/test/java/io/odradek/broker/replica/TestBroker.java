package io.odradek.broker.replica;

import io.odradek.broker.api.DataApis;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.LogDirs;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.metadata.ControlTransport;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.HandlerRegistry;
import io.odradek.broker.net.KafkaPort;
import io.odradek.broker.net.NetMetrics;
import io.odradek.broker.net.PeerClient;
import io.odradek.broker.net.PortSettings;
import io.odradek.broker.net.Shards;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.log.io.Shard;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The data path of one broker, wired as a process wires it. */
final class TestBroker {
    private static final int SHARDS = 2;

    private final UUID incarnation = UUID.randomUUID();
    private final Shards loops = new Shards(SHARDS);
    private final ExecutorService io = Executors.newFixedThreadPool(4);
    private final MetadataView view = new MetadataView();
    private final FillingDisk disk = new FillingDisk();
    private final ReplicaService replicas;
    private final KafkaPort port;
    private final int bound;

    TestBroker(int id, Path directory, Durability durability, ControlTransport control)
            throws Exception {
        Files.createDirectories(directory);
        BrokerConfig config =
                BrokerConfig.of(
                        Map.of(
                                "log.flush.policy",
                                durability == Durability.SYNC ? "sync" : "page-cache"));
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < SHARDS; i++) {
            shards.add(loops.shard(i));
        }
        replicas =
                ReplicaService.start(
                        disk,
                        LogDirs.of(directory, new UUID(id, 1)),
                        ReplicaSettings.of(config, id, incarnation, "PLAINTEXT"),
                        new TopicConfigs(config, id),
                        86_400_000,
                        new PartitionShards(shards),
                        loops.control(),
                        control,
                        new PeerClient(loops, "broker-" + id, 100 << 20),
                        io,
                        why -> {
                            throw new AssertionError(why);
                        });
        view.addListener(replicas);
        port =
                new KafkaPort(
                        loops,
                        new PortSettings(100 << 20, 100, 1L << 30, -1, -1, 50, 1000, 1000, -1),
                        new NetMetrics());
        bound =
                port.open(
                                "PLAINTEXT",
                                "127.0.0.1",
                                0,
                                new HandlerRegistry(
                                        DataApis.handlers(
                                                replicas,
                                                view,
                                                config,
                                                new TopicConfigs(config, id),
                                                disk,
                                                io,
                                                new SplittableRandom(id))))
                        .port();
    }

    FillingDisk disk() {
        return disk;
    }

    UUID incarnation() {
        return incarnation;
    }

    int port() {
        return bound;
    }

    ReplicaService replicas() {
        return replicas;
    }

    void publish(ClusterImage image) {
        loops.control().execute(() -> view.publish(ImageDelta.between(view.current(), image)));
    }

    /** What a shard says of a partition; empty while it is not open. */
    <T> Optional<T> ask(PartitionKey key, Function<PartitionAccess, T> question) throws Exception {
        int at = replicas.shards().indexOf(key.topicId(), key.partition());
        return replicas.gather(part -> Optional.ofNullable(part.access(key)).map(question))
                .get(10, TimeUnit.SECONDS)
                .get(at);
    }

    /** Like the end of the process: nothing is flushed or written down. */
    void kill() {
        port.close();
        var unused = replicas.close(false).orTimeout(10, TimeUnit.SECONDS).join();
        loops.close();
        io.shutdown();
    }

    void stop() {
        port.close();
        var unused = replicas.close(true).orTimeout(10, TimeUnit.SECONDS).join();
        loops.close();
        io.shutdown();
    }
}
