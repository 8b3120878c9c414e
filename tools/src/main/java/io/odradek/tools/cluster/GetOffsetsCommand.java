package io.odradek.tools.cluster;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code kafka-get-offsets.sh}. */
@Command(
        name = "kafka-get-offsets.sh",
        description = "Show the offsets of partitions as topic:partition:offset.")
public final class GetOffsetsCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(
            names = "--topic",
            paramLabel = "<regex>",
            description = "The topics; all that one may see when it is left out.")
    private @Nullable String topic;

    @Option(
            names = "--partitions",
            paramLabel = "<n,...>",
            description = "The partitions; all when it is left out.")
    private @Nullable String partitions;

    @Option(
            names = "--topic-partitions",
            paramLabel = "<topic:1,topic:2-5,...>",
            description =
                    "Topics with their partitions: a number, 2-5 without the 5, 2-, -5, or all.")
    private @Nullable String topicPartitions;

    @Option(
            names = "--time",
            paramLabel = "<time>",
            description =
                    "latest (-1), earliest (-2), max-timestamp (-3), earliest-local (-4), latest-tiered (-5), earliest-pending-upload (-6), or milliseconds since 1970 for the first record at that time or later (latest).")
    private String time = "latest";

    @Option(names = "--exclude-internal-topics", description = "Leave the brokers' own topics out.")
    private boolean excludeInternal;

    public static void main(String[] args) {
        Launcher.runAndExit(new GetOffsetsCommand(), args);
    }

    @Override
    public Integer call() {
        if (!connection.hasBootstrapServer()) {
            throw usage("Missing required argument \"[bootstrap-server]\"");
        }
        try {
            if (topicPartitions != null && (topic != null || partitions != null)) {
                throw new Failure("--topic-partitions cannot be used with --topic or --partitions");
            }
            OffsetSpec spec = spec(time);
            PartitionPatterns patterns =
                    topicPartitions == null
                            ? PartitionPatterns.of(topic, partitions, excludeInternal)
                            : PartitionPatterns.ofList(topicPartitions, excludeInternal);
            try (Admin admin = connection.connect()) {
                print(admin, spec, partitions(admin, patterns));
            }
            return 0;
        } catch (Exception e) {
            err().println("Error occurred: " + Launcher.sentence(e));
            return 1;
        }
    }

    static OffsetSpec spec(String time) {
        return switch (time.toLowerCase(Locale.ROOT)) {
            case "-1", "latest" -> OffsetSpec.latest();
            case "-2", "earliest" -> OffsetSpec.earliest();
            case "-3", "max-timestamp" -> OffsetSpec.maxTimestamp();
            case "-4", "earliest-local" -> OffsetSpec.earliestLocal();
            case "-5", "latest-tiered" -> OffsetSpec.latestTiered();
            case "-6", "earliest-pending-upload" -> OffsetSpec.earliestPendingUpload();
            default -> {
                try {
                    yield OffsetSpec.forTimestamp(Long.parseLong(time));
                } catch (NumberFormatException e) {
                    throw new Failure(
                            "Malformed time argument %s. Please use -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered / -6 or earliest-pending-upload, or a specified long format timestamp"
                                    .formatted(time),
                            e);
                }
            }
        };
    }

    private List<TopicPartition> partitions(Admin admin, PartitionPatterns patterns)
            throws Exception {
        List<String> topics =
                new ArrayList<>(
                        admin.listTopics(new ListTopicsOptions().listInternal(!excludeInternal))
                                .names()
                                .get());
        List<TopicPartition> matching =
                admin.describeTopics(topics).allTopicNames().get().values().stream()
                        .flatMap(GetOffsetsCommand::partitions)
                        .filter(patterns::matches)
                        .sorted(
                                Comparator.comparing(TopicPartition::topic)
                                        .thenComparingInt(TopicPartition::partition))
                        .toList();
        if (matching.isEmpty()) {
            throw new Failure("Could not match any topic-partitions with the specified filters");
        }
        return matching;
    }

    private static java.util.stream.Stream<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(info -> new TopicPartition(topic.name(), info.partition()));
    }

    private void print(Admin admin, OffsetSpec spec, List<TopicPartition> partitions)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(Function.identity(), p -> spec));
        ListOffsetsResult offsets = admin.listOffsets(wanted);
        for (TopicPartition partition : partitions) {
            try {
                long offset = offsets.partitionResult(partition).get().offset();
                if (offset >= 0) {
                    out().printf("%s:%d:%d%n", partition.topic(), partition.partition(), offset);
                }
            } catch (ExecutionException e) {
                err().printf(
                                "Skip getting offsets for topic-partition %s due to error: %s%n",
                                partition, Launcher.sentence(e));
            }
        }
    }
}
