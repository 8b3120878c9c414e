package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

final class ReplicaPlacementTest {

    @Test
    void everyPartitionSpreadsOverRacksAndEveryBrokerGetsItsShare() throws Refusal {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            int racks = random.nextInt(1, 5);
            int perRack = random.nextInt(1, 4);
            int factor = random.nextInt(1, racks * perRack + 1);
            int partitions = random.nextInt(1, 60);
            String scene =
                    "seed %d round %d: %d racks of %d, factor %d, %d partitions"
                            .formatted(seed, round, racks, perRack, factor, partitions);
            check(racks, perRack, factor, partitions, random.split(), scene);
        }
    }

    private static void check(
            int racks,
            int perRack,
            int factor,
            int partitions,
            SplittableRandom random,
            String scene)
            throws Refusal {
        Harness harness = new Harness(Map.of(), random);
        Map<Integer, String> rackOf = new HashMap<>();
        for (int id = 0; id < racks * perRack; id++) {
            rackOf.put(id, "rack" + id % racks);
            harness.join(id, "rack" + id % racks);
        }
        List<List<Integer>> placed =
                new ReplicaPlacement(harness.image(), random).place(0, partitions, factor);
        Map<Integer, Integer> leaders = new HashMap<>();
        Map<Integer, Integer> replicas = new HashMap<>();
        for (List<Integer> partition : placed) {
            assertEquals(factor, new HashSet<>(partition).size(), scene);
            Map<String, Integer> used = new HashMap<>();
            partition.forEach(id -> used.merge(rackOf.getOrDefault(id, ""), 1, Integer::sum));
            assertEquals(Math.min(factor, racks), used.size(), scene);
            assertTrue(spread(used.values()) <= 1, scene);
            leaders.merge(partition.getFirst(), 1, Integer::sum);
            partition.forEach(id -> replicas.merge(id, 1, Integer::sum));
        }
        for (int id : rackOf.keySet()) {
            leaders.putIfAbsent(id, 0);
            replicas.putIfAbsent(id, 0);
        }
        assertTrue(spread(leaders.values()) <= 1, () -> scene + " leaders " + leaders);
        int share = partitions * factor / rackOf.size();
        assertTrue(
                spread(replicas.values()) <= Math.max(factor, share / 3 + 2),
                () -> scene + " replicas " + replicas);
    }

    private static int spread(Collection<Integer> counts) {
        return counts.stream().max(Integer::compare).orElse(0)
                - counts.stream().min(Integer::compare).orElse(0);
    }

    @Test
    void theFollowersOfOneLeaderDifferFromRoundToRound() throws Refusal {
        Harness harness = new Harness(Map.of(), new SplittableRandom(3));
        for (int id = 0; id < 4; id++) {
            harness.join(id, "");
        }
        Set<List<Integer>> ofZero = new HashSet<>();
        new ReplicaPlacement(harness.image(), new SplittableRandom(3))
                .place(0, 12, 2).stream().filter(r -> r.getFirst() == 0).forEach(ofZero::add);
        assertEquals(Set.of(List.of(0, 1), List.of(0, 2), List.of(0, 3)), ofZero);
    }
}
