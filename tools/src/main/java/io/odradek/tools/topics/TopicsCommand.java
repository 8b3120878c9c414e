package io.odradek.tools.topics;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.PropertyArguments;
import io.odradek.tools.cli.Tool;
import io.odradek.tools.cli.TopicPattern;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** {@code kafka-topics.sh}. */
@Command(
        name = "kafka-topics.sh",
        sortOptions = false,
        description = "Create, delete, describe, or change a topic.")
public final class TopicsCommand extends Tool {

    private static final int PARTITIONS_PER_RESPONSE = 2000;

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--list", description = "List the topics.")
    private boolean list;

    @Option(names = "--describe", description = "Show topics and their partitions.")
    @SuppressWarnings("UnusedVariable") // The rules look at it; describing is what then remains.
    private boolean describe;

    @Option(names = "--create", description = "Create a topic.")
    private boolean create;

    @Option(names = "--alter", description = "Give topics more partitions.")
    private boolean alter;

    @Option(names = "--delete", description = "Delete topics.")
    private boolean delete;

    @Option(
            names = "--topic",
            paramLabel = "<topic>",
            description = "The topic; except for --create, a regular expression for topics.")
    private @Nullable String topic;

    @Option(
            names = "--topic-id",
            paramLabel = "<uuid>",
            description = "The topic to describe, by its id.")
    private @Nullable String topicId;

    @Option(
            names = "--partitions",
            paramLabel = "<n>",
            description = "How many partitions the topic shall have.")
    private @Nullable Integer partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "<n>",
            description = "How many copies of each partition to keep.")
    private @Nullable Integer replicationFactor;

    @Option(
            names = "--replica-assignment",
            paramLabel = "<1:2,2:3,...>",
            description = "The brokers of each partition, instead of an automatic placement.")
    private @Nullable String replicaAssignment;

    @Option(
            names = "--config",
            paramLabel = "<name=value>",
            description = "A setting of the new topic; may be given several times.")
    private final List<String> configs = new ArrayList<>();

    @Option(
            names = "--delete-config",
            paramLabel = "<name>",
            description = "No longer supported; use kafka-configs.sh.")
    private final List<String> deletedConfigs = new ArrayList<>();

    @Option(
            names = "--if-exists",
            description = "Do nothing, and succeed, when there is no such topic.")
    private boolean ifExists;

    @Option(
            names = "--if-not-exists",
            description = "Succeed when the topic to create is already there.")
    private boolean ifNotExists;

    @Option(names = "--exclude-internal", description = "Leave the brokers' own topics out.")
    private boolean excludeInternal;

    @Option(
            names = "--topics-with-overrides",
            description = "Describe only topics with settings of their own.")
    private boolean topicsWithOverrides;

    @Option(
            names = "--under-replicated-partitions",
            description = "Describe only partitions with a replica that is not in sync.")
    private boolean underReplicated;

    @Option(
            names = "--under-min-isr-partitions",
            description = "Describe only partitions with fewer in-sync replicas than required.")
    private boolean underMinIsr;

    @Option(
            names = "--at-min-isr-partitions",
            description = "Describe only partitions with just the required in-sync replicas.")
    private boolean atMinIsr;

    @Option(
            names = "--unavailable-partitions",
            description = "Describe only partitions without a living leader.")
    private boolean unavailable;

    @Option(
            names = "--partition-size-limit-per-response",
            paramLabel = "<n>",
            description = "How many partitions to ask a broker for at once.")
    private int partitionsPerResponse = PARTITIONS_PER_RESPONSE;

    public static void main(String[] args) {
        Launcher.runAndExit(new TopicsCommand(), args);
    }

    @Override
    public Integer call() {
        Optional<String> complaint = TopicsRules.complaint(this::isGiven);
        if (complaint.isPresent()) {
            throw usage(complaint.get());
        }
        if (!deletedConfigs.isEmpty()) {
            err().println(
                            "delete-config option is no longer supported and deprecated since version 4.0. The config will be fully removed in future releases.");
        }
        try (Admin admin = connection.connect()) {
            return run(admin);
        }
    }

    private int run(Admin admin) {
        TopicActions actions = new TopicActions(admin, out());
        try {
            if (create) {
                actions.create(creation(), ifNotExists);
            } else if (alter) {
                actions.alter(required(topic), required(partitions), replicaAssignment, ifExists);
            } else if (delete) {
                actions.delete(required(topic), ifExists);
            } else if (list) {
                actions.list(pattern());
            } else {
                new TopicDescriber(admin, out(), report(), partitionsPerResponse)
                        .describe(topicsToDescribe(actions));
            }
            return 0;
        } catch (Exception e) {
            out().println("Error while executing topic command : " + Launcher.sentence(e));
            return 1;
        }
    }

    private TopicActions.Creation creation() {
        Properties settings = new Properties();
        for (String config : configs) {
            if (!config.contains("=")) {
                throw new Failure(
                        "requirement failed: Invalid topic config: all configs to be added must be in the format \"key=val\".");
            }
            settings.putAll(PropertyArguments.parse(List.of(config)));
        }
        return new TopicActions.Creation(
                required(topic), partitions, replicationFactor, replicaAssignment, settings);
    }

    private TopicReport report() {
        return new TopicReport(
                topicsWithOverrides, underReplicated, underMinIsr, atMinIsr, unavailable);
    }

    private TopicPattern pattern() {
        return new TopicPattern(topic, excludeInternal);
    }

    private List<String> topicsToDescribe(TopicActions actions) throws Exception {
        if (topicId == null) {
            return actions.existing(
                    topic == null ? "" : topic, pattern(), ifExists || topic == null);
        }
        Uuid id = Uuid.fromString(topicId);
        List<String> names =
                actions.listings().stream()
                        .filter(listing -> listing.topicId().equals(id))
                        .map(TopicListing::name)
                        .toList();
        if (names.isEmpty() && !ifExists) {
            throw new Failure("TopicId '%s' does not exist as expected".formatted(topicId));
        }
        return names;
    }

    private static <T> T required(@Nullable T option) {
        if (option == null) {
            throw new IllegalStateException("the rules let a missing option pass");
        }
        return option;
    }
}
