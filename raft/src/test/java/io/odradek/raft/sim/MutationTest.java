package io.odradek.raft.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.raft.core.Flaw;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The list that proves the simulator's worth: each bug is planted alone, and must be found by some
 * checker within so many seeds. Prints the table: which, by whom, and after how many.
 */
final class MutationTest {

    private record Mutation(
            String bug, SimNode.Bugs planted, UnaryOperator<Swarm> world, int seedsMax) {}

    private static Mutation flaw(Flaw flaw, UnaryOperator<Swarm> world, int seedsMax) {
        String name = flaw.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Mutation(name, PlantedBugs.flaw(flaw), world, seedsMax);
    }

    private static final List<Mutation> MUTATIONS =
            List.of(
                    new Mutation(
                            "answers before the sync",
                            PlantedBugs.answersBeforeSync(),
                            Swarm::withManyCrashes,
                            50),
                    new Mutation(
                            "vote not persisted",
                            PlantedBugs.forgetsVotes(),
                            Swarm::withManyElections,
                            400),
                    new Mutation(
                            "grants every vote",
                            PlantedBugs.grantsEveryVote(),
                            Swarm::withManyCrashes,
                            100),
                    new Mutation(
                            "tampers with entries",
                            PlantedBugs.tampersWithEntries(),
                            Swarm::withManyCrashes,
                            20),
                    new Mutation(
                            "vouches for rounds not yet asked",
                            PlantedBugs.vouchesForTheFuture(),
                            Swarm::withOnlyPauses,
                            100),
                    flaw(Flaw.CHANGES_BEFORE_OWN_TERM_COMMIT, Swarm::withManyChanges, 50),
                    flaw(Flaw.CHANGES_TWO_AT_ONCE, Swarm::withManyChanges, 50),
                    flaw(Flaw.REMOVED_LEADER_COUNTS_ITSELF, Swarm::withManyChanges, 100),
                    flaw(Flaw.KEEPS_TRUNCATED_VOTERS, Swarm::withManyChanges, 200),
                    flaw(Flaw.VOTES_WITH_ANY_DIRECTORY, Swarm::withLostDisks, 400),
                    flaw(Flaw.ACCEPTS_STALE_TERM, Swarm::withManyCuts, 100),
                    flaw(Flaw.SKIPS_TRUNCATION, Swarm::withManyCuts, 50),
                    flaw(Flaw.COMMITS_OLDER_TERMS_BY_COUNTING, Swarm::withManyCuts, 100),
                    flaw(Flaw.VOTES_FOR_ANY_LOG, Swarm::withManyCrashes, 100));

    @Test
    void everyPlantedBugIsFoundWithinItsSeeds() {
        List<String> missed = new ArrayList<>();
        Set<String> finders = new TreeSet<>();
        System.out.printf("%-40s %-22s %s%n", "planted bug", "found by", "seeds (at most)");
        for (Mutation mutation : MUTATIONS) {
            String finder = "nobody";
            int seeds = 0;
            while (finder.equals("nobody") && seeds < mutation.seedsMax) {
                finder = run(mutation, ++seeds);
            }
            System.out.printf(
                    "%-40s %-22s %d (%d)%n", mutation.bug, finder, seeds, mutation.seedsMax);
            finders.add(finder);
            if (finder.equals("nobody")) {
                missed.add(mutation.bug);
            }
        }
        assertTrue(missed.isEmpty(), "not found: " + missed);
        assertTrue(finders.size() >= 5, "one checker finds it all: " + finders);
    }

    private static String run(Mutation mutation, long seed) {
        Swarm swarm = mutation.world.apply(Swarm.draw(new SplittableRandom(seed)));
        try {
            new Simulation(seed, swarm, mutation.planted, Set.of(), false).run();
            return "nobody";
        } catch (SimulationFailure failure) {
            return failure.property();
        }
    }
}
