package io.odradek.broker.replica;

import io.odradek.broker.config.LogDirs;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.config.TopicKey;
import io.odradek.broker.convert.Conversions;
import io.odradek.broker.metadata.ControlTransport;
import io.odradek.broker.metadata.MetadataListener;
import io.odradek.broker.net.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageDelta.Kind;
import io.odradek.controller.image.ImageDelta.TopicDelta;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.Uuids;
import io.odradek.log.batch.BatchRules;
import io.odradek.log.dir.ReplicaSwap;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.PartitionLog;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The replicas of this broker: follows metadata, and knows each shard's part. Its methods are for
 * any thread unless they say otherwise; its own state is confined to the control shard.
 */
public final class ReplicaService implements MetadataListener {
    private static final Logger log = LoggerFactory.getLogger(ReplicaService.class);

    /** The part of the heap that converted records waiting for sockets may take. */
    private static final int CONVERTED_MEMORY_PART = 8;

    private static final long RECOVERY_CHECKPOINT_NANOS = 60_000_000_000L;

    private final ReplicaSettings settings;
    private final TopicSettings.Source topics;
    private final PartitionShards shards;
    private final Shard control;
    private final Executor io;
    private final LogStore store;
    private final Conversions conversions;
    private final Throttles throttles;
    private final IsrRequests isr;
    private final List<ShardReplicas> replicas = new ArrayList<>();
    private final DirectoryReports reports;
    private final LogDirs dirs;
    private final List<UUID> lackingRecords;
    private Consumer<List<UUID>> failureTold = _ -> {};
    private boolean joined;
    private boolean closed;
    private volatile long brokerEpoch = -1;

    private ReplicaService(
            ReplicaSettings settings,
            TopicSettings.Source topics,
            PartitionShards shards,
            Shard control,
            Executor io,
            Disk disk,
            LogDirs dirs,
            List<LogDirectory> directories,
            ControlTransport transport,
            PeerTransport peers,
            Consumer<String> fatal) {
        this.settings = settings;
        this.dirs = dirs;
        this.topics = topics;
        this.shards = shards;
        this.control = control;
        this.io = io;
        this.reports =
                new DirectoryReports(
                        transport,
                        control,
                        settings.rules().brokerId(),
                        () -> brokerEpoch,
                        dirs.usable().size() + dirs.unusable().size() > 1);
        DirectoryFailures failures =
                new DirectoryFailures(
                        directories,
                        directory -> dirs.vital().filter(directory.path()::equals).isPresent(),
                        control,
                        (failed, then) ->
                                LogStore.mark(disk, io, failed, () -> control.execute(then)),
                        fatal);
        this.store =
                new LogStore(
                        disk,
                        directories,
                        new Homes(directories, directories.size() < allDirectories(dirs)),
                        reports,
                        failures,
                        control,
                        io);
        this.isr =
                new IsrRequests(transport, control, settings.rules().brokerId(), () -> brokerEpoch);
        this.conversions =
                new Conversions(io, Runtime.getRuntime().maxMemory() / CONVERTED_MEMORY_PART);
        this.throttles = Throttles.of(settings, control);
        ReplicaSettings each = settings.sharedBy(shards.count());
        for (Shard shard : shards.shards()) {
            replicas.add(
                    new ShardReplicas(
                            shard, each, store, control, isr, io, conversions, throttles, peers));
        }
        this.lackingRecords =
                directories.stream()
                        .filter(d -> mayLackRecords(d, settings.rules().durability()))
                        .map(LogDirectory::id)
                        .toList();
        failures.listen(this::offline);
    }

    private static int allDirectories(LogDirs dirs) {
        return dirs.usable().size() + dirs.unusable().size();
    }

    private static boolean mayLackRecords(LogDirectory directory, Durability durability) {
        return directory.isBlank()
                || (durability == Durability.PAGE_CACHE && !directory.wasCleanShutdown());
    }

    /**
     * Looks through the log directories; partitions are opened when metadata names them. Blocks.
     *
     * @param dirs one that cannot be read is offline, while there are others
     * @param io for work that waits for a disk
     * @param fatal told, in a sentence for the operator, why this process must end at once
     */
    public static ReplicaService start(
            Disk disk,
            LogDirs dirs,
            ReplicaSettings settings,
            TopicConfigs configs,
            long producerIdExpirationMs,
            PartitionShards shards,
            Shard control,
            ControlTransport transport,
            PeerTransport peers,
            Executor io,
            Consumer<String> fatal)
            throws IOException {
        List<LogDirectory> directories = scan(disk, dirs);
        ReplicaService service =
                new ReplicaService(
                        settings,
                        new TopicSettings.Source(configs, producerIdExpirationMs),
                        shards,
                        control,
                        io,
                        disk,
                        dirs,
                        directories,
                        transport,
                        peers,
                        fatal);
        service.store.finishDeletions();
        service.store.recoverAll();
        service.every(settings.watermarkNanos(), () -> service.checkpoint(false));
        service.every(RECOVERY_CHECKPOINT_NANOS, () -> service.checkpoint(true));
        service.every(settings.retentionNanos(), service::retain);
        if (settings.cleaner().threads() > 0) {
            LogCleaner cleaner =
                    new LogCleaner(
                            settings.cleaner(),
                            shards,
                            service.replicas,
                            control,
                            () -> service.closed);
            service.every(settings.cleaner().backoffNanos(), cleaner::look);
        }
        return service;
    }

    private static List<LogDirectory> scan(Disk disk, LogDirs dirs) throws IOException {
        endSwaps(disk, dirs);
        List<LogDirectory> directories = new ArrayList<>();
        @Nullable IOException problem = null;
        for (Map.Entry<Path, UUID> dir : dirs.usable().entrySet()) {
            try {
                directories.add(LogDirectory.scan(disk, dir.getKey(), dir.getValue()));
            } catch (IOException e) {
                if (dirs.vital().filter(dir.getKey()::equals).isPresent()) {
                    throw e;
                }
                problem = e;
                log.error(
                        "The log directory {} cannot be read and is offline, with whatever is in it: {}. Check the disk and restart the broker.",
                        dir.getKey(),
                        e.getMessage());
            }
        }
        if (directories.isEmpty() && problem != null) {
            throw problem;
        }
        return directories;
    }

    /** Looks at each by itself first: one that cannot be read must not be in the way of others. */
    private static void endSwaps(Disk disk, LogDirs dirs) {
        List<Path> readable = new ArrayList<>();
        for (Path path : dirs.usable().keySet()) {
            try {
                disk.list(path);
                readable.add(path);
            } catch (IOException e) {
                log.warn("Cannot look into {}: {}", path, e.getMessage());
            }
        }
        try {
            ReplicaSwap.recover(disk, readable);
        } catch (IOException e) {
            log.error(
                    "A move between log directories could not be ended; the next start tries again.",
                    e);
        }
    }

    /**
     * Moves a replica to another directory of this broker, or has it stay, or remembers where it is
     * to be when it comes (KIP-113).
     *
     * @param answer told on any thread
     */
    public void moveReplica(
            String topic,
            int partition,
            Optional<UUID> topicId,
            String path,
            Consumer<ErrorCode> answer) {
        Path directory = Path.of(path);
        if (!directory.isAbsolute()) {
            answer.accept(ErrorCode.LOG_DIR_NOT_FOUND);
            return;
        }
        control.execute(
                () -> {
                    @Nullable LogDirectory to = store.directory(directory);
                    if (to == null || !to.isOnline()) {
                        boolean known =
                                to != null
                                        || Stream.concat(
                                                        dirs.unusable().stream(),
                                                        dirs.usable().keySet().stream())
                                                .anyMatch(
                                                        p -> p.toAbsolutePath().equals(directory));
                        answer.accept(
                                known
                                        ? ErrorCode.KAFKA_STORAGE_ERROR
                                        : ErrorCode.LOG_DIR_NOT_FOUND);
                        return;
                    }
                    if (topicId.isEmpty()) {
                        store.want(topic, partition, to);
                        answer.accept(ErrorCode.REPLICA_NOT_AVAILABLE);
                        return;
                    }
                    PartitionKey key = new PartitionKey(topicId.get(), partition);
                    int owner = shards.indexOf(key.topicId(), partition);
                    shards.shard(owner)
                            .execute(
                                    () -> {
                                        ErrorCode error = replicas.get(owner).moveTo(key, to);
                                        if (error == ErrorCode.REPLICA_NOT_AVAILABLE) {
                                            control.execute(() -> store.want(topic, partition, to));
                                        }
                                        answer.accept(error);
                                    });
                });
    }

    /**
     * The directories whose logs may lack records this broker had acknowledged, as registration
     * must say: blank ones, or all after a crash under page-cache durability.
     */
    public List<UUID> lackingRecords() {
        return lackingRecords;
    }

    /** The ids of the directories that the start could use. */
    public List<UUID> directories() {
        return store.directories().stream().map(LogDirectory::id).toList();
    }

    /** Whether the start found directories that it could not use. */
    public boolean beganWithoutSome() {
        return store.directories().size() < allDirectories(dirs);
    }

    /**
     * @param told the ids of the directories that failed since, each time there is one more; on the
     *     control shard
     */
    public void onDirectoryFailure(Consumer<List<UUID>> told) {
        control.execute(
                () -> {
                    failureTold = told;
                    List<UUID> failed = failedDirectories();
                    if (!failed.isEmpty()) {
                        told.accept(failed);
                    }
                });
    }

    private List<UUID> failedDirectories() {
        return store.directories().stream()
                .filter(directory -> !directory.isOnline())
                .map(LogDirectory::id)
                .toList();
    }

    /** The news goes to the controller and to the shards at once. */
    private void offline(LogDirectory directory) {
        failureTold.accept(failedDirectories());
        for (int i = 0; i < shards.count(); i++) {
            ShardReplicas part = replicas.get(i);
            shards.shard(i).execute(() -> part.directoryFailed(directory.path()));
        }
    }

    /** Whether consumers are sent to replicas of their own rack. */
    public boolean readsNearby() {
        return settings.rules().readsNearby();
    }

    /** Where records are converted and repacked. Thread-safe. */
    public Conversions conversions() {
        return conversions;
    }

    public PartitionShards shards() {
        return shards;
    }

    /** The replicas of a shard; to be used on it only. */
    public ShardReplicas replicas(int index) {
        return replicas.get(index);
    }

    /** What a topic demands of produced batches. Thread-safe; looks up each config. */
    public BatchRules batchRules(ClusterImage image, String topic) {
        return topics.of(image, topic).log().rules();
    }

    /** What a config means for a topic. Thread-safe. */
    public <T> T topicConfig(ClusterImage image, String topic, TopicKey<T> key) {
        return topics.configs().effective(image, topic, key);
    }

    /** All of {@code log.dirs}, as they are now. Thread-safe. */
    public List<LogDirs.State> logDirectories() {
        List<LogDirs.State> states = new ArrayList<>();
        Set<Path> offline = new LinkedHashSet<>(dirs.usable().keySet());
        offline.addAll(dirs.unusable());
        for (LogDirectory directory : store.directories()) {
            if (directory.isOnline()) {
                states.add(new LogDirs.State(directory.path(), directory.id(), true));
                offline.remove(directory.path());
            }
        }
        offline.forEach(path -> states.add(new LogDirs.State(path, Uuids.ZERO, false)));
        return states;
    }

    /** Bytes per second of throttled replication that were let out of here lately. Thread-safe. */
    public double leaderThrottledRate() {
        return throttles.leading().bytesPerSecond();
    }

    /** Bytes per second of throttled replication that were fetched lately. Thread-safe. */
    public double followerThrottledRate() {
        return throttles.following().bytesPerSecond();
    }

    // ------------------------------------------------------------------ metadata

    /**
     * Acts upon metadata from when it shows this process: what comes before is history, in which
     * partitions come and go that no longer matter.
     */
    @Override
    public void onMetadata(ClusterImage newer, ImageDelta delta) {
        if (closed) {
            return;
        }
        @Nullable BrokerImage self = newer.brokers().get(settings.rules().brokerId());
        boolean mine = self != null && self.incarnationId().equals(settings.incarnationId());
        if (self != null && mine) {
            brokerEpoch = self.epoch();
        }
        if (!joined) {
            if (mine) {
                joined = true;
                throttles.configure(topics.configs(), newer);
                store.setStraysAside(newer, settings.rules().brokerId());
                act(newer, ImageDelta.between(ClusterImage.EMPTY, newer), false);
            }
            return;
        }
        act(newer, delta, true);
    }

    /**
     * @param going whether what is new in it is new to this broker
     */
    private void act(ClusterImage newer, ImageDelta delta, boolean going) {
        Map<PartitionKey, PartitionUpdate> updates = new HashMap<>();
        Map<String, TopicSettings> settingsOf = new HashMap<>();
        for (TopicDelta topic : delta.topics().values()) {
            changed(newer, delta.before(), going, topic, settingsOf, updates);
        }
        boolean defaults = delta.configs().stream().anyMatch(this::isOfThisBroker);
        if (defaults) {
            throttles.configure(topics.configs(), newer);
            newer.topics().values().forEach(t -> reconfigured(newer, t, settingsOf, updates));
        } else {
            for (ConfigResource resource : delta.configs()) {
                newer.topic(resource.name())
                        .ifPresent(t -> reconfigured(newer, t, settingsOf, updates));
            }
        }
        List<List<PartitionUpdate>> parts = new ArrayList<>();
        for (int i = 0; i < shards.count(); i++) {
            parts.add(new ArrayList<>());
        }
        updates.forEach(
                (key, update) ->
                        parts.get(shards.indexOf(key.topicId(), key.partition())).add(update));
        updates.forEach(
                (key, update) -> {
                    @Nullable PartitionImage image = update.image();
                    if (image == null || !stays(update)) {
                        store.leaving(key, update.topic());
                    } else {
                        reports.says(key, image.directory(settings.rules().brokerId()));
                    }
                });
        boolean brokers = !delta.brokers().isEmpty();
        for (int i = 0; i < shards.count(); i++) {
            ShardReplicas part = replicas.get(i);
            List<PartitionUpdate> own = parts.get(i);
            shards.shard(i).execute(() -> part.apply(newer, own, brokers));
        }
    }

    /** Whether a config is this broker's, or every broker's default. */
    private boolean isOfThisBroker(ConfigResource resource) {
        return resource.type() == ConfigResource.Type.BROKER
                && (resource.name().isEmpty()
                        || resource.name().equals(Integer.toString(settings.rules().brokerId())));
    }

    private boolean stays(PartitionUpdate update) {
        @Nullable PartitionImage image = update.image();
        return image != null && update.settings() != null && isMine(image);
    }

    private void changed(
            ClusterImage newer,
            ClusterImage before,
            boolean going,
            TopicDelta topic,
            Map<String, TopicSettings> settingsOf,
            Map<PartitionKey, PartitionUpdate> updates) {
        for (int partition : topic.partitions()) {
            PartitionKey key = new PartitionKey(topic.id(), partition);
            if (topic.kind() == Kind.REMOVED) {
                updates.put(key, new PartitionUpdate(key, topic.name(), null, null, false));
                continue;
            }
            @Nullable PartitionImage now = newer.partition(topic.id(), partition).orElse(null);
            boolean had = wasMine(before, topic.id(), partition);
            if (now != null && (isMine(now) || had)) {
                updates.put(
                        key,
                        new PartitionUpdate(
                                key,
                                topic.name(),
                                now,
                                settings(newer, topic.name(), settingsOf),
                                going && !had));
            }
        }
    }

    private void reconfigured(
            ClusterImage newer,
            TopicImage topic,
            Map<String, TopicSettings> settingsOf,
            Map<PartitionKey, PartitionUpdate> updates) {
        for (PartitionImage partition : topic.partitions()) {
            if (isMine(partition)) {
                PartitionKey key = new PartitionKey(topic.id(), partition.partition());
                updates.putIfAbsent(
                        key,
                        new PartitionUpdate(
                                key,
                                topic.name(),
                                partition,
                                settings(newer, topic.name(), settingsOf),
                                false));
            }
        }
    }

    private TopicSettings settings(
            ClusterImage newer, String topic, Map<String, TopicSettings> known) {
        return known.computeIfAbsent(topic, name -> topics.of(newer, name));
    }

    private boolean isMine(PartitionImage partition) {
        return partition.isReplica(settings.rules().brokerId());
    }

    private boolean wasMine(ClusterImage before, UUID topicId, int partition) {
        return before.partition(topicId, partition).filter(this::isMine).isPresent();
    }

    // ------------------------------------------------------------------ checkpoints

    /** Until this ends. */
    private void every(long nanos, Runnable work) {
        control.execute(
                () ->
                        control.schedule(
                                () -> {
                                    if (closed) {
                                        return;
                                    }
                                    work.run();
                                    every(nanos, work);
                                },
                                nanos));
    }

    private void retain() {
        for (int i = 0; i < shards.count(); i++) {
            shards.shard(i).execute(replicas.get(i)::retainAll);
        }
    }

    private void checkpoint(boolean recovery) {
        for (int i = 0; i < shards.count(); i++) {
            ShardReplicas part = replicas.get(i);
            shards.shard(i)
                    .execute(
                            () -> {
                                List<LogCheckpoint> taken = part.takeCheckpoints(recovery);
                                if (!taken.isEmpty()) {
                                    control.execute(() -> store.note(taken));
                                }
                            });
        }
    }

    // ------------------------------------------------------------------ end

    /** How many partitions this broker leads; for a shutdown that waits until others lead. */
    public CompletableFuture<Integer> leaderships() {
        return gather(ShardReplicas::leaderships)
                .thenApply(counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    /** Asks every shard. */
    public <T> CompletableFuture<List<T>> gather(Function<ShardReplicas, T> question) {
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (int i = 0; i < shards.count(); i++) {
            ShardReplicas part = replicas.get(i);
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            shards.shard(i)
                    .execute(
                            () -> {
                                try {
                                    answer.complete(question.apply(part));
                                } catch (RuntimeException e) {
                                    answer.completeExceptionally(e);
                                }
                            });
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ -> answers.stream().map(CompletableFuture::join).toList());
    }

    /**
     * Ends: nothing is fetched or answered any more, and the logs are closed. A clean end flushes
     * them and says so in their directories, so that the next start need not look through them.
     */
    public CompletableFuture<Void> close(boolean clean) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        control.execute(
                () -> {
                    if (closed) {
                        done.complete(null);
                        return;
                    }
                    closed = true;
                    isr.close();
                    reports.close();
                    closeShards(clean, done);
                });
        return done;
    }

    private void closeShards(boolean clean, CompletableFuture<Void> done) {
        List<CompletableFuture<List<HostedPartition>>> parts = new ArrayList<>();
        for (int i = 0; i < shards.count(); i++) {
            ShardReplicas part = replicas.get(i);
            CompletableFuture<List<HostedPartition>> left = new CompletableFuture<>();
            parts.add(left);
            shards.shard(i).execute(() -> part.close(left::complete));
        }
        List<PartitionLog> unclaimed = store.takeUnclaimed();
        var unused =
                CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                        .thenRunAsync(
                                () -> {
                                    closeLogs(parts, unclaimed, clean);
                                    done.complete(null);
                                },
                                io);
    }

    private void closeLogs(
            List<CompletableFuture<List<HostedPartition>>> parts,
            List<PartitionLog> unclaimed,
            boolean clean) {
        boolean allClean = clean;
        int closed = 0;
        List<LogCheckpoint> checkpoints = new ArrayList<>();
        for (CompletableFuture<List<HostedPartition>> part : parts) {
            for (HostedPartition partition : part.join()) {
                allClean &= close(partition.log(), clean);
                checkpoints.add(ShardReplicas.checkpoint(partition));
                closed++;
            }
        }
        for (PartitionLog idle : unclaimed) {
            allClean &= close(idle, clean);
        }
        if (!allClean) {
            return;
        }
        try {
            store.writeAll(checkpoints, brokerEpoch);
            log.info("Closed {} partitions.", closed);
        } catch (IOException e) {
            log.warn("The log directories could not be closed cleanly.", e);
        }
    }

    private static boolean close(PartitionLog partition, boolean clean) {
        try {
            partition.close(clean);
            return true;
        } catch (LogException e) {
            log.warn("Closing {} failed; the next start recovers it.", partition, e);
            return false;
        }
    }
}
