package io.odradek.tools.groups;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;
import io.odradek.tools.groups.GroupDescriber.View;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** {@code kafka-consumer-groups.sh}. */
@Command(
        name = "kafka-consumer-groups.sh",
        description =
                "List, describe and delete consumer groups; move or delete the offsets they have committed.")
@SuppressWarnings("UnusedVariable") // Options that are only asked whether they were given.
public final class ConsumerGroupsCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--list", description = "List the groups.")
    private boolean list;

    @Option(names = "--describe", description = "Show groups: offsets and lag, or what else.")
    private boolean describe;

    @Option(names = "--delete", description = "Delete groups that nobody is active in.")
    private boolean delete;

    @Option(names = "--reset-offsets", description = "Move the offsets of inactive groups.")
    private boolean resetOffsets;

    @Option(names = "--delete-offsets", description = "Forget a group's offsets of --topic.")
    private boolean deleteOffsets;

    @Option(
            names = "--validate-regex",
            paramLabel = "<regex>",
            description = "Say whether brokers understand this RE2 regular expression.")
    private @Nullable String validateRegex;

    @Option(
            names = "--group",
            paramLabel = "<group>",
            description = "The group; may be given repeatedly.")
    private final List<String> groups = new ArrayList<>();

    @Option(names = "--all-groups", description = "All consumer groups.")
    private boolean allGroups;

    @Option(
            names = "--topic",
            paramLabel = "<topic[:0,1]>",
            description =
                    "A topic, or some of its partitions, of which to reset or delete offsets; may be given repeatedly.")
    private final List<String> topics = new ArrayList<>();

    @Option(
            names = "--all-topics",
            description = "Reset the offsets of all topics that the group has any of.")
    private boolean allTopics;

    @Option(names = "--offsets", description = "Describe offsets and lag (what is done anyway).")
    private boolean offsets;

    @Option(names = "--members", description = "Describe the members.")
    private boolean members;

    @Option(
            names = "--state",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "<state,...>",
            description = "Describe the state; with --list show states, or only groups in these.")
    private @Nullable String state;

    @Option(
            names = "--type",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "<type,...>",
            description = "With --list show types, or only groups of these: classic, consumer.")
    private @Nullable String type;

    @Option(names = "--verbose", description = "Describe more: epochs, assignments.")
    private boolean verbose;

    @Option(
            names = "--timeout",
            paramLabel = "<ms>",
            description = "How long to wait for an answer (30000).")
    private int timeoutMs = 30_000;

    @Option(names = "--dry-run", description = "Only show what a reset would do.")
    private boolean dryRun;

    @Option(names = "--execute", description = "Reset the offsets.")
    private boolean execute;

    @Option(names = "--export", description = "Show a reset's result as CSV, for --from-file.")
    private boolean export;

    @Option(names = "--to-earliest", description = "Reset to the oldest record.")
    private boolean toEarliest;

    @Option(names = "--to-latest", description = "Reset to the end.")
    private boolean toLatest;

    @Option(names = "--to-current", description = "Reset to where the group is.")
    private boolean toCurrent;

    @Option(names = "--to-offset", paramLabel = "<offset>", description = "Reset to this offset.")
    private @Nullable Long toOffset;

    @Option(
            names = "--shift-by",
            paramLabel = "<n>",
            description = "Reset by so many offsets, forward or, if negative, back.")
    private @Nullable Long shiftBy;

    @Option(
            names = "--to-datetime",
            paramLabel = "<YYYY-MM-DDThh:mm:ss.sss>",
            description = "Reset to the first record of that time or later.")
    private @Nullable String toDatetime;

    @Option(
            names = "--by-duration",
            paramLabel = "<PnDTnHnMnS>",
            description = "Reset to the first record that is not older.")
    private @Nullable String byDuration;

    @Option(
            names = "--from-file",
            paramLabel = "<file>",
            description = "Reset to what a CSV file says, as --export writes it.")
    private @Nullable Path fromFile;

    public static void main(String[] args) {
        Launcher.runAndExit(new ConsumerGroupsCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (resetOffsets && !execute && !dryRun) {
            err().println(ConsumerGroupRules.NO_EXECUTE);
        }
        Optional<String> complaint = ConsumerGroupRules.complaint(this::isGiven);
        if (complaint.isPresent()) {
            throw usage(complaint.get());
        }
        if (validateRegex != null) {
            validate(validateRegex);
            return 0;
        }
        try (GroupClient client = new GroupClient(connection.connect(), timeoutMs)) {
            run(client);
        } catch (ExecutionException | KafkaException e) {
            // To standard output and with status 0, as scripts know it from Apache's command.
            out().printf(
                            "%nError: Executing consumer group command failed due to %s%n",
                            e.getMessage());
        }
        return 0;
    }

    private void validate(String regex) {
        try {
            Pattern.compile(regex);
            out().printf("The regular expression `%s` is valid.%n", regex);
        } catch (PatternSyntaxException e) {
            out().printf(
                            "The regular expression `%s` is invalid: %s.%n",
                            regex, e.getDescription());
        }
    }

    private void run(GroupClient client) throws ExecutionException, InterruptedException {
        if (list) {
            GroupLister lister = GroupLister.of(state, type);
            lister.lines(client.list(lister.question())).forEach(out()::println);
        } else if (deleteOffsets) {
            if (groups.size() > 1) {
                throw new Failure(
                        "Found multiple arguments for option group, but you asked for only one");
            }
            new GroupRemover(client, out()).deleteOffsets(groups.getFirst(), topicArguments());
        } else {
            List<String> wanted = allGroups ? client.allGroups() : groups;
            if (describe) {
                new GroupDescriber(client, out(), err(), verbose).describe(wanted, view());
            } else if (delete) {
                new GroupRemover(client, out()).delete(wanted);
            } else {
                reset(client, wanted);
            }
        }
    }

    private View view() {
        if (state != null && !state.isEmpty()) {
            throw usage("Option [describe] does not take a value for [state]");
        }
        if (members) {
            return View.MEMBERS;
        }
        return state == null ? View.OFFSETS : View.STATE;
    }

    private List<TopicArgument> topicArguments() {
        return topics.stream().map(TopicArgument::parse).toList();
    }

    private void reset(GroupClient client, List<String> wanted)
            throws ExecutionException, InterruptedException {
        OffsetReset reset =
                new OffsetReset(client, out(), err(), allTopics ? null : topicArguments(), execute);
        var plans = reset.reset(wanted, strategy());
        if (export) {
            OffsetCsv.lines(plans, wanted.size() > 1).forEach(out()::println);
            out().println();
        } else {
            print(plans);
        }
    }

    private void print(Map<String, Map<TopicPartition, Long>> plans) {
        out().println();
        line("GROUP", "TOPIC", "PARTITION", "NEW-OFFSET");
        plans.forEach(
                (group, plan) ->
                        plan.forEach(
                                (partition, offset) ->
                                        line(
                                                group,
                                                partition.topic(),
                                                partition.partition(),
                                                offset)));
    }

    private void line(Object group, Object topic, Object partition, Object offset) {
        out().println("%-15s %-15s %-10s %s".formatted(group, topic, partition, offset));
    }

    private Function<String, ResetStrategy> strategy() {
        if (fromFile != null) {
            var plans =
                    OffsetCsv.parse(lines(fromFile), groups.size() == 1 ? groups.getFirst() : "");
            return group -> new ResetStrategy.FromFile(plans.getOrDefault(group, Map.of()));
        }
        ResetStrategy strategy = uniformStrategy();
        return group -> strategy;
    }

    private ResetStrategy uniformStrategy() {
        if (toOffset != null) {
            return new ResetStrategy.ToOffset(toOffset);
        }
        if (shiftBy != null) {
            return new ResetStrategy.ShiftBy(shiftBy);
        }
        if (toDatetime != null) {
            return new ResetStrategy.ToTime(ResetTimes.dateTime(toDatetime));
        }
        if (byDuration != null) {
            return new ResetStrategy.ToTime(
                    ResetTimes.before(byDuration, System.currentTimeMillis()));
        }
        if (toEarliest) {
            return new ResetStrategy.ToEarliest();
        }
        return toLatest ? new ResetStrategy.ToLatest() : new ResetStrategy.ToCurrent();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new Failure("--from-file: unable to read file " + file, e);
        }
    }
}
