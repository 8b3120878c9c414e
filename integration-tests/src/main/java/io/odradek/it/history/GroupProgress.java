package io.odradek.it.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A group forgets no commit: a new owner of a partition begins neither before what was committed
 * for it nor, since members commit only what they were given, after it. A commit counts as replaced
 * only by one that began when it was done; of commits that were under way at once, or while the
 * partition changed hands, either may stand.
 */
final class GroupProgress implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        var found = new ArrayList<Anomaly>();
        for (Group group : history.groups()) {
            List<Group.Commit> commits = group.commits();
            for (Group.Start start : group.starts()) {
                var mine =
                        commits.stream()
                                .filter(c -> c.partition().equals(start.partition()))
                                .toList();
                judge(group, start, mine, found);
            }
        }
        return found;
    }

    private static void judge(
            Group group, Group.Start start, List<Group.Commit> commits, List<Anomaly> found) {
        OptionalLong least = least(commits, start.ownedNanos());
        if (least.isPresent() && start.firstOffset() < least.getAsLong()) {
            found.add(
                    anomaly(
                            Anomaly.Kind.LOST_COMMIT,
                            group,
                            start,
                            "before the committed offset " + least.getAsLong()));
        }
        long most =
                commits.stream()
                        .filter(c -> c.begunNanos() <= start.ownedNanos())
                        .max(Comparator.comparingLong(Group.Commit::offset))
                        .map(Group.Commit::offset)
                        .orElse(0L);
        if (start.firstOffset() > most) {
            found.add(
                    anomaly(
                            Anomaly.Kind.GROUP_SKIP,
                            group,
                            start,
                            "past all that was ever committed, " + most));
        }
    }

    /** The lowest offset that may stand: of the commits no later one certainly replaced. */
    private static OptionalLong least(List<Group.Commit> commits, long atNanos) {
        var sure = commits.stream().filter(c -> c.sure() && c.doneNanos() < atNanos).toList();
        if (sure.isEmpty()) {
            return OptionalLong.empty();
        }
        long newestBegun = sure.stream().mapToLong(Group.Commit::begunNanos).max().orElseThrow();
        var unsure = commits.stream().filter(c -> !c.sure() && c.begunNanos() < atNanos);
        return Stream.concat(sure.stream(), unsure)
                .filter(c -> c.doneNanos() >= newestBegun)
                .mapToLong(Group.Commit::offset)
                .min();
    }

    private static Anomaly anomaly(
            Anomaly.Kind kind, Group group, Group.Start start, String where) {
        return new Anomaly(
                kind,
                start.partition(),
                "group %s: %s began at offset %d, %s"
                        .formatted(group.name(), start.member(), start.firstOffset(), where),
                List.of());
    }
}
