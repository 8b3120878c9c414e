package io.odradek.tools.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The lists of {@code kafka-consumer-groups} and {@code kafka-groups}, as Apache's print them. */
final class GroupListTest {

    private static final GroupListing CLASSIC =
            listing("classic-live", GroupType.CLASSIC, "consumer");
    private static final GroupListing SIMPLE = listing("simple", GroupType.CLASSIC, "");
    private static final GroupListing CONNECT = listing("connect", GroupType.CLASSIC, "connect");
    private static final GroupListing CONSUMER = listing("cons", GroupType.CONSUMER, "consumer");
    private static final GroupListing SHARE = listing("share-live", GroupType.SHARE, "share");
    private static final List<GroupListing> ALL =
            List.of(CLASSIC, SIMPLE, CONNECT, CONSUMER, SHARE);

    private static GroupListing listing(String name, GroupType type, String protocol) {
        return new GroupListing(name, Optional.of(type), protocol, Optional.of(GroupState.STABLE));
    }

    @Test
    void namesAloneUnlessMoreIsAskedFor() {
        assertEquals(
                List.of("classic-live", "simple"),
                GroupLister.of(null, null).lines(List.of(CLASSIC, SIMPLE)));
        assertEquals(
                List.of(
                        "GROUP                     TYPE                 STATE               ",
                        "classic-live              Classic              Stable              "),
                GroupLister.of("", "").lines(List.of(CLASSIC)));
    }

    @Test
    void statesAndTypesAreChecked() {
        GroupLister lister = GroupLister.of("stable, EMPTY,PreparingRebalance", "classic");
        assertEquals(
                Set.of(GroupState.STABLE, GroupState.EMPTY, GroupState.PREPARING_REBALANCE),
                lister.question().groupStates());
        assertEquals(Set.of(GroupType.CLASSIC), lister.question().types());
        assertEquals(
                "Invalid types list 'share'. Valid types are: Consumer, Classic",
                assertThrows(Failure.class, () -> GroupLister.of(null, "share")).getMessage());
        assertThrows(Failure.class, () -> GroupLister.of("dozing", null));
    }

    private static List<GroupListing> matching(GroupListRules rules) {
        return ALL.stream().filter(rules::matches).toList();
    }

    @Test
    void consumerGroupsAreOfEveryKind() {
        assertEquals(
                List.of(CLASSIC, SIMPLE, CONSUMER),
                matching(new GroupListRules(null, null, true, false, false)));
        assertEquals(List.of(SHARE), matching(new GroupListRules(null, null, false, true, false)));
        assertEquals(
                List.of(CLASSIC),
                matching(new GroupListRules(GroupType.CLASSIC, "consumer", false, false, false)));
        assertEquals(ALL, matching(new GroupListRules(null, null, false, false, false)));
    }

    @Test
    void columnsAreAsWideAsTheLongestName() {
        assertEquals(
                List.of(
                        "GROUP                TYPE                 PROTOCOL            ",
                        "share-live           Share                share                "),
                GroupListRules.lines(List.of(SHARE)));
    }

    @Test
    void filtersThatExcludeEachOtherAreRefused() {
        var given = Set.of("bootstrap-server", "list", "share", "group-type");
        assertEquals(
                Optional.of("Option \"[share]\" can't be used with option \"[group-type]\""),
                GroupListRules.complaint(given::contains, "classic"));
        assertEquals(
                Optional.of("Command must include exactly one action: --list."),
                GroupListRules.complaint(Set.of("bootstrap-server")::contains, null));
    }
}
