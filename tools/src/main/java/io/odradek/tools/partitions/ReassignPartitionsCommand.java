package io.odradek.tools.partitions;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionReplica;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** {@code kafka-reassign-partitions.sh} (KIP-455). */
@Command(
        name = "kafka-reassign-partitions.sh",
        sortOptions = false,
        description = "Move partitions between brokers.")
@SuppressWarnings("UnusedVariable") // The rules look at what is given, by name.
public final class ReassignPartitionsCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--generate", description = "Propose where topics could go; changes nothing.")
    private boolean generate;

    @Option(names = "--execute", description = "Begin what --reassignment-json-file says.")
    private boolean execute;

    @Option(names = "--verify", description = "Say how far it is.")
    private boolean verify;

    @Option(names = "--list", description = "List the partitions that move.")
    private boolean list;

    @Option(names = "--cancel", description = "Go back to where the partitions were.")
    private boolean cancel;

    @Option(
            names = "--reassignment-json-file",
            paramLabel = "<file>",
            description =
                    "{\"partitions\": [{\"topic\": \"foo\", \"partition\": 1, \"replicas\": [1,2,3]}], \"version\":1}; \"log_dirs\", where given, may only say \"any\".")
    private @Nullable Path file;

    @Option(
            names = "--topics-to-move-json-file",
            paramLabel = "<file>",
            description = "{\"topics\": [{\"topic\": \"foo\"}], \"version\":1}")
    private @Nullable Path topicsFile;

    private static final long START_TIMEOUT_MS = 10_000;

    @Option(
            names = "--broker-list",
            paramLabel = "<id,...>",
            description = "The brokers to which --generate proposes to move.")
    private @Nullable String brokerList;

    @Option(names = "--disable-rack-aware", description = "Do not look at racks.")
    private boolean disableRackAware;

    @Option(
            names = "--additional",
            description = "Begin although other partitions move, or change where they go.")
    private boolean additional;

    @Option(
            names = "--disallow-replication-factor-change",
            description = "Refuse another number of replicas (KIP-860).")
    private boolean disallowFactorChange;

    @Option(
            names = "--throttle",
            paramLabel = "<bytes/s>",
            description =
                    "Copy to new replicas no faster than this, from and to each broker. With --additional it changes the limit on the way; --verify removes it at the end.")
    private @Nullable Long throttle;

    @Option(
            names = "--replica-alter-log-dirs-throttle",
            paramLabel = "<bytes/s>",
            description = "Not supported yet.")
    private @Nullable Long logDirsThrottle;

    @Option(
            names = "--preserve-throttles",
            description = "Leave the throttles that --verify and --cancel would remove.")
    private boolean preserveThrottles;

    @Option(
            names = "--timeout",
            paramLabel = "<ms>",
            description = "How long moves between directories may take to begin: 10000.")
    private @Nullable Long timeout;

    public static void main(String[] args) {
        Launcher.runAndExit(new ReassignPartitionsCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> complaint = ReassignmentRules.complaint(this::isGiven);
        if (complaint.isPresent()) {
            throw usage(complaint.get());
        }
        Path plan = file;
        Path topics = topicsFile;
        String brokers = brokerList;
        try (Admin admin = connection.connect()) {
            Reassigner reassigner = new Reassigner(admin, out());
            if (list) {
                reassigner.list();
            } else if (topics != null && brokers != null) {
                reassigner.generate(
                        PartitionJson.topics(PartitionJson.read(topics)),
                        ids(brokers),
                        !disableRackAware);
            } else if (plan != null) {
                var assignment = PartitionJson.assignment(PartitionJson.read(plan));
                if (execute) {
                    Long rate = throttle;
                    reassigner.execute(
                            assignment,
                            additional,
                            !disallowFactorChange,
                            rate == null ? -1 : rate);
                } else if (verify) {
                    reassigner.verify(assignment, preserveThrottles);
                } else {
                    reassigner.cancel(assignment.keySet(), preserveThrottles);
                }
                moveBetweenDirectories(
                        new LogDirMoves(admin, out()),
                        PartitionJson.logDirs(PartitionJson.read(plan)));
            }
        }
        return 0;
    }

    private void moveBetweenDirectories(
            LogDirMoves moves, Map<TopicPartitionReplica, String> target)
            throws ExecutionException, InterruptedException {
        if (execute) {
            Long patience = timeout;
            moves.start(target, patience == null ? START_TIMEOUT_MS : patience);
        } else if (verify) {
            moves.verify(target);
        }
    }

    private static List<Integer> ids(String text) {
        List<Integer> ids = new ArrayList<>();
        for (String id : text.split(",", -1)) {
            try {
                ids.add(Integer.valueOf(id.strip()));
            } catch (NumberFormatException e) {
                throw new Failure("--broker-list takes broker ids, not \"" + id + "\"", e);
            }
        }
        Set<Integer> seen = new HashSet<>();
        List<Integer> twice = ids.stream().filter(id -> !seen.add(id)).distinct().toList();
        if (!twice.isEmpty()) {
            throw new Failure("Broker list contains duplicate entries: " + twice);
        }
        return ids;
    }
}
