package io.odradek.raft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftMessage.AppendResponse;
import io.odradek.raft.RaftMessage.VoteRequest;
import io.odradek.raft.RaftMessage.VoteResponse;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.VoterChange.Outcome;
import io.odradek.raft.VoterChange.Reason;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

final class MembershipTest {

    private static final int TERM = 5;

    private static Voter voter(int id) {
        return new Voter(id, new UUID(id, 1), "host", id);
    }

    private static RaftConfig config(int id, int voters) {
        List<Voter> all = IntStream.rangeClosed(1, voters).mapToObj(i -> voter(i)).toList();
        return RaftConfig.dynamic(id, new UUID(id, 1), all, Path.of("unused"));
    }

    private static CoreHarness node(int id, int voters) {
        return new CoreHarness(config(id, voters), TERM, 0);
    }

    private static AppendResponse matches(CoreHarness leader, int id, long index) {
        return matches(leader, id, index, 1000);
    }

    private static AppendResponse matches(CoreHarness leader, int id, long index, long round) {
        return new AppendResponse(leader.core.term(), true, index, 0, round, new UUID(id, 1));
    }

    /** Leads, and has committed its first entries with 2 and 3. */
    private static CoreHarness leader(int voters) {
        CoreHarness leader = node(1, voters);
        leader.connectAll(voters);
        leader.win(2, 3);
        leader.sync();
        leader.receive(2, matches(leader, 2, leader.core.log().lastIndex()));
        leader.receive(3, matches(leader, 3, leader.core.log().lastIndex()));
        assertEquals(leader.core.log().lastIndex(), leader.core.commitIndex());
        return leader;
    }

    private static Outcome outcome(CoreHarness node) {
        return node.last.stream()
                .filter(Output.VotersChangeEnded.class::isInstance)
                .map(output -> ((Output.VotersChangeEnded) output).outcome())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no outcome in " + node.last));
    }

    private static void assertRefused(Reason reason, CoreHarness node, VoterChange change) {
        node.step(new Input.ChangeVoters(1, change));
        assertEquals(reason, assertInstanceOf(Outcome.Refused.class, outcome(node)).reason());
    }

    @Test
    void firstLeaderOfADynamicQuorumWritesItsVotersDown() {
        CoreHarness leader = leader(3);
        assertEquals(2, leader.core.votersIndex());
        assertEquals(2, leader.core.log().lastIndex());
    }

    @Test
    void staticQuorumRefusesChanges() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        assertRefused(Reason.STATIC, leader, new VoterChange.Remove(2, Voter.NO_DIRECTORY));
    }

    @Test
    void followerNamesTheLeader() {
        CoreHarness node = node(1, 3);
        node.receive(2, CoreHarness.append(TERM, 0, 0, 0));
        node.step(new Input.ChangeVoters(1, new VoterChange.Remove(3, new UUID(3, 1))));
        assertEquals(new Outcome.NotLeader(2, TERM), outcome(node));
    }

    @Test
    void nothingChangesBeforeTheLeaderCommittedInItsOwnTerm() {
        CoreHarness leader = node(1, 3);
        leader.win(2);
        assertRefused(Reason.NOT_READY, leader, new VoterChange.Remove(3, new UUID(3, 1)));
    }

    @Test
    void oneChangeAtATime() {
        CoreHarness leader = leader(4);
        leader.step(new Input.ChangeVoters(1, new VoterChange.Remove(4, new UUID(4, 1))));
        assertTrue(leader.did(Output.VotersChanged.class));
        assertRefused(Reason.IN_PROGRESS, leader, new VoterChange.Remove(3, new UUID(3, 1)));
    }

    @Test
    void newVoterThatDoesNotAnswerIsGivenUpWithAReason() {
        CoreHarness leader = leader(3);
        leader.step(new Input.ChangeVoters(1, new VoterChange.Add(voter(7))));
        assertFalse(leader.did(Output.VotersChangeEnded.class));
        Outcome.Refused refused = null;
        for (int i = 0; i < 100 && refused == null; i++) {
            leader.receive(2, matches(leader, 2, leader.core.log().lastIndex()));
            leader.elapse(100);
            if (leader.did(Output.VotersChangeEnded.class)) {
                refused = assertInstanceOf(Outcome.Refused.class, outcome(leader));
            }
        }
        assertTrue(refused != null && refused.reason() == Reason.NOT_CAUGHT_UP, "" + refused);
        assertTrue(refused.message().contains("Controller 7 at host:7"), refused.message());
        assertEquals(2, leader.core.log().lastIndex());
    }

    @Test
    void newVoterCountsOnlyOnceItHoldsTheLog() {
        CoreHarness leader = leader(3);
        leader.step(new Input.ChangeVoters(1, new VoterChange.Add(voter(7))));
        assertTrue(
                leader.last.stream()
                        .anyMatch(
                                o -> o instanceof Output.Reach(var all) && all.contains(voter(7))));
        assertEquals(3, leader.core.voters().size());
        leader.receive(7, matches(leader, 7, 1));
        assertEquals(3, leader.core.voters().size());
        leader.receive(7, matches(leader, 7, 2));
        assertEquals(4, leader.core.voters().size());
        assertEquals(3, leader.core.votersIndex());
    }

    @Test
    void whatANewVoterHeldBeforeDoesNotProveThatItLives() {
        CoreHarness leader = leader(3);
        leader.receive(7, matches(leader, 7, 2, 1));
        leader.step(new Input.ChangeVoters(1, new VoterChange.Add(voter(7))));
        assertEquals(3, leader.core.voters().size());
        leader.receive(7, matches(leader, 7, 2, 1));
        assertEquals(3, leader.core.voters().size());
        leader.receive(7, matches(leader, 7, 2));
        assertEquals(4, leader.core.voters().size());
    }

    @Test
    void slowRoundsAreRepeatedAndAnEndlessChaseIsGivenUp() {
        CoreHarness leader = leader(3);
        leader.step(new Input.ChangeVoters(1, new VoterChange.Add(voter(7))));
        int rounds = 0;
        while (!leader.did(Output.VotersChangeEnded.class)) {
            assertTrue(rounds++ < 50, "it is chased for ever");
            long target = leader.core.log().lastIndex();
            leader.step(new Input.Propose(leader.core.term(), new byte[3]));
            for (int i = 0; i < 11; i++) {
                leader.elapse(100);
                leader.receive(2, matches(leader, 2, 2));
                leader.receive(7, matches(leader, 7, 0));
            }
            leader.receive(7, matches(leader, 7, target));
        }
        assertEquals(10, rounds);
        assertEquals(
                Reason.NOT_CAUGHT_UP,
                assertInstanceOf(Outcome.Refused.class, outcome(leader)).reason());
    }

    @Test
    void copiesOnAnotherDiskUnderTheSameIdDoNotCount() {
        CoreHarness leader = leader(3);
        leader.step(new Input.Propose(leader.core.term(), new byte[3]));
        leader.sync();
        long last = leader.core.log().lastIndex();
        leader.receive(
                3, new AppendResponse(leader.core.term(), true, last, 0, 1000, new UUID(3, 2)));
        assertEquals(last - 1, leader.core.commitIndex());
        leader.receive(3, matches(leader, 3, last));
        assertEquals(last, leader.core.commitIndex());
    }

    @Test
    void voteIsGivenOnlyInTheNameOfTheOwnDirectory() {
        CoreHarness node = node(3, 3);
        node.receive(
                2,
                new VoteRequest(TERM + 1, false, 9, TERM, false, new UUID(2, 1), new UUID(3, 9)));
        assertEquals(new VoteResponse(TERM, false, false), node.onlySend().message());
        assertFalse(node.did(Output.SaveVote.class));
    }

    @Test
    void voteGivenToOneDirectoryIsNotGivenToAnother() {
        CoreHarness node = node(3, 3);
        node.receive(2, vote(new UUID(2, 1)));
        node.receive(2, vote(new UUID(2, 2)));
        assertEquals(new VoteResponse(TERM + 1, false, false), node.onlySend().message());
        node.receive(2, vote(new UUID(2, 1)));
        assertEquals(new VoteResponse(TERM + 1, false, true), node.onlySend().message());
    }

    private static VoteRequest vote(UUID candidate) {
        return new VoteRequest(TERM + 1, false, 9, TERM, false, candidate, new UUID(3, 1));
    }

    @Test
    void unknownCandidateMayGetAVote() {
        CoreHarness node = node(3, 3);
        node.receive(9, vote(new UUID(9, 1)));
        assertEquals(new VoteResponse(TERM + 1, false, true), node.onlySend().message());
    }

    @Test
    void lostLeadershipLeavesTheOutcomeOpen() {
        CoreHarness leader = leader(4);
        leader.step(new Input.ChangeVoters(1, new VoterChange.Remove(4, new UUID(4, 1))));
        leader.receive(2, new AppendResponse(99, false, 0, 0, 5, new UUID(2, 1)));
        assertEquals(new Outcome.Unknown(), outcome(leader));
    }

    @Test
    void strangerIsToldWhoLeads() {
        CoreHarness node = node(1, 3);
        node.receive(2, CoreHarness.append(TERM, 0, 0, 0));
        node.receive(9, new AppendResponse(0, false, 0, 0, 0, new UUID(9, 1)));
        assertEquals(
                new RaftMessage.LeaderIs(TERM, 2, node.core.voters().voters()),
                node.onlySend().message());
    }
}
