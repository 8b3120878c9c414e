package io.odradek.raft.core;

import static io.odradek.raft.RaftStatus.Voter.NO_DIRECTORY;
import static io.odradek.raft.core.CoreHarness.append;
import static io.odradek.raft.core.CoreHarness.preVote;
import static io.odradek.raft.core.CoreHarness.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.raft.RaftMessage.AppendResponse;
import io.odradek.raft.RaftMessage.TimeoutNow;
import io.odradek.raft.RaftMessage.VoteRequest;
import io.odradek.raft.RaftMessage.VoteResponse;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ElectionTest {

    private static final int TERM = 5;

    @Test
    void silenceLeadsToAPreVoteThatRaisesNoTerm() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.timeOut();
        assertEquals(Role.PRE_CANDIDATE, node.core.role());
        assertEquals(TERM, node.core.term());
        assertEquals(List.of(preVote(TERM + 1, 0, 0)), node.sentTo(2));
        assertFalse(node.did(Output.SaveVote.class));
    }

    @Test
    void candidateCountsItsOwnVoteOnlyOnceItIsOnTheDisk() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.timeOut();
        node.receive(2, new VoteResponse(TERM + 1, true, true));
        assertEquals(Role.CANDIDATE, node.core.role());
        node.receive(2, new VoteResponse(TERM + 1, false, true));
        node.receive(3, new VoteResponse(TERM + 1, false, true));
        assertEquals(Role.CANDIDATE, node.core.role());
        node.sync();
        assertEquals(Role.LEADER, node.core.role());
    }

    @Test
    void voteLeavesOnlyAfterItIsOnTheDisk() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, vote(TERM + 1, 0, 0));
        Output.Send send = node.onlySend();
        assertEquals(new VoteResponse(TERM + 1, false, true), send.message());
        assertFalse(node.core.isDurable(send.after()));
        node.sync();
        assertTrue(node.core.isDurable(send.after()));
    }

    @Test
    void knowledgeOfTheTermAloneDoesNotReleaseTheVote() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, new AppendResponse(TERM + 1, false, 0, 0, 0, NO_DIRECTORY));
        long termWritten = node.core.writeSequence();
        node.receive(2, vote(TERM + 1, 0, 0));
        Output.Send send = node.onlySend();
        node.step(new Input.Synced(termWritten));
        assertFalse(node.core.isDurable(send.after()));
        node.sync();
        assertTrue(node.core.isDurable(send.after()));
    }

    @Test
    void voteIsGivenOnceATerm() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, vote(TERM + 1, 0, 0));
        node.receive(3, vote(TERM + 1, 0, 0));
        assertEquals(new VoteResponse(TERM + 1, false, false), node.onlySend().message());
        node.receive(2, vote(TERM + 1, 0, 0));
        assertEquals(new VoteResponse(TERM + 1, false, true), node.onlySend().message());
    }

    @Test
    void voteIsRefusedToALogThatEndsInAnOlderTerm() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 3);
        node.receive(2, vote(TERM + 1, 9, 2));
        assertEquals(new VoteResponse(TERM + 1, false, false), node.onlySend().message());
    }

    @Test
    void voteIsRefusedToAShorterLogOfTheSameTerm() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 3, 3);
        node.receive(2, vote(TERM + 1, 2, 3));
        assertEquals(new VoteResponse(TERM + 1, false, false), node.onlySend().message());
    }

    @Test
    void voteThatItsTermOutlivedIsNeverReleased() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, vote(TERM + 1, 0, 0));
        After after = node.onlySend().after();
        node.receive(3, vote(TERM + 2, 0, 0));
        node.sync();
        assertFalse(node.core.isDurable(after));
    }

    @Test
    void preVoteDoesNotDisturbHealthyLeader() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        int term = leader.core.term();
        leader.receive(3, preVote(term + 1, 99, term));
        assertEquals(new VoteResponse(term, true, false), leader.onlySend().message());
        leader.receive(3, vote(term + 1, 99, term));
        assertEquals(List.of(), leader.last);
        assertEquals(Role.LEADER, leader.core.role());
    }

    @Test
    void followerThatHearsItsLeaderRefusesOthers() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM, 0, 0, 0));
        node.receive(3, preVote(TERM + 1, 9, TERM));
        assertEquals(new VoteResponse(TERM, true, false), node.onlySend().message());
        node.receive(3, vote(TERM + 1, 9, TERM));
        assertEquals(List.of(), node.last);
        assertEquals(TERM, node.core.term());
    }

    @Test
    void followerThatMissesItsLeaderGrantsAPreVoteWithoutChangingAnything() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM, 0, 0, 0));
        node.elapse(CoreHarness.TIMEOUT_MS);
        assertEquals(Role.FOLLOWER, node.core.role());
        node.receive(3, preVote(TERM + 1, 0, 0));
        assertEquals(new VoteResponse(TERM + 1, true, true), node.onlySend().message());
        assertEquals(TERM, node.core.term());
    }

    @Test
    void resetOfTheLeadersConnectionStartsPreVoteAtOnce() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.connectAll(3);
        node.receive(2, append(TERM, 0, 0, 0));
        assertTrue(node.patienceMs() >= CoreHarness.TIMEOUT_MS - 1);
        node.step(new Input.Disconnected(2));
        assertTrue(node.patienceMs() <= 50, "waits " + node.patienceMs() + " ms");
        node.elapse(50);
        assertEquals(List.of(preVote(TERM + 1, 0, 0)), node.sentTo(3));
        node.receive(3, new VoteResponse(TERM + 1, true, true));
        assertEquals(Role.CANDIDATE, node.core.role());
    }

    @Test
    void resetOfAnotherConnectionStartsNothing() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.connectAll(3);
        node.receive(2, append(TERM, 0, 0, 0));
        node.step(new Input.Disconnected(3));
        assertTrue(node.patienceMs() >= CoreHarness.TIMEOUT_MS - 1);
    }

    @Test
    void followerWhoseLeaderWasResetVotesForOthersAtOnce() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM, 0, 0, 0));
        node.step(new Input.Disconnected(2));
        node.receive(3, preVote(TERM + 1, 0, 0));
        assertEquals(new VoteResponse(TERM + 1, true, true), node.onlySend().message());
    }

    @Test
    void wordOfTheLeaderAfterAResetRestoresTrust() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM, 0, 0, 0));
        node.step(new Input.Disconnected(2));
        node.receive(2, append(TERM, 0, 0, 0));
        assertTrue(node.patienceMs() >= CoreHarness.TIMEOUT_MS - 1);
        node.receive(3, preVote(TERM + 1, 0, 0));
        assertEquals(new VoteResponse(TERM, true, false), node.onlySend().message());
    }

    @Test
    void hopelessPreVoteIsTriedAgainSoon() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.connectAll(3);
        node.receive(2, append(TERM, 0, 0, 0));
        node.step(new Input.Disconnected(2));
        node.elapse(50);
        node.receive(3, new VoteResponse(TERM, true, false));
        assertTrue(node.patienceMs() <= 100, "waits " + node.patienceMs() + " ms");
    }

    @Test
    void takingOverBypassesTheLoyaltyToTheOldLeader() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM, 0, 0, 0));
        node.receive(3, new VoteRequest(TERM + 1, false, 0, 0, true, NO_DIRECTORY, NO_DIRECTORY));
        assertEquals(new VoteResponse(TERM + 1, false, true), node.onlySend().message());
    }

    @Test
    void onlyTheLeaderOfTheTermMayCallForATakeover() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM, 0, 0, 0));
        node.receive(3, new TimeoutNow(TERM));
        node.receive(2, new TimeoutNow(TERM - 1));
        assertEquals(Role.FOLLOWER, node.core.role());
        node.receive(2, new TimeoutNow(TERM));
        assertEquals(Role.CANDIDATE, node.core.role());
        assertEquals(
                List.of(new VoteRequest(TERM + 1, false, 0, 0, true, NO_DIRECTORY, NO_DIRECTORY)),
                node.sentTo(3));
    }

    @Test
    void singleVoterLeadsAsSoonAsItsVoteIsOnTheDisk() {
        CoreHarness node = new CoreHarness(1, TERM);
        assertTrue(node.patienceMs() <= 0);
        node.elapse(0);
        assertEquals(Role.CANDIDATE, node.core.role());
        node.sync();
        assertEquals(Role.LEADER, node.core.role());
        node.sync();
        assertTrue(node.last.contains(new Output.Committed(1)));
    }

    @Test
    void leaderThatHearsNoMajorityStepsDown() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        int term = leader.core.term();
        for (int i = 0; i < 7; i++) {
            leader.elapse(150);
        }
        assertEquals(Role.FOLLOWER, leader.core.role());
        assertEquals(-1, leader.core.leaderId());
        assertEquals(term, leader.core.term());
        assertTrue(leader.last.contains(new Output.LeadsNoMore(term)));
    }

    @Test
    void leaderThatHearsAMajorityStays() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        for (int i = 0; i < 20; i++) {
            leader.elapse(150);
            leader.receive(2, CoreHarness.success(leader.core.term(), 0, 1));
        }
        assertEquals(Role.LEADER, leader.core.role());
    }

    @Test
    void nodeWithoutAVoteNeverCampaignsButTellsTheVotersHowFarItIs() {
        CoreHarness observer = new CoreHarness(CoreHarness.config(9, 3), TERM, 0, 1, 1);
        observer.timeOut();
        assertEquals(Role.FOLLOWER, observer.core.role());
        assertEquals(
                List.of(new AppendResponse(TERM, false, 2, 1, 0, NO_DIRECTORY)),
                observer.sentTo(2));
    }

    @Test
    void nodeWithoutAVoteInItsOwnLogStillVotesWhenItIsMeant() {
        CoreHarness observer = new CoreHarness(CoreHarness.config(9, 3), TERM, 0, 1, 1);
        observer.receive(2, vote(TERM + 1, 9, TERM));
        assertEquals(new VoteResponse(TERM + 1, false, true), observer.onlySend().message());
    }
}
