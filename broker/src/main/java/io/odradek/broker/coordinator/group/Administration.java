package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.classic.ClassicGroup;
import io.odradek.broker.coordinator.group.classic.ClassicProtocol;
import io.odradek.broker.coordinator.group.offsets.OffsetTable;
import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DescribeGroupsResponse;
import io.odradek.wire.message.ListGroupsRequest;
import io.odradek.wire.message.ListGroupsResponse.ListedGroup;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What operators ask of groups of whatever kind. */
final class Administration {
    /** Since KIP-1043 a group that is not there is an error; before, it was shown as dead. */
    private static final int TELLS_MISSING_GROUPS = 6;

    private final Groups groups;
    private final OffsetTable offsets;
    private final ClassicProtocol classic;

    Administration(Groups groups, OffsetTable offsets, ClassicProtocol classic) {
        this.groups = groups;
        this.offsets = offsets;
        this.classic = classic;
    }

    List<ListedGroup> list(ListGroupsRequest request) {
        Set<String> states = lowerCase(request.statesFilter());
        Set<String> types = lowerCase(request.typesFilter());
        return groups.all().stream()
                .filter(group -> passes(states, group.stateName()))
                .filter(group -> passes(types, group.type().shown()))
                .map(
                        group ->
                                new ListedGroup(
                                        group.groupId(),
                                        group.protocolType(),
                                        group.stateName(),
                                        group.type().shown()))
                .toList();
    }

    private static Set<String> lowerCase(List<String> filter) {
        return filter.stream().map(s -> s.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static boolean passes(Set<String> filter, String shown) {
        return filter.isEmpty() || filter.contains(shown.toLowerCase(Locale.ROOT));
    }

    DescribeGroupsResponse.DescribedGroup describe(RequestOrigin from, String groupId) {
        Group group = groups.find(groupId);
        if (group instanceof ClassicGroup it) {
            return classic.describe(it);
        }
        var missing =
                DescribeGroupsResponse.DescribedGroup.builder().groupId(groupId).groupState("Dead");
        if (from.apiVersion() >= TELLS_MISSING_GROUPS) {
            missing.errorCode(ErrorCode.GROUP_ID_NOT_FOUND.code())
                    .errorMessage(
                            group == null
                                    ? "Group " + groupId + " not found."
                                    : "Group " + groupId + " is not a classic group.");
        }
        return missing.build();
    }

    ErrorCode delete(String groupId, Effects out) {
        Group group = groups.find(groupId);
        if (group == null) {
            return ErrorCode.GROUP_ID_NOT_FOUND;
        }
        if (!group.isEmpty()) {
            return ErrorCode.NON_EMPTY_GROUP;
        }
        offsets.tombstones(groupId).forEach(out::append);
        remove(group, out);
        return ErrorCode.NONE;
    }

    /** Takes an empty group out of the table and its records out of the log. */
    void remove(Group group, Effects out) {
        group.tombstones().forEach(out::append);
        if (group instanceof ClassicGroup it) {
            classic.forget(it, out);
        }
        groups.remove(group.groupId());
    }
}
