package io.odradek.tools.groups;

import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which groups {@code kafka-groups} lists, and how. Pure. */
record GroupListRules(
        @Nullable GroupType type,
        @Nullable String protocol,
        boolean consumer,
        boolean share,
        boolean streams) {

    private static final String CONSUMER_PROTOCOL = "consumer";
    private static final int WIDTH_MIN = 20;

    /** The options of which only one may be given, and what none of them goes with. */
    private static final List<String> KINDS = List.of("consumer", "share", "streams");

    private static final List<String> FILTERS = List.of("group-type", "protocol");

    /** What is wrong with the options for which {@code given} holds; empty when nothing is. */
    static Optional<String> complaint(Predicate<String> given, @Nullable String type) {
        if (!given.test("bootstrap-server")) {
            return Optional.of("Missing required option(s) [bootstrap-server]");
        }
        if (!given.test("list")) {
            return Optional.of("Command must include exactly one action: --list.");
        }
        List<String> kinds = KINDS.stream().filter(given).toList();
        List<String> others = new ArrayList<>(kinds.stream().skip(1).toList());
        others.addAll(FILTERS.stream().filter(given).toList());
        if (!kinds.isEmpty() && !others.isEmpty()) {
            return Optional.of(
                    "Option \"[%s]\" can't be used with option \"[%s]\""
                            .formatted(kinds.getFirst(), others.getFirst()));
        }
        if (type != null && GroupType.parse(type) == GroupType.UNKNOWN) {
            return Optional.of(
                    "--group-type must be a valid group type: classic, consumer, share or streams.");
        }
        return Optional.empty();
    }

    boolean matches(GroupListing group) {
        if (consumer) {
            return isConsumerGroup(group);
        }
        if (share) {
            return isOf(group, GroupType.SHARE);
        }
        if (streams) {
            return isOf(group, GroupType.STREAMS);
        }
        return (type == null || isOf(group, type))
                && (protocol == null || protocol.equals(group.protocol()));
    }

    private static boolean isOf(GroupListing group, GroupType type) {
        return group.type().filter(type::equals).isPresent();
    }

    /** A group of the consumer protocol, a classic one of consumers, or one of commits alone. */
    private static boolean isConsumerGroup(GroupListing group) {
        boolean isOfConsumers =
                group.protocol().isEmpty() || group.protocol().equals(CONSUMER_PROTOCOL);
        return isOf(group, GroupType.CONSUMER) || (isOf(group, GroupType.CLASSIC) && isOfConsumers);
    }

    /** A table of which each column is as wide as the longest group's name. */
    static List<String> lines(List<GroupListing> groups) {
        int width =
                groups.stream()
                        .mapToInt(group -> group.groupId().length())
                        .reduce(WIDTH_MIN, Math::max);
        String columns = "%%-%ds %%-%ds %%-%ds".formatted(width, width, width);
        List<String> lines = new ArrayList<>();
        lines.add(columns.formatted("GROUP", "TYPE", "PROTOCOL"));
        for (GroupListing group : groups) {
            String type = group.type().map(GroupType::toString).orElse("");
            lines.add(columns.formatted(group.groupId(), type, group.protocol()) + " ");
        }
        return lines;
    }
}
