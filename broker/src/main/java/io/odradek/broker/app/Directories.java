package io.odradek.broker.app;

import io.odradek.broker.config.NodePlan;
import io.odradek.log.dir.MetaProperties;
import io.odradek.log.io.DirectoryLock;
import io.odradek.log.io.Disk;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * This node's directories: all formatted, of one cluster, its own, and locked. One of {@code
 * log.dirs} that is not there or cannot be read is left out, and the others go on (KIP-112); but
 * the one that a controller keeps the metadata log in must work.
 *
 * @param ids of those of {@code log.dirs} that can be used, in their order
 * @param metadataId of the directory of the metadata log
 */
record Directories(
        String clusterId, Map<Path, UUID> ids, UUID metadataId, List<DirectoryLock> locks)
        implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Directories.class);

    /**
     * @param config the file an operator would format with
     */
    static Directories open(Disk disk, NodePlan plan, Path config) throws StartupException {
        Set<Path> all = new LinkedHashSet<>(plan.logDirs());
        all.add(plan.metadataDir());
        Map<Path, UUID> ids = new LinkedHashMap<>();
        List<DirectoryLock> locks = new ArrayList<>();
        String clusterId = "";
        UUID metadataId = new UUID(0, 0);
        @Nullable StartupException unusable = null;
        try {
            for (Path directory : all) {
                MetaProperties meta;
                try {
                    meta = read(disk, directory, config, clusterId);
                    requireWritable(directory);
                } catch (StartupException e) {
                    if (isVital(plan, directory)) {
                        throw e;
                    }
                    unusable = unusable == null ? e : unusable;
                    log.error(
                            "The log directory {} is offline, with whatever is in it: {}",
                            directory,
                            e.getMessage());
                    continue;
                }
                check(plan, directory, meta, clusterId);
                clusterId = meta.clusterId();
                if (plan.logDirs().contains(directory)) {
                    ids.put(directory, meta.directoryId());
                }
                if (directory.equals(plan.metadataDir())) {
                    metadataId = meta.directoryId();
                }
                locks.add(lock(directory));
            }
            if (ids.isEmpty() && unusable != null) {
                throw unusable;
            }
            return new Directories(clusterId, ids, metadataId, List.copyOf(locks));
        } catch (StartupException e) {
            closeAll(locks);
            throw e;
        }
    }

    private static boolean isVital(NodePlan plan, Path directory) {
        return (plan.controller() && directory.equals(plan.metadataDir()))
                || !plan.logDirs().contains(directory);
    }

    private static MetaProperties read(Disk disk, Path directory, Path config, String clusterId)
            throws StartupException {
        Optional<MetaProperties> found;
        try {
            found = MetaProperties.read(disk, directory);
        } catch (IOException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        if (found.isEmpty()) {
            throw new StartupException(
                    "The directory %s is not formatted: run bin/kafka-storage.sh format -t %s -c %s"
                            .formatted(
                                    directory,
                                    clusterId.isEmpty()
                                            ? "<cluster id, from bin/kafka-storage.sh random-uuid>"
                                            : clusterId,
                                    config));
        }
        return found.get();
    }

    private static void check(NodePlan plan, Path directory, MetaProperties meta, String clusterId)
            throws StartupException {
        if (meta.nodeId() != plan.nodeId()) {
            throw new StartupException(
                    "The directory %s belongs to node %d, but node.id is %d: correct node.id, or point log.dirs at this node's own directory."
                            .formatted(directory, meta.nodeId(), plan.nodeId()));
        }
        if (!clusterId.isEmpty() && !meta.clusterId().equals(clusterId)) {
            throw new StartupException(
                    "The directory %s belongs to cluster %s, the other directories of this node to %s: remove it from log.dirs, or empty it and format it again."
                            .formatted(directory, meta.clusterId(), clusterId));
        }
    }

    private static void requireWritable(Path directory) throws StartupException {
        if (!DirectoryLock.isWritable(directory)) {
            throw new StartupException(
                    "The directory %s cannot be written: give this user the right to, or change log.dirs."
                            .formatted(directory));
        }
    }

    private static DirectoryLock lock(Path directory) throws StartupException {
        try {
            Optional<DirectoryLock> lock = DirectoryLock.tryLock(directory);
            if (lock.isPresent()) {
                return lock.get();
            }
        } catch (IOException e) {
            throw new StartupException(
                    "The directory %s cannot be locked (%s): give this user the right to write it, or change log.dirs."
                            .formatted(directory, e.getMessage()),
                    e);
        }
        throw new StartupException(
                "The directory %s is in use: is another node running on it? Stop that one first."
                        .formatted(directory));
    }

    @Override
    public void close() {
        closeAll(locks);
    }

    private static void closeAll(List<DirectoryLock> locks) {
        for (DirectoryLock lock : locks) {
            try {
                lock.close();
            } catch (IOException e) {
                log.warn("A directory could not be unlocked; the process's end does it.", e);
            }
        }
    }
}
