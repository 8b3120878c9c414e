package io.odradek.broker.coordinator.group.sim;

import io.odradek.wire.coordinator.ConsumerGroupMetadataKey;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.OffsetCommitKey;
import io.odradek.wire.coordinator.OffsetCommitValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks that an acknowledged offset is never lost, and that nobody moves one back but its owner:
 * members go on from what they read, so a new owner has no cause to.
 */
final class CommittedOffsets {
    /**
     * A commit as it stands in the log; its metadata tells who made it.
     *
     * @param era grows when the group changes its protocol: then generations begin anew
     * @param who a member's id, or its instance id
     */
    private record Commit(int era, String who, int generation, long offset) {
        boolean isOlderThan(Commit other) {
            return era < other.era || (era == other.era && generation < other.generation);
        }
    }

    private final Map<Integer, List<Commit>> commits = new HashMap<>();
    private final Map<Integer, Integer> promised = new HashMap<>();
    private int era;
    private int acknowledgements;

    /** What a commit is to carry as metadata. */
    static String signed(String who, int generation) {
        return generation + "@" + who;
    }

    private List<Commit> of(int partition) {
        return commits.computeIfAbsent(partition, _ -> new ArrayList<>());
    }

    void committed(CoordinatorRecord record) {
        boolean ofGroup =
                record.key() instanceof GroupMetadataKey
                        || record.key() instanceof ConsumerGroupMetadataKey;
        if (ofGroup && record.value() == null) {
            era++;
        }
        if (!(record.key() instanceof OffsetCommitKey key)) {
            return;
        }
        int partition = key.partition();
        if (!(record.value() instanceof OffsetCommitValue value)) {
            throw new Violation("the offset of partition " + partition + " was removed");
        }
        int at = value.metadata().indexOf('@');
        Commit commit =
                new Commit(
                        era,
                        value.metadata().substring(at + 1),
                        Integer.parseInt(value.metadata().substring(0, at)),
                        value.offset());
        List<Commit> before = of(partition);
        if (!before.isEmpty()) {
            checkFollows(partition, before.getLast(), commit);
        }
        before.add(commit);
    }

    private static void checkFollows(int partition, Commit former, Commit next) {
        boolean sameOwner =
                former.who.equals(next.who)
                        && former.era == next.era
                        && former.generation == next.generation;
        // On another connection an owner's older request may come after a newer one.
        Violation.unless(
                sameOwner || (former.isOlderThan(next) && next.offset >= former.offset),
                "partition " + partition + " went from " + former + " to " + next);
    }

    void acknowledged(int partition, long offset) {
        acknowledgements++;
        List<Commit> all = of(partition);
        int index = all.size() - 1;
        while (index >= 0 && all.get(index).offset != offset) {
            index--;
        }
        Violation.unless(
                index >= 0,
                "offset " + offset + " of partition " + partition + " was never in the log");
        promised.merge(partition, index, Math::max);
    }

    /** How far back a later read may look, at most; to be handed to {@link #read}. */
    int promised(int partition) {
        return promised.getOrDefault(partition, -1);
    }

    /**
     * @param promised when it was asked
     */
    void read(int partition, long offset, int promised) {
        List<Commit> all = of(partition);
        boolean kept =
                offset == -1
                        ? promised == -1
                        : all.subList(Math.max(0, promised), all.size()).stream()
                                .anyMatch(commit -> commit.offset == offset);
        Violation.unless(
                kept,
                "partition "
                        + partition
                        + " was read at "
                        + offset
                        + " though "
                        + (promised < 0 ? "nothing" : all.get(promised))
                        + " was acknowledged");
    }

    int acknowledgements() {
        return acknowledgements;
    }
}
