package io.odradek.tools.cluster;

import io.odradek.log.io.NioDisk;
import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.Uuid;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.nio.file.Path;
import java.util.Set;

/** {@code kafka-metadata-quorum.sh}. */
@Command(
        name = "kafka-metadata-quorum.sh",
        description = "Describe and change the quorum of controllers.",
        subcommands = {
            MetadataQuorumCommand.Describe.class,
            MetadataQuorumCommand.AddController.class,
            MetadataQuorumCommand.RemoveController.class
        })
public final class MetadataQuorumCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    public static void main(String[] args) {
        Launcher.runAndExit(new MetadataQuorumCommand(), args);
    }

    @Override
    public Integer call() {
        throw usage("Say what to do: describe, add-controller or remove-controller");
    }

    private Admin connect() {
        if (!connection.hasBootstrapServer()) {
            throw usage(
                    "one of the arguments --bootstrap-server --bootstrap-controller is required");
        }
        return connection.connect();
    }

    /** {@code describe}. */
    @Command(name = "describe", description = "Show who is in the quorum and how far each is.")
    static final class Describe extends Tool {

        @ParentCommand
        @SuppressWarnings("NullAway.Init") // Injected before call().
        private MetadataQuorumCommand parent;

        @Option(names = "--status", description = "A summary of the quorum.")
        private boolean status;

        @Option(names = "--replication", description = "Every replica of the metadata log.")
        private boolean replication;

        @Option(
                names = {"--human-readable", "-hr"},
                description = "With --replication: show how long ago instead of timestamps.")
        private boolean readable;

        @Override
        public Integer call() throws Exception {
            if (status && replication) {
                throw new Failure(
                        "Only one of --status or --replication should be specified with describe sub-command");
            }
            if (readable && !replication) {
                throw new Failure(
                        "The option --human-readable is only supported along with --replication");
            }
            if (!status && !replication) {
                throw new Failure(
                        "One of --status or --replication must be specified with describe sub-command");
            }
            try (Admin admin = parent.connect()) {
                QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
                if (status) {
                    String clusterId = admin.describeCluster().clusterId().get();
                    QuorumText.status(clusterId, quorum).forEach(out()::println);
                } else {
                    Table.print(
                            out(),
                            QuorumText.REPLICATION_HEADERS,
                            QuorumText.replication(quorum, readable, System.currentTimeMillis()));
                }
                return 0;
            }
        }
    }

    /** {@code add-controller}: to be run where the new controller's files are. */
    @Command(
            name = "add-controller",
            description = "Give the controller that --command-config describes a vote (KIP-853).")
    static final class AddController extends Tool {

        @ParentCommand
        @SuppressWarnings("NullAway.Init") // Injected before call().
        private MetadataQuorumCommand parent;

        @Option(names = "--dry-run", description = "Only show what would be done.")
        private boolean dryRun;

        @Override
        public Integer call() throws Exception {
            Path config =
                    parent.connection
                            .commandConfig()
                            .orElseThrow(
                                    () ->
                                            new Failure(
                                                    "You must supply the configuration file of the controller you are adding when using add-controller."));
            try (Admin admin = parent.connect()) {
                NewController added = NewController.read(new NioDisk(), config);
                if (dryRun) {
                    out().println("DRY RUN of adding " + added);
                    return 0;
                }
                admin.addRaftVoter(added.id(), added.directoryId(), Set.of(added.endpoint()))
                        .all()
                        .get();
                out().println("Added " + added);
                return 0;
            }
        }
    }

    /** {@code remove-controller}. */
    @Command(name = "remove-controller", description = "Take a controller's vote away (KIP-853).")
    static final class RemoveController extends Tool {

        @ParentCommand
        @SuppressWarnings("NullAway.Init") // Injected before call().
        private MetadataQuorumCommand parent;

        @Option(
                names = {"--controller-id", "-i"},
                required = true,
                paramLabel = "<id>",
                description = "The controller to remove.")
        private int id;

        @Option(
                names = {"--controller-directory-id", "-d"},
                required = true,
                paramLabel = "<uuid>",
                description = "Its directory's id, as describe shows it.")
        @SuppressWarnings("NullAway.Init") // Required.
        private String directory;

        @Option(names = "--dry-run", description = "Only show what would be done.")
        private boolean dryRun;

        @Override
        public Integer call() throws Exception {
            if (id < 0) {
                throw new Failure("Invalid negative --controller-id: " + id);
            }
            Uuid directoryId;
            try {
                directoryId = Uuid.fromString(directory);
            } catch (IllegalArgumentException e) {
                throw new Failure(
                        "Failed to parse --controller-directory-id: " + e.getMessage(), e);
            }
            // The two blanks are Apache's.
            String what = "  KRaft controller %d with directory id %s".formatted(id, directoryId);
            try (Admin admin = parent.connect()) {
                if (dryRun) {
                    out().println("DRY RUN of removing" + what);
                    return 0;
                }
                admin.removeRaftVoter(id, directoryId).all().get();
                out().println("Removed" + what);
                return 0;
            }
        }
    }
}
