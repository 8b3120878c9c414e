package io.odradek.tools.storage;

import io.odradek.log.dir.InitialVoters;
import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.dir.MetaProperties;
import io.odradek.log.io.Disk;
import io.odradek.tools.cli.Failure;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Formats a node's directories. Looks at all of them before it changes any, and writes {@code
 * meta.properties} last in each, so that a directory counts as formatted only when it is whole.
 */
final class Formatter {

    private final Disk disk;
    private final RandomGenerator random;
    private final PrintWriter out;

    Formatter(Disk disk, RandomGenerator random, PrintWriter out) {
        this.disk = disk;
        this.random = random;
        this.out = out;
    }

    void format(
            NodeSettings settings,
            String clusterId,
            String metadataVersion,
            Beginning beginning,
            boolean ignoreFormatted) {
        List<Path> unformatted = new ArrayList<>();
        for (Path directory : settings.allDirectories()) {
            Optional<MetaProperties> meta = read(directory);
            if (meta.isEmpty()) {
                unformatted.add(directory);
                continue;
            }
            requireSame(directory, meta.get(), settings, clusterId);
            if (!ignoreFormatted) {
                throw new Failure(
                        "Log directory %s is already formatted. Use --ignore-formatted to ignore this directory and format the others."
                                .formatted(directory));
            }
        }
        if (unformatted.isEmpty()) {
            out.println("All of the log directories are already formatted.");
            return;
        }
        Plan plan = plan(settings, beginning);
        for (Path directory : unformatted) {
            boolean isMetadata = directory.equals(settings.metadataDirectory());
            String kind = isMetadata ? plan.metadataKind() : "data directory";
            out.printf(
                    "Formatting %s %s with metadata.version %s.%n",
                    kind, directory, metadataVersion);
            UUID id = isMetadata ? plan.metadataDirectoryId() : KafkaUuid.random(random);
            Optional<InitialVoters> voters = isMetadata ? plan.voters() : Optional.empty();
            write(directory, new MetaProperties(clusterId, settings.nodeId(), id), voters);
        }
    }

    /** What the metadata directory gets. */
    private record Plan(
            String metadataKind, UUID metadataDirectoryId, Optional<InitialVoters> voters) {}

    private Plan plan(NodeSettings settings, Beginning beginning) {
        return switch (beginning) {
            case Beginning.Static() ->
                    new Plan("metadata directory", KafkaUuid.random(random), Optional.empty());
            case Beginning.Standalone() -> {
                UUID id = KafkaUuid.random(random);
                NodeSettings.Endpoint own = settings.controllerEndpoint().orElseThrow();
                var self = new InitialVoters.Voter(settings.nodeId(), own.host(), own.port(), id);
                yield new Plan(
                        "dynamic metadata voter directory",
                        id,
                        Optional.of(new InitialVoters(List.of(self))));
            }
            case Beginning.Given(InitialVoters voters) ->
                    voters.voter(settings.nodeId())
                            .map(
                                    self ->
                                            new Plan(
                                                    "dynamic metadata voter directory",
                                                    self.directoryId(),
                                                    Optional.of(voters)))
                            .orElseGet(
                                    () ->
                                            new Plan(
                                                    "dynamic metadata directory",
                                                    KafkaUuid.random(random),
                                                    Optional.of(voters)));
        };
    }

    private Optional<MetaProperties> read(Path directory) {
        try {
            return MetaProperties.read(disk, directory);
        } catch (FileSystemException e) {
            throw unusable(directory, e);
        } catch (IOException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireSame(
            Path directory, MetaProperties meta, NodeSettings settings, String clusterId) {
        Path file = MetaProperties.fileIn(directory);
        if (!meta.clusterId().equals(clusterId)) {
            throw new Failure(
                    "Invalid cluster.id in: %s. Expected %s, but read %s"
                            .formatted(file, clusterId, meta.clusterId()));
        }
        if (meta.nodeId() != settings.nodeId()) {
            throw new Failure(
                    "Invalid node.id in: %s. Expected %d, but read %d"
                            .formatted(file, settings.nodeId(), meta.nodeId()));
        }
    }

    private void write(Path directory, MetaProperties meta, Optional<InitialVoters> voters) {
        try {
            disk.createDirectories(directory);
            Path parent = directory.getParent();
            if (parent != null) {
                disk.syncDirectory(parent);
            }
            if (voters.isPresent()) {
                voters.get().write(disk, directory);
            } else {
                disk.delete(InitialVoters.fileIn(directory));
            }
            meta.write(disk, directory);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static Failure unusable(Path directory, IOException e) {
        String user = System.getProperty("user.name");
        if (e instanceof AccessDeniedException denied) {
            return new Failure(
                    "Log directory %s cannot be written: user %s has no permission for %s. Give it the permission, or choose another directory with log.dirs"
                            .formatted(directory, user, denied.getFile()),
                    e);
        }
        String why =
                e instanceof FileSystemException fs && fs.getReason() != null
                        ? fs.getFile() + ": " + fs.getReason()
                        : String.valueOf(e.getMessage());
        return new Failure(
                "Log directory %s cannot be used (%s). Choose another directory with log.dirs or metadata.log.dir"
                        .formatted(directory, why),
                e);
    }
}
