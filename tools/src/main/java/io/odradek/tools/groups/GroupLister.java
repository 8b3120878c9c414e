package io.odradek.tools.groups;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.groups.Columns.Column;

import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code --list}: what to ask for, and how it is shown. Pure.
 *
 * @param states null: do not show states; empty: show them, of every group
 * @param types null: do not show types; empty: show them, of every group
 */
record GroupLister(@Nullable Set<GroupState> states, @Nullable Set<GroupType> types) {

    private static final int MARGIN = 10;

    /** Reads the values of {@code --state} and {@code --type}; null where an option is missing. */
    static GroupLister of(@Nullable String states, @Nullable String types) {
        Set<GroupType> wantedTypes = types == null ? null : types(types);
        return new GroupLister(states == null ? null : states(states), wantedTypes);
    }

    private static Set<GroupState> states(String text) {
        Set<GroupState> valid = EnumSet.copyOf(GroupState.groupStatesForType(GroupType.CONSUMER));
        valid.addAll(GroupState.groupStatesForType(GroupType.CLASSIC));
        Set<GroupState> wanted = names(text).map(GroupState::parse).collect(Collectors.toSet());
        if (!valid.containsAll(wanted)) {
            throw new Failure(
                    "Invalid state list '%s'. Valid states are: %s".formatted(text, join(valid)));
        }
        return wanted;
    }

    private static Set<GroupType> types(String text) {
        Set<GroupType> valid = EnumSet.of(GroupType.CONSUMER, GroupType.CLASSIC);
        Set<GroupType> wanted = names(text).map(GroupType::parse).collect(Collectors.toSet());
        if (!valid.containsAll(wanted)) {
            throw new Failure(
                    "Invalid types list '%s'. Valid types are: %s".formatted(text, join(valid)));
        }
        return wanted;
    }

    private static Stream<String> names(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(name -> !name.isEmpty());
    }

    private static String join(Set<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    ListGroupsOptions question() {
        ListGroupsOptions options = ListGroupsOptions.forConsumerGroups();
        if (states != null && !states.isEmpty()) {
            options.inGroupStates(states);
        }
        if (types != null && !types.isEmpty()) {
            options.withTypes(types);
        }
        return options;
    }

    /** The names alone, or a table if states or types were asked for. */
    List<String> lines(List<GroupListing> groups) {
        List<String> names = groups.stream().map(GroupListing::groupId).toList();
        if (states == null && types == null) {
            return names;
        }
        int longest = Math.max(15, names.stream().mapToInt(String::length).max().orElse(0));
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of("GROUP", longest + MARGIN, names));
        if (types != null) {
            columns.add(Column.of("TYPE", 20, cells(groups, GroupListing::type)));
        }
        if (states != null) {
            columns.add(Column.of("STATE", 20, cells(groups, GroupListing::groupState)));
        }
        return Columns.lines(columns);
    }

    private static <T> List<String> cells(
            List<GroupListing> groups, Function<GroupListing, Optional<T>> value) {
        return groups.stream()
                .map(group -> value.apply(group).map(Object::toString).orElse(""))
                .toList();
    }
}
