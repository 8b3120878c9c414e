package io.odradek.broker.replica;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.Uuids;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.log.partition.CheckpointFile.Partition;
import io.odradek.log.partition.CleanShutdownMarker;
import io.odradek.log.partition.FailedFlushMarker;
import io.odradek.log.partition.LogConfig;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.OpenInfo;
import io.odradek.log.partition.PartitionLog;
import io.odradek.log.partition.PartitionMetadata;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The partitions' directories: opens, sets aside and deletes them, and keeps the checkpoints.
 * Confined to the control shard; what touches the disk runs on I/O threads, for one partition name
 * in order.
 */
final class LogStore {
    private static final Logger log = LoggerFactory.getLogger(LogStore.class);
    private static final long PROGRESS_NANOS = 2_000_000_000;

    /** Keeps a name for a partition until its user says what becomes of the directory. */
    private static final class Leaving {
        boolean turn;
        @Nullable Runnable end;

        void turn() {
            turn = true;
            if (end != null) {
                end.run();
            }
        }
    }

    /** A log that was opened before metadata asked for it. */
    private record Recovered(UUID topicId, Opened result) {}

    /** Why a log could not be opened, or the log and its checkpointed watermark. */
    sealed interface Opened {
        record Ready(PartitionLog log, long highWatermark) implements Opened {}

        record Failed(LogException cause) implements Opened {}
    }

    private final Disk disk;
    private final List<LogDirectory> directories;
    private final Shard control;
    private final Executor io;
    private final Map<Partition, ArrayDeque<Runnable>> busy = new HashMap<>();

    /** Names kept for partitions that leave, by partition; the first is the oldest. */
    private final Map<PartitionKey, ArrayDeque<Leaving>> leaving = new HashMap<>();

    private final Map<Partition, LogDirectory> located = new HashMap<>();
    private final Map<Partition, Recovered> recovered = new HashMap<>();
    private int opening;
    private int opened;
    private boolean progressDue;
    private boolean writing;
    private boolean dirty;

    LogStore(Disk disk, List<LogDirectory> directories, Shard control, Executor io) {
        this.disk = disk;
        this.directories = directories;
        this.control = control;
        this.io = io;
        for (LogDirectory directory : directories) {
            directory.found().keySet().forEach(at -> located.putIfAbsent(at, directory));
        }
    }

    List<LogDirectory> directories() {
        return directories;
    }

    // ------------------------------------------------------------------ open

    /**
     * Opens every log that is there, in parallel, so that a broker that registers can lead at once.
     * Blocks, and says how far it is; called before anything else.
     */
    void recoverAll() {
        Map<Partition, CompletableFuture<Recovered>> pending = new LinkedHashMap<>();
        for (LogDirectory directory : directories) {
            directory
                    .found()
                    .forEach(
                            (at, found) -> {
                                if (located.get(at) == directory && found.topicId().isPresent()) {
                                    pending.put(at, recover(directory, at, found.topicId().get()));
                                }
                            });
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(pending.values().toArray(CompletableFuture[]::new));
        while (!all.isDone()) {
            try {
                all.get(PROGRESS_NANOS, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long done = pending.values().stream().filter(CompletableFuture::isDone).count();
                log.info("Recovering logs: {} of {} done.", done, pending.size());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        pending.forEach((at, log) -> recovered.put(at, log.join()));
        if (!pending.isEmpty()) {
            log.info("Opened the logs of {} partitions.", pending.size());
        }
    }

    private CompletableFuture<Recovered> recover(
            LogDirectory directory, Partition at, UUID topicId) {
        PartitionKey key = new PartitionKey(topicId, at.partition());
        OpenInfo info =
                new OpenInfo(
                        directory.wasCleanShutdown(),
                        directory.recoveryPoint(at),
                        directory.logStart(at));
        long watermark = directory.watermark(at);
        return CompletableFuture.supplyAsync(
                () ->
                        new Recovered(
                                topicId,
                                openNow(
                                        key,
                                        at.topic(),
                                        LogConfig.DEFAULT,
                                        directory,
                                        info,
                                        watermark)),
                io);
    }

    /** Logs that no metadata has asked for; their user is the caller from now on. */
    List<PartitionLog> takeUnclaimed() {
        List<PartitionLog> logs = new ArrayList<>();
        for (Recovered log : recovered.values()) {
            if (log.result instanceof Opened.Ready(PartitionLog opened, long _)) {
                logs.add(opened);
            }
        }
        recovered.clear();
        return logs;
    }

    private static void close(Recovered log) {
        if (log.result instanceof Opened.Ready(PartitionLog opened, long _)) {
            try {
                opened.close(false);
            } catch (LogException e) {
                LogStore.log.warn("Closing {} failed.", opened, e);
            }
        }
    }

    /** Opens or creates a partition's log; {@code done} is called on any thread. */
    void open(PartitionKey key, String topic, LogConfig config, Consumer<Opened> done) {
        Partition at = new Partition(topic, key.partition());
        opening++;
        reportProgressLater();
        inOrder(
                at,
                () -> {
                    LogDirectory directory = located.computeIfAbsent(at, _ -> emptiest());
                    @Nullable Recovered ready = recovered.remove(at);
                    if (ready != null && ready.topicId.equals(key.topicId())) {
                        done.accept(ready.result);
                        openDone(at);
                        return;
                    }
                    if (ready != null) {
                        close(ready);
                    }
                    OpenInfo info =
                            new OpenInfo(
                                    directory.wasCleanShutdown(),
                                    directory.recoveryPoint(at),
                                    directory.logStart(at));
                    long watermark = directory.watermark(at);
                    io.execute(
                            () -> {
                                Opened result =
                                        openNow(key, topic, config, directory, info, watermark);
                                done.accept(result);
                                control.execute(() -> openDone(at));
                            });
                });
    }

    private LogDirectory emptiest() {
        Map<LogDirectory, Integer> count = new HashMap<>();
        located.values().forEach(directory -> count.merge(directory, 1, Integer::sum));
        LogDirectory best = directories.getFirst();
        for (LogDirectory directory : directories) {
            if (count.getOrDefault(directory, 0) < count.getOrDefault(best, 0)) {
                best = directory;
            }
        }
        return best;
    }

    private Opened openNow(
            PartitionKey key,
            String topic,
            LogConfig config,
            LogDirectory directory,
            OpenInfo info,
            long watermark) {
        Path path = directory.path().resolve(topic + "-" + key.partition());
        try {
            Optional<UUID> owner =
                    disk.exists(path) ? PartitionMetadata.read(disk, path) : Optional.empty();
            OpenInfo known = info;
            long mark = watermark;
            if (owner.isPresent() && !owner.get().equals(key.topicId())) {
                setAside(path, owner.get());
                owner = Optional.empty();
                known = OpenInfo.UNKNOWN;
                mark = 0;
            }
            if (owner.isEmpty()) {
                disk.createDirectories(path);
                PartitionMetadata.write(disk, path, key.topicId());
                disk.syncDirectory(directory.path());
            }
            PartitionLog opened =
                    PartitionLog.open(disk, path, config, known, control.wallClockMs());
            return new Opened.Ready(opened, mark);
        } catch (LogException e) {
            return new Opened.Failed(e);
        } catch (IOException e) {
            return new Opened.Failed(
                    new LogException(
                            LogException.Category.FAILED,
                            "Cannot open " + path + ": " + e.getMessage(),
                            e));
        }
    }

    private void openDone(Partition at) {
        opening--;
        opened++;
        finished(at);
    }

    private void reportProgressLater() {
        if (!progressDue) {
            progressDue = true;
            control.schedule(this::reportProgress, PROGRESS_NANOS);
        }
    }

    private void reportProgress() {
        progressDue = false;
        if (opening > 0) {
            log.info("Opening partitions: {} done, {} to go.", opened, opening);
            reportProgressLater();
        } else {
            log.info("Opened {} partitions.", opened);
            opened = 0;
        }
    }

    // ------------------------------------------------------------------ delete, set aside

    /**
     * A partition is to go, and may come back, or another of its name: that one waits until {@link
     * #delete} or {@link #release} has ended what is said here.
     */
    void leaving(PartitionKey key, String topic) {
        Leaving next = new Leaving();
        leaving.computeIfAbsent(key, _ -> new ArrayDeque<>()).add(next);
        inOrder(new Partition(topic, key.partition()), next::turn);
    }

    /** It was not here. */
    void release(PartitionKey key, String topic) {
        ended(key, () -> finished(new Partition(topic, key.partition())));
    }

    private void ended(PartitionKey key, Runnable end) {
        @Nullable ArrayDeque<Leaving> queue = leaving.get(key);
        @Nullable Leaving first = queue == null ? null : queue.poll();
        if (queue == null || first == null) {
            throw new IllegalStateException(key + " leaves unannounced");
        }
        if (queue.isEmpty()) {
            leaving.remove(key);
        }
        first.end = end;
        if (first.turn) {
            end.run();
        }
    }

    /** Deletes a partition whose log is closed. */
    void delete(PartitionKey key, String topic) {
        Partition at = new Partition(topic, key.partition());
        ended(
                key,
                () -> {
                    @Nullable LogDirectory directory = located.remove(at);
                    if (directory == null) {
                        finished(at);
                        return;
                    }
                    directory.forget(at);
                    Path path = directory.path().resolve(topic + "-" + key.partition());
                    Path doomed =
                            directory
                                    .path()
                                    .resolve(
                                            "%s-%d.%s%s"
                                                    .formatted(
                                                            topic,
                                                            key.partition(),
                                                            Uuids.toString(key.topicId()),
                                                            LogDirectory.DELETED));
                    io.execute(
                            () -> {
                                if (moveAway(path, doomed)) {
                                    control.execute(() -> finished(at));
                                    remove(doomed);
                                } else {
                                    control.execute(() -> finished(at));
                                }
                            });
                });
    }

    private boolean moveAway(Path from, Path to) {
        try {
            if (!disk.exists(from)) {
                return false;
            }
            disk.rename(from, to);
            disk.syncDirectory(parent(from));
            return true;
        } catch (IOException e) {
            log.warn("Cannot rename {} to {}; it stays as it is.", from, to, e);
            return false;
        }
    }

    private static Path parent(Path path) {
        @Nullable Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no parent: " + path);
        }
        return parent;
    }

    private void remove(Path directory) {
        try {
            for (Path file : disk.list(directory)) {
                disk.delete(file);
            }
            disk.delete(directory);
            disk.syncDirectory(parent(directory));
            log.info("Deleted {}.", directory);
        } catch (IOException e) {
            log.warn("Cannot delete {}; the next start tries again.", directory, e);
        }
    }

    /** Deletes what a crash left half deleted. */
    void finishDeletions() {
        for (LogDirectory directory : directories) {
            directory.leftovers().keySet().forEach(path -> io.execute(() -> remove(path)));
        }
    }

    /** What is in the page cache may not be what a disk has; the next start must know. */
    void flushFailed() {
        for (LogDirectory directory : directories) {
            try {
                FailedFlushMarker.leave(disk, directory.path());
            } catch (IOException e) {
                log.warn("Cannot leave a mark of the failed flush in {}.", directory.path(), e);
            }
        }
    }

    /** Sets aside what no metadata explains; nothing of it is deleted. */
    void setStraysAside(ClusterImage image, int brokerId) {
        for (LogDirectory directory : directories) {
            new LinkedHashMap<>(directory.found())
                    .forEach(
                            (at, found) -> {
                                if (!isMine(image, brokerId, at, found.topicId())) {
                                    setStrayAside(directory, at, found);
                                }
                            });
        }
    }

    private static boolean isMine(
            ClusterImage image, int brokerId, Partition at, Optional<UUID> topicId) {
        Optional<UUID> id =
                topicId.isPresent() ? topicId : image.topic(at.topic()).map(t -> t.id());
        return id.isPresent()
                && image.topic(id.get()).filter(t -> t.name().equals(at.topic())).isPresent()
                && image.partition(id.get(), at.partition())
                        .filter((PartitionImage p) -> p.isReplica(brokerId))
                        .isPresent();
    }

    private void setStrayAside(LogDirectory directory, Partition at, LogDirectory.Found found) {
        inOrder(
                at,
                () -> {
                    boolean chosen = located.remove(at, directory);
                    directory.forget(at);
                    @Nullable Recovered open = chosen ? recovered.remove(at) : null;
                    if (open != null) {
                        close(open);
                    }
                    io.execute(
                            () -> {
                                setAside(found.path(), found.topicId().orElse(Uuids.ZERO));
                                control.execute(() -> finished(at));
                            });
                });
    }

    private void setAside(Path path, UUID topicId) {
        Path aside =
                parent(path)
                        .resolve(
                                "%s.%s%s"
                                        .formatted(
                                                path.getFileName(),
                                                Uuids.toString(topicId),
                                                LogDirectory.STRAY));
        if (moveAway(path, aside)) {
            log.warn(
                    "No partition of this broker belongs to {} (its topic was deleted or moved while"
                            + " the broker was down). It is now {}; delete it when nobody misses"
                            + " it.",
                    path,
                    aside);
        }
    }

    // ------------------------------------------------------------------ checkpoints

    /** Takes what shards say of their logs, and writes it down. */
    void note(List<LogCheckpoint> checkpoints) {
        for (LogCheckpoint checkpoint : checkpoints) {
            Partition at = new Partition(checkpoint.topic(), checkpoint.partition());
            @Nullable LogDirectory directory = located.get(at);
            if (directory != null) {
                directory.note(at, checkpoint);
                dirty = true;
            }
        }
        write();
    }

    private void write() {
        if (!dirty || writing) {
            return;
        }
        dirty = false;
        writing = true;
        List<LogDirectory.Writing> files = new ArrayList<>();
        directories.forEach(directory -> files.add(directory.checkpoint()));
        io.execute(
                () -> {
                    for (LogDirectory.Writing file : files) {
                        try {
                            file.run();
                        } catch (IOException e) {
                            log.warn("Cannot write checkpoints; the next will be tried.", e);
                        }
                    }
                    control.execute(
                            () -> {
                                writing = false;
                                write();
                            });
                });
    }

    /** The last act of a clean shutdown, once every log is closed. Blocks. */
    void writeAll(List<LogCheckpoint> checkpoints, long brokerEpoch) throws IOException {
        for (LogCheckpoint checkpoint : checkpoints) {
            Partition at = new Partition(checkpoint.topic(), checkpoint.partition());
            @Nullable LogDirectory directory = located.get(at);
            if (directory != null) {
                directory.note(at, checkpoint);
            }
        }
        for (LogDirectory directory : directories) {
            directory.checkpoint().run();
            CleanShutdownMarker.leave(disk, directory.path(), brokerEpoch);
        }
    }

    // ------------------------------------------------------------------ order

    /** Runs {@code work} when nothing else is done to that name; it ends with {@link #finished}. */
    private void inOrder(Partition at, Runnable work) {
        @Nullable ArrayDeque<Runnable> queue = busy.get(at);
        if (queue != null) {
            queue.add(work);
        } else {
            busy.put(at, new ArrayDeque<>());
            work.run();
        }
    }

    private void finished(Partition at) {
        @Nullable ArrayDeque<Runnable> queue = busy.get(at);
        @Nullable Runnable next = queue == null ? null : queue.poll();
        if (next == null) {
            busy.remove(at);
        } else {
            next.run();
        }
    }
}
