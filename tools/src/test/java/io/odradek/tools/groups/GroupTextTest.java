package io.odradek.tools.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables as Apache's command printed them for groups like these. */
final class GroupTextTest {

    private static final TopicPartition T1_0 = new TopicPartition("t1", 0);
    private static final TopicPartition T1_1 = new TopicPartition("t1", 1);
    private static final TopicPartition T2_2 = new TopicPartition("t2", 2);

    private static ConsumerGroupDescription group(
            String name, GroupType type, GroupState state, MemberDescription... members) {
        boolean isClassic = type == GroupType.CLASSIC;
        Optional<Integer> epoch = isClassic ? Optional.empty() : Optional.of(3);
        return new ConsumerGroupDescription(
                name,
                false,
                List.of(members),
                state == GroupState.EMPTY && isClassic ? "" : "range",
                type,
                state,
                new Node(1, "127.0.0.1", 21190),
                Set.of(),
                epoch,
                epoch);
    }

    private static MemberDescription classic(String id, TopicPartition... partitions) {
        return new MemberDescription(
                id,
                Optional.empty(),
                Optional.empty(),
                "client",
                "/127.0.0.1",
                new MemberAssignment(Set.of(partitions)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static MemberDescription modern(
            String id, @Nullable String instance, boolean upgraded, TopicPartition... partitions) {
        MemberAssignment assignment = new MemberAssignment(Set.of(partitions));
        return new MemberDescription(
                id,
                Optional.ofNullable(instance),
                Optional.empty(),
                "client",
                "/127.0.0.1",
                assignment,
                Optional.of(assignment),
                Optional.of(3),
                Optional.of(upgraded));
    }

    private static void assertLines(String expected, List<String> lines) {
        assertEquals(expected, String.join("\n", lines) + "\n");
    }

    @Test
    void idleGroupsShowNobodyBesideTheirLag() {
        var idle = group("classic-idle", GroupType.CLASSIC, GroupState.EMPTY);
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed = new HashMap<>();
        committed.put(T1_1, new OffsetAndMetadata(3, Optional.of(7), ""));
        committed.put(T1_0, new OffsetAndMetadata(7));
        committed.put(T2_2, null);
        var rows = PartitionProgress.of(idle, committed, Map.of(T1_0, 14L, T1_1, 6L));
        assertLines(
                """
                GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
                classic-idle    t1              0          7               14              7               -               -               -
                classic-idle    t1              1          3               6               3               -               -               -
                classic-idle    t2              2          -               -               -               -               -               -
                """,
                GroupText.offsets("classic-idle", rows, false));
        assertLines(
                """
                GROUP           TOPIC           PARTITION  LEADER-EPOCH    CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
                classic-idle    t1              0          -               7               14              7               -               -               -
                classic-idle    t1              1          7               3               6               3               -               -               -
                classic-idle    t2              2          -               -               -               -               -               -               -
                """,
                GroupText.offsets("classic-idle", rows, true));
        assertEquals(
                Optional.of("Consumer group 'classic-idle' has no active members."),
                GroupText.remark(idle));
    }

    @Test
    void theBusiestMemberComesFirstAndWhatNobodyReadsLast() {
        var live =
                group(
                        "live",
                        GroupType.CLASSIC,
                        GroupState.STABLE,
                        classic("one", T2_2),
                        classic("two", T1_1, T1_0));
        var rows =
                PartitionProgress.of(
                        live,
                        Map.of(new TopicPartition("a", 0), new OffsetAndMetadata(1)),
                        Map.of(T1_0, 14L));
        assertEquals(
                List.of("t1-0 two", "t1-1 two", "t2-2 one", "a-0 -"),
                rows.stream().map(row -> row.partition() + " " + row.consumerId()).toList());
        assertEquals("14", rows.getFirst().logEndOffset());
        assertEquals("-", rows.getFirst().lag());
        assertEquals(Optional.empty(), GroupText.remark(live));
    }

    @Test
    void columnsAreAsWideAsTheirContents() {
        String name = "a-group-with-a-long-name-classic";
        var rows =
                PartitionProgress.of(
                        group(name, GroupType.CLASSIC, GroupState.STABLE),
                        Map.of(
                                new TopicPartition("a-topic-with-a-rather-long-name", 0),
                                new OffsetAndMetadata(0)),
                        Map.of());
        assertLines(
                """
                GROUP                            TOPIC                           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
                a-group-with-a-long-name-classic a-topic-with-a-rather-long-name 0          0               -               -               -               -               -
                """,
                GroupText.offsets(name, rows, false));
    }

    @Test
    void membersOfAClassicGroupHaveNoEpochs() {
        var live =
                group(
                        "classic-live",
                        GroupType.CLASSIC,
                        GroupState.STABLE,
                        classic("cl-b-fa125aa3", T2_2),
                        classic("cl-a-c3214949", T2_2, T1_1, T1_0));
        assertLines(
                """
                GROUP           CONSUMER-ID     HOST            CLIENT-ID       #PARTITIONS    \s
                classic-live    cl-b-fa125aa3   /127.0.0.1      client          1              \s
                classic-live    cl-a-c3214949   /127.0.0.1      client          3              \s
                """,
                GroupText.members(live, false));
        assertLines(
                """
                GROUP           CONSUMER-ID     HOST            CLIENT-ID       #PARTITIONS     CURRENT-EPOCH   CURRENT-ASSIGNMENT   TARGET-EPOCH    TARGET-ASSIGNMENT  \s
                classic-live    cl-b-fa125aa3   /127.0.0.1      client          1               -               t2:2                 -               -                  \s
                classic-live    cl-a-c3214949   /127.0.0.1      client          3               -               t1:0,1;t2:2          -               -                  \s
                """,
                GroupText.members(live, true));
    }

    @Test
    void membersOfAConsumerGroupShowInstancesEpochsAndTargets() {
        TopicPartition[] many =
                IntStream.range(6, 12)
                        .mapToObj(p -> new TopicPartition("a-topic-with-a-rather-long-name", p))
                        .toArray(TopicPartition[]::new);
        var live =
                group(
                        "cons-live",
                        GroupType.CONSUMER,
                        GroupState.STABLE,
                        modern("HK9ueiemTrCbyvRuxK07_w", null, true, many),
                        modern("xpJqAeJqSq6sw5vgUqS9Qw", "inst-2", true));
        assertLines(
                """
                GROUP           CONSUMER-ID            GROUP-INSTANCE-ID HOST            CLIENT-ID       #PARTITIONS     CURRENT-EPOCH   CURRENT-ASSIGNMENT                            TARGET-EPOCH    TARGET-ASSIGNMENT                           \s
                cons-live       HK9ueiemTrCbyvRuxK07_w                   /127.0.0.1      client          6               3               a-topic-with-a-rather-long-name:6,7,8,9,10,11 3               a-topic-with-a-rather-long-name:6,7,8,9,10,11
                cons-live       xpJqAeJqSq6sw5vgUqS9Qw inst-2            /127.0.0.1      client          0               3               -                                             3               -                                           \s
                """,
                GroupText.members(live, true));
    }

    @Test
    void aClassicMemberOfAConsumerGroupIsSeen() {
        var mixed =
                group(
                        "mixed",
                        GroupType.CONSUMER,
                        GroupState.STABLE,
                        modern("K3J64NyYTjmHQkWP9q3w1g", null, false, T2_2),
                        modern("iEQlYs85R8q7pL0UrmUdQg", null, true));
        String upgraded =
                GroupText.members(mixed, true).stream()
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .collect(Collectors.joining(" "));
        assertEquals("UPGRADED false true", upgraded);
    }

    @Test
    void stateNamesTheCoordinatorAndTheEpochs() {
        assertLines(
                """
                GROUP           COORDINATOR (ID)          ASSIGNMENT-STRATEGY  STATE                #MEMBERS
                classic-idle    127.0.0.1:21190  (1)      -                    Empty                0
                """,
                GroupText.state(group("classic-idle", GroupType.CLASSIC, GroupState.EMPTY), false));
        assertLines(
                """
                GROUP           COORDINATOR (ID)          ASSIGNMENT-STRATEGY  STATE                GROUP-EPOCH     TARGET-ASSIGNMENT-EPOCH   #MEMBERS
                cons-idle       127.0.0.1:21190  (1)      range                Reconciling          3               3                         0
                """,
                GroupText.state(
                        group("cons-idle", GroupType.CONSUMER, GroupState.RECONCILING), true));
    }

    @Test
    void aMovingGroupIsRemarkedOn() {
        assertEquals(
                Optional.of("Warning: Consumer group 'g' is rebalancing."),
                GroupText.remark(group("g", GroupType.CONSUMER, GroupState.ASSIGNING)));
    }
}
