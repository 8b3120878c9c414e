package io.odradek.log.dir;

import io.odradek.log.io.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * The contents of {@code meta.properties}, Kafka's format version 1: which cluster and node a log
 * directory belongs to, and the directory's own id. Formatting writes it once; every start reads it
 * and refuses a directory that belongs to another node or cluster.
 *
 * @param clusterId as given to {@code kafka-storage.sh format -t}; compared as text
 * @param nodeId {@code node.id} of the node that owns the directory
 * @param directoryId the directory's id, by which it is known in the cluster metadata
 */
public record MetaProperties(String clusterId, int nodeId, UUID directoryId) {

    public static final String FILE_NAME = "meta.properties";

    private static final String VERSION = "1";
    private static final String VERSION_KEY = "version";
    private static final String CLUSTER_ID_KEY = "cluster.id";
    private static final String NODE_ID_KEY = "node.id";
    private static final String DIRECTORY_ID_KEY = "directory.id";

    public MetaProperties {
        if (clusterId.isBlank()) {
            throw new IllegalArgumentException("the cluster id is empty");
        }
        if (nodeId < 0) {
            throw new IllegalArgumentException("node.id must be 0 or more, but is " + nodeId);
        }
        if (KafkaUuid.isReserved(directoryId)) {
            throw new IllegalArgumentException(
                    "the directory id %s is a reserved one"
                            .formatted(KafkaUuid.print(directoryId)));
        }
    }

    /** Where {@code logDirectory} keeps the file. */
    public static Path fileIn(Path logDirectory) {
        return logDirectory.resolve(FILE_NAME);
    }

    /**
     * The properties of {@code logDirectory}; empty when it has not been formatted.
     *
     * @throws IOException when the file cannot be read or does not say what it must; the message
     *     names the file, what is wrong and what to do
     */
    public static Optional<MetaProperties> read(Disk disk, Path logDirectory) throws IOException {
        Path file = fileIn(logDirectory);
        if (!disk.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(parse(file, SmallFile.read(disk, file)));
    }

    /** Writes the file into {@code logDirectory}, which must exist; durable on return. */
    public void write(Disk disk, Path logDirectory) throws IOException {
        SmallFile.replace(disk, fileIn(logDirectory), print());
    }

    private String print() {
        return """
        #
        %s=%s
        %s=%s
        %s=%d
        %s=%s
        """
                .formatted(
                        CLUSTER_ID_KEY,
                        clusterId,
                        DIRECTORY_ID_KEY,
                        KafkaUuid.print(directoryId),
                        NODE_ID_KEY,
                        nodeId,
                        VERSION_KEY,
                        VERSION);
    }

    private static MetaProperties parse(Path file, String text) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw broken(file, "it is not a properties file: " + e.getMessage(), e);
        }
        requireVersion(file, properties);
        String clusterId = require(file, properties, CLUSTER_ID_KEY);
        String nodeId = require(file, properties, NODE_ID_KEY);
        String directoryId = require(file, properties, DIRECTORY_ID_KEY);
        try {
            return new MetaProperties(clusterId, parseNodeId(nodeId), KafkaUuid.parse(directoryId));
        } catch (IllegalArgumentException e) {
            throw broken(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireVersion(Path file, Properties properties) throws IOException {
        String version = require(file, properties, VERSION_KEY);
        if (version.equals("0")) {
            throw new IOException(
                    ("%s has version=0, the format of a ZooKeeper-era broker; such a directory cannot be used."
                                    + " Migrate that cluster to KRaft with Kafka 3.9 first, or point log.dirs at another directory")
                            .formatted(file));
        }
        if (!version.equals(VERSION)) {
            throw new IOException(
                    "%s has version=%s, but this software knows only version=%s; it was written by newer software"
                            .formatted(file, version, VERSION));
        }
    }

    private static int parseNodeId(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s is '%s', which is not a number".formatted(NODE_ID_KEY, text), e);
        }
    }

    private static String require(Path file, Properties properties, String key) throws IOException {
        String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw broken(file, "it has no '" + key + "'", null);
        }
        return value.strip();
    }

    private static IOException broken(Path file, String why, @Nullable Throwable cause) {
        return new IOException(
                "%s cannot be used: %s. Restore the file from a backup, or, to discard the directory, empty it and format it again"
                        .formatted(file, why),
                cause);
    }
}
