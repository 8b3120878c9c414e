package io.odradek.tools.groups;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupType;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code kafka-groups.sh}: groups of every type. */
@Command(name = "kafka-groups.sh", description = "List the groups of all types.")
@SuppressWarnings("UnusedVariable") // Options that are only asked whether they were given.
public final class GroupsCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--list", description = "List the groups.")
    private boolean list;

    @Option(
            names = "--group-type",
            paramLabel = "<type>",
            description = "Only groups of this type: classic, consumer, share, streams.")
    private @Nullable String groupType;

    @Option(
            names = "--protocol",
            paramLabel = "<protocol>",
            description = "Only groups of this protocol type.")
    private @Nullable String protocol;

    @Option(
            names = "--consumer",
            description = "Only consumer groups of all kinds, classic and simple ones too.")
    private boolean consumer;

    @Option(names = "--share", description = "Only share groups.")
    private boolean share;

    @Option(names = "--streams", description = "Only streams groups.")
    private boolean streams;

    public static void main(String[] args) {
        Launcher.runAndExit(new GroupsCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> complaint = GroupListRules.complaint(this::isGiven, groupType);
        if (complaint.isPresent()) {
            throw usage(complaint.get());
        }
        GroupListRules rules =
                new GroupListRules(
                        groupType == null ? null : GroupType.parse(groupType),
                        protocol,
                        consumer,
                        share,
                        streams);
        try (Admin admin = connection.connect()) {
            List<GroupListing> groups =
                    admin.listGroups().all().get().stream()
                            .filter(rules::matches)
                            .sorted(Comparator.comparing(GroupListing::groupId))
                            .toList();
            GroupListRules.lines(groups).forEach(out()::println);
        }
        return 0;
    }
}
