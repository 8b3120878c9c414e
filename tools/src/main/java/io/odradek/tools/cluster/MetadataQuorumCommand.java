package io.odradek.tools.cluster;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code kafka-metadata-quorum.sh}. */
@Command(
        name = "kafka-metadata-quorum.sh",
        description = "Describe the quorum of controllers.",
        subcommands = {
            MetadataQuorumCommand.Describe.class,
            MetadataQuorumCommand.AddController.class,
            MetadataQuorumCommand.RemoveController.class
        })
public final class MetadataQuorumCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(
            names = "--bootstrap-controller",
            paramLabel = "<host:port,...>",
            description = "Not available: controllers are asked by way of the brokers.")
    private @Nullable String bootstrapController;

    public static void main(String[] args) {
        Launcher.runAndExit(new MetadataQuorumCommand(), args);
    }

    @Override
    public Integer call() {
        throw usage("Say what to do: describe");
    }

    private Admin connect() {
        if (bootstrapController != null) {
            throw new Failure(
                    "--bootstrap-controller: the controllers do not speak the Kafka protocol; use --bootstrap-server with a broker's address, which asks them");
        }
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

    /** {@code add-controller}: known, so that it can say why it does not work. */
    @Command(name = "add-controller", description = "Not supported yet.")
    static final class AddController extends Tool {
        @Override
        public Integer call() {
            throw new Failure(
                    "add-controller is not supported yet: this version's quorum has the controllers it was formatted with");
        }
    }

    /** {@code remove-controller}: known, so that it can say why it does not work. */
    @Command(name = "remove-controller", description = "Not supported yet.")
    static final class RemoveController extends Tool {
        @Override
        public Integer call() {
            throw new Failure(
                    "remove-controller is not supported yet: this version's quorum has the controllers it was formatted with");
        }
    }
}
