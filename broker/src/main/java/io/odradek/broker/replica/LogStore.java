package io.odradek.broker.replica;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.Uuids;
import io.odradek.log.dir.ReplicaSwap;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.log.partition.AppendOutcome;
import io.odradek.log.partition.CheckpointFile.Partition;
import io.odradek.log.partition.CleanShutdownMarker;
import io.odradek.log.partition.FailedFlushMarker;
import io.odradek.log.partition.LogConfig;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.LogSlice;
import io.odradek.log.partition.OpenInfo;
import io.odradek.log.partition.PartitionLog;
import io.odradek.log.partition.PartitionMetadata;
import io.odradek.log.partition.ReadOutcome;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
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
    private static final int MOVED_BYTES = 1 << 20;

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

    /** A log that somebody asked for; confined to the control shard. */
    static final class Opening {
        private final UUID assigned;
        private final boolean fresh;
        private boolean begun;
        private boolean abandoned;

        /**
         * @param assigned the directory that metadata gives it
         * @param fresh this broker never had it before
         */
        Opening(UUID assigned, boolean fresh) {
            this.assigned = assigned;
            this.fresh = fresh;
        }
    }

    /** A name that the files of its directory have to forget first. */
    private record Forgetting(
            LogDirectory directory, Partition at, Runnable then, Consumer<IOException> failed) {}

    /** A log that was opened before metadata asked for it. */
    private record Recovered(UUID topicId, Opened result) {}

    /** Why a log could not be opened, or the log and its checkpointed watermark. */
    sealed interface Opened {
        record Ready(PartitionLog log, long highWatermark) implements Opened {}

        record Failed(LogException cause) implements Opened {}

        /** It is in a directory that does not work. */
        record Offline() implements Opened {}
    }

    private final Disk disk;
    private final List<LogDirectory> directories;
    private final Shard control;
    private final Executor io;
    private final Map<Partition, ArrayDeque<Runnable>> busy = new HashMap<>();

    /** Names kept for partitions that leave, by partition; the first is the oldest. */
    private final Map<PartitionKey, ArrayDeque<Leaving>> leaving = new HashMap<>();

    private final Homes homes;
    private final DirectoryReports reports;
    private final DirectoryFailures failures;
    private final Map<Partition, Recovered> recovered = new HashMap<>();
    private final List<Forgetting> forgetting = new ArrayList<>();
    private int opening;
    private int opened;
    private boolean progressDue;
    private boolean writing;
    private boolean dirty;

    LogStore(
            Disk disk,
            List<LogDirectory> directories,
            Homes homes,
            DirectoryReports reports,
            DirectoryFailures failures,
            Shard control,
            Executor io) {
        this.disk = disk;
        this.directories = directories;
        this.homes = homes;
        this.reports = reports;
        this.failures = failures;
        this.control = control;
        this.io = io;
    }

    List<LogDirectory> directories() {
        return directories;
    }

    DirectoryReports reports() {
        return reports;
    }

    /** Takes a directory out of service if {@code cause} says that its disk failed. */
    private void check(LogDirectory directory, IOException cause) {
        if (LogException.categoryOf(cause) == LogException.Category.FAILED) {
            failures.failed(directory, cause);
        }
    }

    /** The same, of the directory that holds a log. From any thread. */
    void check(PartitionLog log, IOException cause) {
        for (LogDirectory directory : directories) {
            if (directory.path().equals(log.directory().getParent())) {
                check(directory, cause);
            }
        }
    }

    /** Says in {@code failed} that what was not flushed cannot be trusted, as far as that goes. */
    static void mark(Disk disk, Executor io, List<LogDirectory> failed, Runnable then) {
        io.execute(
                () -> {
                    for (LogDirectory directory : failed) {
                        try {
                            FailedFlushMarker.leave(disk, directory.path());
                        } catch (IOException e) {
                            log.warn(
                                    "Cannot leave a mark of the failure in {}: {}",
                                    directory,
                                    e.getMessage());
                        }
                    }
                    then.run();
                });
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
                                if (!homes.isDoubtful(at) && found.topicId().isPresent()) {
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
        OpenInfo info = directory.openInfo(at);
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

    /**
     * Opens or creates a partition's log; {@code done} is called on any thread, unless it is
     * abandoned before.
     */
    void open(
            PartitionKey key,
            String topic,
            LogConfig config,
            Opening asked,
            Consumer<Opened> done) {
        open(key, topic, config, asked, false, done);
    }

    /** Opens an empty log; what there was is set aside. */
    void openAnew(
            PartitionKey key,
            String topic,
            LogConfig config,
            Opening asked,
            Consumer<Opened> done) {
        open(key, topic, config, asked, true, done);
    }

    /** How a log is opened. */
    @FunctionalInterface
    interface Way {
        void open(
                PartitionKey key,
                String topic,
                LogConfig config,
                Opening asked,
                Consumer<Opened> done);
    }

    private void open(
            PartitionKey key,
            String topic,
            LogConfig config,
            Opening asked,
            boolean anew,
            Consumer<Opened> done) {
        Partition at = new Partition(topic, key.partition());
        opening++;
        reportProgressLater();
        inOrder(
                at,
                () -> {
                    if (asked.abandoned) {
                        openDone(at);
                        return;
                    }
                    asked.begun = true;
                    LogDirectory directory;
                    switch (homes.find(at, asked.assigned, asked.fresh)) {
                        case Homes.Home.In(LogDirectory home) -> directory = home;
                        case Homes.Home.Offline(UUID id) -> {
                            reports.isIn(key, id, asked.assigned);
                            done.accept(new Opened.Offline());
                            openDone(at);
                            return;
                        }
                    }
                    reports.isIn(key, directory.id(), asked.assigned);
                    @Nullable Recovered ready = recovered.remove(at);
                    if (ready != null && ready.topicId.equals(key.topicId())) {
                        done.accept(ready.result);
                        openDone(at);
                        return;
                    }
                    if (ready != null) {
                        close(ready);
                    }
                    OpenInfo info = directory.openInfo(at);
                    long watermark = directory.watermark(at);
                    Consumer<Opened> end =
                            result -> {
                                done.accept(result);
                                control.execute(() -> openDone(at));
                            };
                    io.execute(
                            () -> {
                                if (anew) {
                                    setDamagedAside(directory, at, key.topicId());
                                }
                                if (holds(directory, at, key.topicId())) {
                                    end.accept(
                                            openNow(
                                                    key, topic, config, directory, info,
                                                    watermark));
                                } else {
                                    control.execute(
                                            () -> create(key, topic, config, directory, end));
                                }
                            });
                });
    }

    /** Whether there is a directory of that name that may be this topic's. Errors come later. */
    private boolean holds(LogDirectory directory, Partition at, UUID topicId) {
        Path path = directory.path().resolve(at.topic() + "-" + at.partition());
        try {
            return disk.exists(path)
                    && PartitionMetadata.read(disk, path)
                            .filter(id -> !id.equals(topicId))
                            .isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    /** Begins a log, of which nothing may be known from another partition of its name. */
    private void create(
            PartitionKey key,
            String topic,
            LogConfig config,
            LogDirectory directory,
            Consumer<Opened> end) {
        Partition at = new Partition(topic, key.partition());
        directory.forget(at);
        Forgetting waiting =
                new Forgetting(
                        directory,
                        at,
                        () ->
                                io.execute(
                                        () ->
                                                end.accept(
                                                        openNow(
                                                                key,
                                                                topic,
                                                                config,
                                                                directory,
                                                                OpenInfo.UNKNOWN,
                                                                0))),
                        e -> {
                            check(directory, e);
                            end.accept(new Opened.Failed(failed(directory.path(), e)));
                        });
        if (directory.speaksOf(at)) {
            forgetting.add(waiting);
            dirty = true;
            write();
        } else {
            waiting.then.run();
        }
    }

    private static LogException failed(Path path, IOException cause) {
        return new LogException(
                LogException.categoryOf(cause),
                "Cannot open " + path + ": " + cause.getMessage(),
                cause);
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
            if (owner.isPresent() && !owner.get().equals(key.topicId())) {
                setAside(directory, path, owner.get());
                owner = Optional.empty();
            }
            if (owner.isEmpty()) {
                disk.createDirectories(path);
                PartitionMetadata.write(disk, path, key.topicId());
                disk.syncDirectory(directory.path());
            }
            PartitionLog opened =
                    PartitionLog.open(disk, path, config, info, control.wallClockMs());
            return new Opened.Ready(opened, watermark);
        } catch (IOException e) {
            check(directory, e);
            return new Opened.Failed(e instanceof LogException known ? known : failed(path, e));
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

    /**
     * Deletes a partition whose log was asked for and has not come yet. If it is being opened
     * already, it will come, and is to be deleted then; else it waits behind this very partition's
     * leaving, and will not come.
     */
    void abandon(PartitionKey key, String topic, Opening asked) {
        if (!asked.begun) {
            asked.abandoned = true;
            delete(key, topic);
        }
    }

    /** Deletes a partition whose log is closed, or was not opened since the start. */
    void delete(PartitionKey key, String topic) {
        Partition at = new Partition(topic, key.partition());
        ended(
                key,
                () -> {
                    @Nullable Recovered unclaimed = recovered.remove(at);
                    if (unclaimed != null) {
                        close(unclaimed);
                    }
                    @Nullable LogDirectory directory = homes.remove(at);
                    reports.forget(key);
                    if (directory != null) {
                        directory.forget(at);
                    }
                    if (directory == null || !directory.isOnline()) {
                        finished(at);
                        return;
                    }
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
                                if (moveAway(directory, path, doomed)) {
                                    control.execute(() -> finished(at));
                                    remove(directory, doomed);
                                } else {
                                    control.execute(() -> finished(at));
                                }
                            });
                });
    }

    private boolean moveAway(LogDirectory directory, Path from, Path to) {
        try {
            if (!disk.exists(from)) {
                return false;
            }
            disk.rename(from, to);
            disk.syncDirectory(parent(from));
            return true;
        } catch (IOException e) {
            log.warn("Cannot rename {} to {}; it stays as it is.", from, to, e);
            check(directory, e);
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

    private void remove(LogDirectory directory, Path doomed) {
        try {
            for (Path file : disk.list(doomed)) {
                disk.delete(file);
            }
            disk.delete(doomed);
            disk.syncDirectory(directory.path());
            log.info("Deleted {}.", doomed);
        } catch (IOException e) {
            log.warn("Cannot delete {}; the next start tries again.", doomed, e);
            check(directory, e);
        }
    }

    /** Deletes what a crash left half deleted. */
    void finishDeletions() {
        for (LogDirectory directory : directories) {
            directory
                    .leftovers()
                    .keySet()
                    .forEach(path -> io.execute(() -> remove(directory, path)));
        }
    }

    /** Sets aside what no metadata explains; nothing of it is deleted. */
    void setStraysAside(ClusterImage image, int brokerId) {
        homes.settle(
                (at, directory) ->
                        Optional.ofNullable(directory.found().get(at))
                                .filter(found -> isMine(image, brokerId, at, found.topicId()))
                                .isPresent(),
                at ->
                        image.topic(at.topic())
                                .flatMap(t -> image.partition(t.id(), at.partition()))
                                .map(p -> p.directory(brokerId))
                                .orElse(PartitionImage.UNASSIGNED));
        for (LogDirectory directory : directories) {
            new LinkedHashMap<>(directory.found())
                    .forEach(
                            (at, found) -> {
                                if (homes.of(at) != directory
                                        || !isMine(image, brokerId, at, found.topicId())) {
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
                    boolean chosen = homes.remove(at, directory);
                    directory.forget(at);
                    @Nullable Recovered open = chosen ? recovered.remove(at) : null;
                    if (open != null) {
                        close(open);
                    }
                    io.execute(
                            () -> {
                                setAside(
                                        directory,
                                        found.path(),
                                        found.topicId().orElse(Uuids.ZERO));
                                control.execute(() -> finished(at));
                            });
                });
    }

    private static Path aside(Path path, UUID topicId) {
        String name =
                "%s.%s%s"
                        .formatted(path.getFileName(), Uuids.toString(topicId), LogDirectory.STRAY);
        return parent(path).resolve(name);
    }

    private void setDamagedAside(LogDirectory directory, Partition at, UUID topicId) {
        Path path = directory.path().resolve(at.topic() + "-" + at.partition());
        Path aside = aside(path, topicId);
        try {
            if (disk.exists(aside)) {
                remove(directory, aside); // an older damaged copy
            }
        } catch (IOException e) {
            log.warn("Cannot look for {}.", aside, e);
            check(directory, e);
        }
        if (moveAway(directory, path, aside)) {
            log.warn("The damaged {} is now {}; delete it when nobody needs it.", path, aside);
        }
    }

    private void setAside(LogDirectory directory, Path path, UUID topicId) {
        Path aside = aside(path, topicId);
        if (moveAway(directory, path, aside)) {
            log.warn(
                    "No partition of this broker belongs to {} (its topic was deleted or moved while"
                            + " the broker or the disk was down). It is now {}; delete it when nobody misses"
                            + " it.",
                    path,
                    aside);
        }
    }

    // ------------------------------------------------------------------ moves

    @Nullable LogDirectory directory(Path path) {
        for (LogDirectory directory : directories) {
            if (directory.path().toAbsolutePath().equals(path.toAbsolutePath())) {
                return directory;
            }
        }
        return null;
    }

    boolean isIn(PartitionLog replica, LogDirectory directory) {
        return directory.path().equals(replica.directory().getParent());
    }

    /** Where a replica is to be that is not here. */
    void want(String topic, int partition, LogDirectory directory) {
        homes.want(new Partition(topic, partition), directory);
    }

    /** Begins a copy of a log. Blocks. */
    FutureLog openFuture(LogDirectory to, PartitionKey key, String topic, UUID id, long start)
            throws IOException {
        Path path = ReplicaSwap.future(to.path(), topic + "-" + key.partition(), id);
        try {
            disk.createDirectories(path);
            PartitionMetadata.write(disk, path, key.topicId());
            PartitionLog future =
                    PartitionLog.open(
                            disk, path, LogConfig.DEFAULT, OpenInfo.UNKNOWN, control.wallClockMs());
            if (start > 0) {
                future.truncateFullyAndStartAt(start);
            }
            return new FutureLog(to, id, future);
        } catch (IOException e) {
            check(to, e);
            throw e;
        }
    }

    /** Appends what was read of the log to its copy. Blocks. */
    void append(FutureLog copy, LogSlice slice, long nowMs) throws IOException {
        ByteBuffer batches = ByteBuffer.allocate(slice.sizeInBytes());
        try (slice) {
            if (slice.soundBytes() < slice.sizeInBytes() || slice.copyTo(batches) < 0) {
                throw new IOException(
                        slice + " is not what was written; it is repaired when it is read");
            }
        }
        try {
            AppendOutcome outcome = copy.log().appendAsFollower(batches.flip(), nowMs);
            if (!(outcome instanceof AppendOutcome.Appended)) {
                throw new IllegalStateException("its own records are refused: " + outcome);
            }
        } catch (IOException e) {
            check(copy.directory(), e);
            throw e;
        }
    }

    /** Gives up a copy. Blocks. */
    void discard(FutureLog copy, String topic, PartitionKey key) {
        try {
            copy.log().close(false);
        } catch (LogException e) {
            log.warn("Closing {} failed.", copy.log(), e);
        }
        remove(
                copy.directory(),
                ReplicaSwap.future(
                        copy.directory().path(), topic + "-" + key.partition(), copy.id()));
    }

    /**
     * Copies the rest of a log that nobody uses any more, and puts the copy in its place; {@code
     * then} runs on the control shard, whatever came of it: the replica is to be opened again where
     * it is then. Blocks.
     */
    void change(FutureLog copy, PartitionLog source, LogCheckpoint state, Runnable then) {
        Partition at = new Partition(state.topic(), state.partition());
        String name = state.topic() + "-" + state.partition();
        LogDirectory to = copy.directory();
        try {
            copyRest(copy, source);
            copy.log().close(true);
        } catch (IOException e) {
            log.warn("{} is not moved to {}: {}", name, to, e.getMessage());
            closeQuietly(source);
            closeQuietly(copy.log());
            remove(to, ReplicaSwap.future(to.path(), name, copy.id()));
            control.execute(then);
            return;
        }
        closeQuietly(source);
        LogDirectory from = home(source);
        @Nullable Path doomed = null;
        boolean promoted = false;
        try {
            ReplicaSwap.promote(disk, to.path(), name, copy.id());
            promoted = true;
            try {
                doomed = ReplicaSwap.retire(disk, from.path(), name, copy.id());
            } catch (IOException e) {
                check(from, e);
            }
            ReplicaSwap.settle(disk, to.path(), name, copy.id());
            log.info("Moved {} from {} to {}.", name, from, to);
        } catch (IOException e) {
            check(to, e);
        }
        boolean moved = promoted;
        control.execute(
                () -> {
                    if (moved) {
                        from.forget(at);
                        to.note(at, state);
                        homes.put(at, to);
                        dirty = true;
                        write();
                    }
                    then.run();
                });
        if (doomed != null) {
            remove(from, doomed);
        }
    }

    private LogDirectory home(PartitionLog log) {
        for (LogDirectory directory : directories) {
            if (isIn(log, directory)) {
                return directory;
            }
        }
        throw new IllegalStateException(log + " is in no log directory");
    }

    private void copyRest(FutureLog copy, PartitionLog source) throws IOException {
        PartitionLog future = copy.log();
        long now = control.wallClockMs();
        while (future.logEndOffset() < source.logEndOffset()) {
            ReadOutcome read =
                    source.read(future.logEndOffset(), MOVED_BYTES, source.logEndOffset(), true);
            if (!(read instanceof LogSlice slice)) {
                throw new IOException(source + " ends before its end");
            }
            append(copy, slice, now);
        }
        if (future.logEndOffset() != source.logEndOffset()) {
            throw new IOException(source + " was cut while it was copied");
        }
        try {
            future.advanceLogStart(source.logStartOffset(), now).run();
        } catch (IOException e) {
            check(copy.directory(), e);
            throw e;
        }
    }

    private static void closeQuietly(PartitionLog replica) {
        try {
            replica.close(false);
        } catch (LogException e) {
            log.warn("Closing {} failed.", replica, e);
        }
    }

    // ------------------------------------------------------------------ checkpoints

    /** Takes what shards say of their logs, and writes it down. */
    void note(List<LogCheckpoint> checkpoints) {
        for (LogCheckpoint checkpoint : checkpoints) {
            Partition at = new Partition(checkpoint.topic(), checkpoint.partition());
            @Nullable LogDirectory directory = homes.of(at);
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
        Map<LogDirectory, LogDirectory.Writing> files = new LinkedHashMap<>();
        directories.stream()
                .filter(LogDirectory::isOnline)
                .forEach(directory -> files.put(directory, directory.checkpoint()));
        io.execute(
                () -> {
                    Map<LogDirectory, IOException> failed = new HashMap<>();
                    files.forEach(
                            (directory, file) -> {
                                try {
                                    file.run();
                                } catch (IOException e) {
                                    failed.put(directory, e);
                                    log.warn(
                                            "Cannot write checkpoints; the next will be tried.", e);
                                    check(directory, e);
                                }
                            });
                    control.execute(() -> written(files, failed));
                });
    }

    private void written(
            Map<LogDirectory, LogDirectory.Writing> files, Map<LogDirectory, IOException> failed) {
        writing = false;
        files.forEach(
                (directory, file) -> {
                    if (!failed.containsKey(directory)) {
                        file.written();
                    }
                });
        List<Forgetting> waiting = List.copyOf(forgetting);
        forgetting.clear();
        for (Forgetting one : waiting) {
            @Nullable IOException cause = failed.get(one.directory);
            if (!one.directory.isOnline()) {
                one.failed.accept(
                        cause == null
                                ? new IOException(one.directory.path() + " is offline")
                                : cause);
            } else if (cause != null) {
                one.failed.accept(cause);
            } else if (one.directory.speaksOf(one.at)) {
                forgetting.add(one);
                dirty = true;
            } else {
                one.then.run();
            }
        }
        write();
    }

    /** The last act of a clean shutdown, once every log is closed. Blocks. */
    void writeAll(List<LogCheckpoint> checkpoints, long brokerEpoch) throws IOException {
        for (LogCheckpoint checkpoint : checkpoints) {
            Partition at = new Partition(checkpoint.topic(), checkpoint.partition());
            @Nullable LogDirectory directory = homes.of(at);
            if (directory != null) {
                directory.note(at, checkpoint);
            }
        }
        for (LogDirectory directory : directories) {
            if (directory.isOnline()) {
                directory.checkpoint().run();
                CleanShutdownMarker.leave(disk, directory.path(), brokerEpoch);
            }
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
