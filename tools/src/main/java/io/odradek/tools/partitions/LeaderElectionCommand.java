package io.odradek.tools.partitions;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code kafka-leader-election.sh} (KIP-460). */
@Command(
        name = "kafka-leader-election.sh",
        sortOptions = false,
        description =
                "Give partitions their preferred leaders, or, where no eligible replica runs, any.")
public final class LeaderElectionCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(
            names = "--election-type",
            paramLabel = "<type>",
            description =
                    "PREFERRED, or UNCLEAN, which may lose records and looks only at partitions without a leader. Required.")
    private @Nullable ElectionType type;

    @Option(
            names = "--all-topic-partitions",
            description = "Every partition for which an election makes a difference.")
    private boolean all;

    @Option(names = "--topic", paramLabel = "<topic>", description = "With --partition.")
    private @Nullable String topic;

    @Option(names = "--partition", paramLabel = "<number>", description = "With --topic.")
    private @Nullable Integer partition;

    @Option(
            names = "--path-to-json-file",
            paramLabel = "<file>",
            description = "{\"partitions\": [{\"topic\": \"foo\", \"partition\": 1}]}")
    private @Nullable Path file;

    public static void main(String[] args) {
        Launcher.runAndExit(new LeaderElectionCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        ElectionType election = type;
        if (election == null) {
            throw usage("Missing required option(s): election-type");
        }
        if (!connection.hasBootstrapServer()) {
            throw usage("Missing required option(s): bootstrap-server");
        }
        Set<TopicPartition> partitions = partitions();
        try (Admin admin = connection.connect()) {
            Map<TopicPartition, Optional<Throwable>> results =
                    admin.electLeaders(election, partitions).partitions().get();
            return report(election, results);
        }
    }

    /** Null stands for all. */
    private @Nullable Set<TopicPartition> partitions() {
        String name = topic;
        Integer number = partition;
        Path path = file;
        int ways = (name != null ? 1 : 0) + (path != null ? 1 : 0) + (all ? 1 : 0);
        if (ways != 1) {
            throw usage(
                    "One and only one of the following options is required: topic, all-topic-partitions, path-to-json-file");
        }
        if ((name == null) != (number == null)) {
            throw usage(
                    name == null
                            ? "Option partition is only allowed if topic is used"
                            : "Missing required option(s): partition");
        }
        if (path != null) {
            return PartitionJson.partitions(PartitionJson.read(path));
        }
        return name == null || number == null ? null : Set.of(new TopicPartition(name, number));
    }

    private int report(ElectionType election, Map<TopicPartition, Optional<Throwable>> results) {
        SortedSet<TopicPartition> elected = new TreeSet<>(PartitionJson.ORDER);
        SortedSet<TopicPartition> needless = new TreeSet<>(PartitionJson.ORDER);
        SortedSet<TopicPartition> failed = new TreeSet<>(PartitionJson.ORDER);
        results.forEach(
                (at, error) -> {
                    if (error.isEmpty()) {
                        elected.add(at);
                    } else if (error.get() instanceof ElectionNotNeededException) {
                        needless.add(at);
                    } else {
                        failed.add(at);
                    }
                });
        if (!elected.isEmpty()) {
            out().printf(
                            "Successfully completed leader election (%s) for partitions %s%n",
                            election, PartitionJson.list(elected));
        }
        if (!needless.isEmpty()) {
            out().printf(
                            "Valid replica already elected for partitions %s%n",
                            PartitionJson.list(needless));
        }
        for (TopicPartition at : failed) {
            Optional<Throwable> error = results.getOrDefault(at, Optional.empty());
            out().printf(
                            "Error completing leader election (%s) for partition: %s: %s%n",
                            election, at, error.map(Throwable::toString).orElse(""));
        }
        if (!failed.isEmpty()) {
            throw new Failure(failed.size() + " replica(s) could not be elected");
        }
        return 0;
    }
}
