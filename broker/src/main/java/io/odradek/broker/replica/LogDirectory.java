package io.odradek.broker.replica;

import io.odradek.log.dir.ReplicaSwap;
import io.odradek.log.io.Disk;
import io.odradek.log.partition.CheckpointFile;
import io.odradek.log.partition.CheckpointFile.Partition;
import io.odradek.log.partition.CleanShutdownMarker;
import io.odradek.log.partition.FailedFlushMarker;
import io.odradek.log.partition.OpenInfo;
import io.odradek.log.partition.PartitionMetadata;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of {@code log.dirs}: which partitions are in it and what was checkpointed of them. Confined
 * to the control shard after {@link #scan}; the files behind it are written by I/O threads.
 */
final class LogDirectory {
    private static final Pattern PARTITION = Pattern.compile("(.+)-(\\d+)");
    static final String DELETED = ReplicaSwap.DELETED;
    static final String STRAY = "-stray";

    /** What a directory holds of one partition. */
    record Found(Path path, Optional<UUID> topicId) {}

    private final Path path;
    private final UUID id;
    private final AtomicBoolean offline = new AtomicBoolean();
    private final boolean clean;
    private final boolean blank;
    private final Map<Partition, Found> found;
    private final Map<Path, String> leftovers;
    private final Map<Partition, Long> watermarks;
    private final Map<Partition, Long> recoveryPoints;
    private final Map<Partition, Long> logStarts;
    private final Map<Partition, Long> cleaned;

    /** Forgotten, but perhaps not yet by the files. */
    private final Set<Partition> lingering = new HashSet<>();

    private final CheckpointFile watermarkFile;
    private final CheckpointFile recoveryFile;
    private final CheckpointFile logStartFile;
    private final CheckpointFile cleanedFile;

    private LogDirectory(
            Disk disk, Path path, UUID id, Map<Partition, Found> found, Map<Path, String> leftovers)
            throws IOException {
        this.path = path;
        this.id = id;
        this.found = found;
        this.leftovers = leftovers;
        this.watermarkFile = new CheckpointFile(disk, path, CheckpointFile.HIGH_WATERMARKS);
        this.recoveryFile = new CheckpointFile(disk, path, CheckpointFile.RECOVERY_POINTS);
        this.logStartFile = new CheckpointFile(disk, path, CheckpointFile.LOG_START_OFFSETS);
        this.cleanedFile = new CheckpointFile(disk, path, CheckpointFile.CLEANED_OFFSETS);
        this.watermarks = new HashMap<>(watermarkFile.read());
        this.recoveryPoints = new HashMap<>(recoveryFile.read());
        this.logStarts = new HashMap<>(logStartFile.read());
        this.cleaned = new HashMap<>(cleanedFile.read());
        this.clean = CleanShutdownMarker.take(disk, path);
        this.blank = found.isEmpty() && watermarks.isEmpty() && !clean;
    }

    /** Reads what is there. Blocks; called before anything else uses the directory. */
    static LogDirectory scan(Disk disk, Path path, UUID id) throws IOException {
        Map<Partition, Found> found = new LinkedHashMap<>();
        Map<Path, String> leftovers = new LinkedHashMap<>();
        for (Path entry : disk.list(path)) {
            String name = String.valueOf(entry.getFileName());
            if (!disk.isDirectory(entry) || name.endsWith(STRAY)) {
                continue;
            }
            if (name.endsWith(DELETED) || name.endsWith(ReplicaSwap.FUTURE)) {
                leftovers.put(entry, name);
                continue;
            }
            Matcher matcher = PARTITION.matcher(name);
            if (matcher.matches() && !matcher.group(1).equals("__cluster_metadata")) {
                found.put(
                        new Partition(matcher.group(1), Integer.parseInt(matcher.group(2))),
                        new Found(entry, PartitionMetadata.read(disk, entry)));
            }
        }
        LogDirectory directory = new LogDirectory(disk, path, id, found, leftovers);
        if (FailedFlushMarker.isIn(disk, path)) {
            for (Map.Entry<Partition, Found> partition : found.entrySet()) {
                FailedFlushMarker.heal(
                        disk,
                        partition.getValue().path(),
                        directory.recoveryPoint(partition.getKey()));
            }
            FailedFlushMarker.remove(disk, path);
        }
        return directory;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    Path path() {
        return path;
    }

    /** By which metadata knows it. */
    UUID id() {
        return id;
    }

    /** Whether its disk works. Thread-safe. */
    boolean isOnline() {
        return !offline.get();
    }

    /** True for the first who says so. Thread-safe. */
    boolean takeOffline() {
        return offline.compareAndSet(false, true);
    }

    boolean wasCleanShutdown() {
        return clean;
    }

    /** Whether there is no trace of partitions: a new disk, or a new broker. */
    boolean isBlank() {
        return blank;
    }

    Map<Partition, Found> found() {
        return found;
    }

    /** Directories of deleted partitions that a crash left behind. */
    Map<Path, String> leftovers() {
        return leftovers;
    }

    long watermark(Partition at) {
        return watermarks.getOrDefault(at, 0L);
    }

    long recoveryPoint(Partition at) {
        return recoveryPoints.getOrDefault(at, 0L);
    }

    /** What is known of a partition before its log is opened. */
    OpenInfo openInfo(Partition at) {
        return new OpenInfo(clean, recoveryPoint(at), logStart(at), cleaned.getOrDefault(at, 0L));
    }

    long logStart(Partition at) {
        return logStarts.getOrDefault(at, 0L);
    }

    void note(Partition at, LogCheckpoint checkpoint) {
        watermarks.put(at, checkpoint.highWatermark());
        recoveryPoints.put(at, checkpoint.recoveryPoint());
        if (checkpoint.logStartOffset() > 0) {
            logStarts.put(at, checkpoint.logStartOffset());
        }
        if (checkpoint.cleanedTo() > 0) {
            cleaned.put(at, checkpoint.cleanedTo());
        } else {
            cleaned.remove(at);
        }
    }

    void forget(Partition at) {
        found.remove(at);
        boolean any = watermarks.remove(at) != null;
        any |= recoveryPoints.remove(at) != null;
        any |= logStarts.remove(at) != null;
        any |= cleaned.remove(at) != null;
        if (any) {
            lingering.add(at);
        }
    }

    /**
     * Whether a file on the disk may speak of a partition of that name. Files know partitions by
     * their names only: a new one of an old name must not begin before they have forgotten it.
     */
    boolean speaksOf(Partition at) {
        return lingering.contains(at);
    }

    /**
     * What the files will say; taken on the control shard, run by an I/O thread. {@link
     * Writing#written} follows on the control shard, if all went well.
     */
    Writing checkpoint() {
        Set<Partition> forgotten = Set.copyOf(lingering);
        Map<Partition, Long> watermarks = new LinkedHashMap<>(this.watermarks);
        Map<Partition, Long> recoveryPoints = new LinkedHashMap<>(this.recoveryPoints);
        Map<Partition, Long> logStarts = new LinkedHashMap<>(this.logStarts);
        Map<Partition, Long> cleaned = new LinkedHashMap<>(this.cleaned);
        return new Writing() {
            @Override
            public void run() throws IOException {
                // Starts first: what lies below one may be deleted once it is written.
                logStartFile.write(logStarts);
                recoveryFile.write(recoveryPoints);
                watermarkFile.write(watermarks);
                cleanedFile.write(cleaned);
            }

            @Override
            public void written() {
                lingering.removeAll(forgotten);
            }
        };
    }

    /** Disk work to be done elsewhere. */
    interface Writing {
        void run() throws IOException;

        void written();
    }
}
