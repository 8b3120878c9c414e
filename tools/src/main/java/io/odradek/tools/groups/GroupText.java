package io.odradek.tools.groups;

import io.odradek.tools.groups.Columns.Column;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables that {@code --describe} prints of a group. Pure. */
final class GroupText {

    private static final String ABSENT = "-";

    private GroupText() {}

    /** Offsets and lag: a line for each partition. */
    static List<String> offsets(String group, List<PartitionProgress> rows, boolean verbose) {
        List<Column> columns = new ArrayList<>();
        columns.add(groupColumn(group, rows.size()));
        columns.add(column("TOPIC", 15, rows, row -> row.partition().topic()));
        columns.add(
                column("PARTITION", 10, rows, row -> String.valueOf(row.partition().partition())));
        if (verbose) {
            columns.add(column("LEADER-EPOCH", 15, rows, PartitionProgress::leaderEpoch));
        }
        columns.add(column("CURRENT-OFFSET", 15, rows, PartitionProgress::currentOffset));
        columns.add(column("LOG-END-OFFSET", 15, rows, PartitionProgress::logEndOffset));
        columns.add(column("LAG", 15, rows, PartitionProgress::lag));
        columns.add(column("CONSUMER-ID", 15, rows, PartitionProgress::consumerId));
        columns.add(column("HOST", 15, rows, PartitionProgress::host));
        columns.add(column("CLIENT-ID", 0, rows, PartitionProgress::clientId));
        return Columns.lines(columns);
    }

    /**
     * A line for each member. Its instance id is a column if any member has one; whether it speaks
     * the new protocol is one if, verbosely, any member of a consumer group does not (KIP-1099).
     */
    static List<String> members(ConsumerGroupDescription group, boolean verbose) {
        List<MemberDescription> rows = List.copyOf(group.members());
        List<Column> columns = new ArrayList<>();
        columns.add(groupColumn(group.groupId(), rows.size()));
        columns.add(column("CONSUMER-ID", 15, rows, MemberDescription::consumerId));
        if (rows.stream().anyMatch(member -> member.groupInstanceId().isPresent())) {
            columns.add(
                    column(
                            "GROUP-INSTANCE-ID",
                            17,
                            rows,
                            member -> member.groupInstanceId().orElse("")));
        }
        columns.add(column("HOST", 15, rows, MemberDescription::host));
        columns.add(column("CLIENT-ID", 15, rows, MemberDescription::clientId));
        columns.add(
                column(
                        "#PARTITIONS",
                        15,
                        rows,
                        member -> String.valueOf(member.assignment().topicPartitions().size())));
        if (verbose) {
            columns.add(column("CURRENT-EPOCH", 15, rows, m -> number(m.memberEpoch())));
            columns.add(column("CURRENT-ASSIGNMENT", 20, rows, m -> partitions(m.assignment())));
            columns.add(column("TARGET-EPOCH", 15, rows, m -> targetEpoch(group, m)));
            columns.add(
                    column(
                            "TARGET-ASSIGNMENT",
                            20,
                            rows,
                            m -> m.targetAssignment().map(GroupText::partitions).orElse(ABSENT)));
        }
        boolean hasClassic = rows.stream().anyMatch(m -> !m.upgraded().orElse(true));
        if (verbose && hasClassic) {
            columns.add(
                    column("UPGRADED", 0, rows, m -> m.upgraded().map(String::valueOf).orElse("")));
        } else if (!verbose) {
            // Apache's line ends in a blank; who cuts it in columns counts on it.
            columns.add(column("", 0, rows, m -> ""));
        }
        return Columns.lines(columns);
    }

    /** One line: who coordinates the group, how it assigns, how it is. */
    static List<String> state(ConsumerGroupDescription group, boolean verbose) {
        List<Column> columns = new ArrayList<>();
        columns.add(groupColumn(group.groupId(), 1));
        columns.add(one("COORDINATOR (ID)", 25, coordinator(group.coordinator())));
        String assignor = group.partitionAssignor();
        columns.add(
                one(
                        "ASSIGNMENT-STRATEGY",
                        20,
                        assignor == null || assignor.isBlank() ? ABSENT : assignor));
        columns.add(one("STATE", 20, group.groupState().toString()));
        if (verbose) {
            columns.add(one("GROUP-EPOCH", 15, number(group.groupEpoch())));
            columns.add(one("TARGET-ASSIGNMENT-EPOCH", 25, number(group.targetAssignmentEpoch())));
        }
        columns.add(one("#MEMBERS", 0, String.valueOf(group.members().size())));
        return Columns.lines(columns);
    }

    /** What is remarkable about the group's state. */
    static Optional<String> remark(ConsumerGroupDescription group) {
        String quoted = "'" + group.groupId() + "'";
        return switch (group.groupState()) {
            case DEAD -> Optional.of("Error: Consumer group %s does not exist.".formatted(quoted));
            case EMPTY -> Optional.of("Consumer group %s has no active members.".formatted(quoted));
            case PREPARING_REBALANCE, COMPLETING_REBALANCE, ASSIGNING, RECONCILING ->
                    Optional.of("Warning: Consumer group %s is rebalancing.".formatted(quoted));
            case STABLE, UNKNOWN, NOT_READY -> Optional.empty();
        };
    }

    /** As in {@code a:0,1,2;b:3}. */
    private static String partitions(MemberAssignment assignment) {
        Collection<TopicPartition> partitions = assignment.topicPartitions();
        if (partitions.isEmpty()) {
            return ABSENT;
        }
        return partitions.stream()
                .collect(
                        Collectors.groupingBy(
                                TopicPartition::topic,
                                TreeMap::new,
                                Collectors.mapping(TopicPartition::partition, Collectors.toList())))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + ":" + numbers(entry.getValue()))
                .collect(Collectors.joining(";"));
    }

    private static String numbers(List<Integer> numbers) {
        return numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Only a member of the new protocol has a target. */
    private static String targetEpoch(ConsumerGroupDescription group, MemberDescription member) {
        return member.targetAssignment().isPresent()
                ? number(group.targetAssignmentEpoch())
                : ABSENT;
    }

    private static String coordinator(Node node) {
        return "%s:%d  (%s)".formatted(node.host(), node.port(), node.idString());
    }

    private static String number(Optional<Integer> number) {
        return number.map(String::valueOf).orElse(ABSENT);
    }

    private static Column groupColumn(String group, int rows) {
        return Column.of("GROUP", 15, Collections.nCopies(rows, group));
    }

    private static Column one(String header, int width, String cell) {
        return Column.of(header, width, List.of(cell));
    }

    private static <T> Column column(
            String header, int width, List<T> rows, Function<T, String> cell) {
        return Column.of(header, width, rows.stream().map(cell).toList());
    }
}
