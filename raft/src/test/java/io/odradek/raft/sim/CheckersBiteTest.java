package io.odradek.raft.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.odradek.raft.core.Flaw;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A checker that never found a bug is not known to work: each is shown one. */
final class CheckersBiteTest {

    private static final int SEEDS = 150;

    /** Only the checker of {@code property} watches; some seed must make it speak. */
    private static void assertFound(
            String property, SimNode.Bugs bugs, UnaryOperator<Swarm> tuning) {
        Set<String> broken = new TreeSet<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Swarm swarm = tuning.apply(Swarm.draw(new SplittableRandom(seed)));
            try {
                new Simulation(seed, swarm, bugs, Set.of(property), false).run();
            } catch (SimulationFailure failure) {
                String message = String.valueOf(failure.getMessage());
                assertTrue(message.contains("-Dodradek.seed=" + seed), message);
                broken.add(failure.property());
                if (failure.property().equals(property)) {
                    return;
                }
            }
        }
        fail(property + " did not notice; these did: " + broken);
    }

    @Test
    void answeringBeforeTheSyncIsFoundAsALostCommit() {
        assertFound("LeaderCompleteness", PlantedBugs.answersBeforeSync(), Swarm::withManyCrashes);
    }

    @Test
    void answeringBeforeTheSyncIsFoundAsDivergingStateMachines() {
        assertFound("StateMachineSafety", PlantedBugs.answersBeforeSync(), Swarm::withManyCrashes);
    }

    @Test
    void grantingEveryVoteIsFoundAsTwoLeadersInATerm() {
        assertFound("OneLeaderPerTerm", PlantedBugs.grantsEveryVote(), Swarm::withManyCrashes);
    }

    @Test
    void tamperingWithEntriesIsFoundAsLogsThatDoNotMatch() {
        assertFound("LogMatching", PlantedBugs.tampersWithEntries(), Swarm::withManyCrashes);
    }

    @Test
    void vouchingForRoundsNotYetAskedIsFoundAsStaleReads() {
        assertFound(
                "ReadsAreLinearizable", PlantedBugs.vouchesForTheFuture(), Swarm::withOnlyPauses);
    }

    @Test
    void changingTwoVotersAtOnceIsFound() {
        assertFound(
                "VotersChangeOneByOne",
                PlantedBugs.flaw(Flaw.CHANGES_TWO_AT_ONCE),
                Swarm::withManyChanges);
    }

    @Test
    void countingWithVotersThatWereCutOffIsFound() {
        assertFound(
                "VotersAgree",
                PlantedBugs.flaw(Flaw.KEEPS_TRUNCATED_VOTERS),
                Swarm::withManyChanges);
    }

    @Test
    void countingOnesOwnDiskAfterOnesRemovalIsFound() {
        assertFound(
                "CommitsByMajority",
                PlantedBugs.flaw(Flaw.REMOVED_LEADER_COUNTS_ITSELF),
                Swarm::withManyChanges);
    }
}
