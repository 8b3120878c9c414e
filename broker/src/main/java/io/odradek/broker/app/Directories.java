package io.odradek.broker.app;

import io.odradek.broker.config.NodePlan;
import io.odradek.log.dir.MetaProperties;
import io.odradek.log.io.DirectoryLock;
import io.odradek.log.io.Disk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * This node's directories: all formatted, of one cluster, its own, and locked.
 *
 * @param ids of {@code log.dirs}, in their order
 * @param metadataId of the directory of the metadata log
 */
record Directories(String clusterId, List<UUID> ids, UUID metadataId, List<DirectoryLock> locks)
        implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Directories.class);

    /**
     * @param config the file an operator would format with
     */
    static Directories open(Disk disk, NodePlan plan, Path config) throws StartupException {
        Set<Path> all = new LinkedHashSet<>(plan.logDirs());
        all.add(plan.metadataDir());
        List<UUID> ids = new ArrayList<>();
        List<DirectoryLock> locks = new ArrayList<>();
        String clusterId = "";
        UUID metadataId = new UUID(0, 0);
        try {
            for (Path directory : all) {
                MetaProperties meta = check(disk, plan, directory, config, clusterId);
                clusterId = meta.clusterId();
                if (plan.logDirs().contains(directory)) {
                    ids.add(meta.directoryId());
                }
                if (directory.equals(plan.metadataDir())) {
                    metadataId = meta.directoryId();
                }
                locks.add(lock(directory));
            }
            return new Directories(clusterId, List.copyOf(ids), metadataId, List.copyOf(locks));
        } catch (StartupException e) {
            closeAll(locks);
            throw e;
        }
    }

    private static MetaProperties check(
            Disk disk, NodePlan plan, Path directory, Path config, String clusterId)
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
        MetaProperties meta = found.get();
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
        return meta;
    }

    private static DirectoryLock lock(Path directory) throws StartupException {
        if (!DirectoryLock.isWritable(directory)) {
            throw new StartupException(
                    "The directory %s cannot be written: give this user the right to, or change log.dirs."
                            .formatted(directory));
        }
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
