package io.odradek.broker.coordinator.group.sim;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks that in one generation nobody is given a partition that another was given. A static
 * member's next self goes on with what it had; its former self must never be heard again.
 */
final class ClassicOwners {
    private final Map<Integer, Map<Integer, String>> ownerByGeneration = new HashMap<>();
    private final Map<String, String> selves = new HashMap<>();
    private final Set<String> formerSelves = new HashSet<>();
    private int latest = -1;

    void given(
            int generation,
            String memberId,
            @Nullable String instanceId,
            Collection<Integer> partitions) {
        latest = Math.max(latest, generation);
        heard(memberId, instanceId);
        String who = instanceId == null ? memberId : instanceId;
        Map<Integer, String> owners =
                ownerByGeneration.computeIfAbsent(generation, _ -> new HashMap<>());
        for (int partition : partitions) {
            String former = owners.put(partition, who);
            Violation.unless(
                    former == null || former.equals(who),
                    "partition "
                            + partition
                            + " in generation "
                            + generation
                            + " was given to "
                            + former
                            + " and to "
                            + who);
        }
    }

    private void heard(String memberId, @Nullable String instanceId) {
        if (instanceId == null) {
            return;
        }
        Violation.unless(
                !formerSelves.contains(memberId), memberId + " was replaced, and is heard again");
        String former = selves.put(instanceId, memberId);
        if (former != null && !former.equals(memberId)) {
            formerSelves.add(former);
        }
    }

    /** A commit of the partition was accepted. */
    void committed(int generation, String memberId, @Nullable String instanceId, int partition) {
        heard(memberId, instanceId);
        String who = instanceId == null ? memberId : instanceId;
        Violation.unless(
                generation == latest
                        && who.equals(
                                ownerByGeneration
                                        .getOrDefault(generation, Map.of())
                                        .get(partition)),
                who
                        + " committed partition "
                        + partition
                        + " in generation "
                        + generation
                        + ", not its own");
    }
}
