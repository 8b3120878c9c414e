package io.odradek.tools.groups;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** {@code --describe}: a table for each group; remarks about their states on standard error. */
record GroupDescriber(GroupClient client, PrintWriter out, PrintWriter err, boolean verbose) {

    /** What to describe. */
    enum View {
        OFFSETS,
        MEMBERS,
        STATE
    }

    void describe(Collection<String> groups, View view)
            throws ExecutionException, InterruptedException {
        var found = new TreeMap<>(client.describe(groups));
        switch (view) {
            case OFFSETS -> offsets(found);
            case MEMBERS ->
                    found.values().forEach(group -> show(group, GroupText.members(group, verbose)));
            case STATE ->
                    found.values().forEach(group -> show(group, GroupText.state(group, verbose)));
        }
    }

    /** The end offsets of all groups are asked for at once. */
    private void offsets(Map<String, ConsumerGroupDescription> groups)
            throws ExecutionException, InterruptedException {
        var committed = client.committed(groups.keySet());
        Set<TopicPartition> partitions = new HashSet<>();
        committed.values().forEach(commits -> partitions.addAll(commits.keySet()));
        for (ConsumerGroupDescription group : groups.values()) {
            for (MemberDescription member : group.members()) {
                partitions.addAll(member.assignment().topicPartitions());
            }
        }
        Map<TopicPartition, Long> ends = client.reachable(partitions, OffsetSpec.latest());
        for (ConsumerGroupDescription group : groups.values()) {
            Map<TopicPartition, @Nullable OffsetAndMetadata> its =
                    committed.getOrDefault(group.groupId(), Map.of());
            List<PartitionProgress> rows = PartitionProgress.of(group, its, ends);
            show(
                    group,
                    rows.isEmpty() ? List.of() : GroupText.offsets(group.groupId(), rows, verbose));
        }
    }

    private void show(ConsumerGroupDescription group, List<String> lines) {
        GroupText.remark(group)
                .ifPresent(
                        remark -> {
                            err.println();
                            err.println(remark);
                        });
        if (group.groupState() != GroupState.DEAD && !lines.isEmpty()) {
            out.println();
            lines.forEach(out::println);
        }
    }
}
