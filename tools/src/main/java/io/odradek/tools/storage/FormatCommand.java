package io.odradek.tools.storage;

import io.odradek.log.dir.InitialVoters;
import io.odradek.log.io.NioDisk;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Tool;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code kafka-storage.sh format}: reads the command line and refuses what contradicts itself. */
@Command(name = "format", description = "Format the log directories of this node.")
final class FormatCommand extends Tool {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "<server.properties>",
            description = "The node's configuration file.")
    @SuppressWarnings("NullAway.Init") // Required.
    private Path config;

    @Option(
            names = {"-t", "--cluster-id"},
            required = true,
            paramLabel = "<uuid>",
            description = "The cluster's id, the same for all its nodes; random-uuid makes one.")
    @SuppressWarnings("NullAway.Init") // Required.
    private String clusterId;

    @Option(
            names = {"-g", "--ignore-formatted"},
            description = "Leave directories that are formatted already as they are.")
    private boolean ignoreFormatted;

    @Option(
            names = {"-r", "--release-version"},
            paramLabel = "<release>",
            description = "The release whose feature levels the cluster begins with.")
    private @Nullable String release;

    @Option(
            names = {"-f", "--feature"},
            paramLabel = "<feature=level>",
            description = "A feature's first level; may be given several times.")
    private final List<String> features = new ArrayList<>();

    @Option(
            names = {"-S", "--add-scram"},
            paramLabel = "<credential>",
            description = "Not supported yet.")
    private final List<String> scram = new ArrayList<>();

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Quorum quorum;

    /** How the controllers' quorum begins when controller.quorum.voters does not say it. */
    static final class Quorum {
        @Option(
                names = {"-s", "--standalone"},
                required = true,
                description = "This controller is the whole quorum to begin with.")
        private boolean standalone;

        @Option(
                names = {"-N", "--no-initial-controllers"},
                required = true,
                description = "This node joins a quorum that others began.")
        private boolean none;

        @Option(
                names = {"-I", "--initial-controllers"},
                required = true,
                paramLabel = "<id@host:port:uuid,...>",
                description = "The controllers that begin; the same list for every node.")
        private @Nullable String controllers;
    }

    @Override
    public Integer call() {
        requireUsable(clusterId);
        if (!scram.isEmpty()) {
            throw new Failure(
                    "--add-scram is not supported yet: start the cluster and add the credential by kafka-configs.sh --alter --add-config");
        }
        Features.MetadataVersion version = metadataVersion();
        NodeSettings settings = NodeSettings.load(config);
        Formatter formatter = new Formatter(new NioDisk(), new SecureRandom(), out());
        formatter.format(settings, clusterId, version.name(), beginning(settings), ignoreFormatted);
        return 0;
    }

    /** Any printable word is a cluster id, as for Apache Kafka; it is compared as text. */
    private static void requireUsable(String clusterId) {
        if (!clusterId.matches("[\\x21-\\x7e&&[^\\\\]]+") || clusterId.startsWith("-")) {
            throw new Failure(
                    "The cluster id '%s' is not usable: it must be one word of ASCII letters, digits and signs; kafka-storage.sh random-uuid makes one"
                            .formatted(clusterId));
        }
    }

    private Features.MetadataVersion metadataVersion() {
        Map<String, Integer> levels = Features.parse(features);
        Integer level = levels.get(Features.METADATA_VERSION);
        if (level != null && release != null) {
            throw new Failure(
                    "Use --release-version instead of --feature metadata.version=X to avoid ambiguity.");
        }
        Features.requireSupported(levels);
        Features.MetadataVersion version =
                release == null ? Features.latest() : Features.version(release);
        if (release != null || !levels.isEmpty()) {
            err().println(
                            "Note: the feature levels are valid, but this version's controllers begin a cluster with their own; the options change nothing.");
        }
        return level == null ? version : Features.metadataLevel(level);
    }

    private Beginning beginning(NodeSettings settings) {
        Quorum chosen = quorum;
        if (settings.staticVoters()) {
            if (chosen != null && !chosen.none) {
                throw new Failure(
                        "You cannot specify controller.quorum.voters and format the node with --initial-controllers or --standalone. If you want to use dynamic quorum, please remove controller.quorum.voters and specify controller.quorum.bootstrap.servers instead.");
            }
            return new Beginning.Static();
        }
        if (chosen == null) {
            return withoutChoice(settings);
        }
        if (chosen.standalone) {
            if (!settings.isController()) {
                throw new Failure("You can only use --standalone on a controller.");
            }
            return new Beginning.Standalone();
        }
        String controllers = chosen.controllers;
        if (controllers == null) {
            return new Beginning.Static();
        }
        try {
            return new Beginning.Given(InitialVoters.parse(controllers));
        } catch (IllegalArgumentException e) {
            throw new Failure("--initial-controllers: " + e.getMessage(), e);
        }
    }

    private static Beginning withoutChoice(NodeSettings settings) {
        if (!settings.isController()) {
            return new Beginning.Static();
        }
        if (settings.isOnlyKnownController()) {
            return new Beginning.Standalone();
        }
        throw new Failure(
                "Because controller.quorum.voters is not set on this controller, you must specify one of the following: --standalone, --initial-controllers, or --no-initial-controllers.");
    }
}
