package io.odradek.raft.core;

import static io.odradek.raft.RaftStatus.Voter.NO_DIRECTORY;
import static io.odradek.raft.core.CoreHarness.append;
import static io.odradek.raft.core.CoreHarness.command;
import static io.odradek.raft.core.CoreHarness.success;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.raft.Entry;
import io.odradek.raft.Raft.Proposal;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftMessage.AppendRequest;
import io.odradek.raft.RaftMessage.AppendResponse;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ReplicationTest {

    private static final int TERM = 5;

    private static AppendRequest request(RaftMessage message) {
        return assertInstanceOf(AppendRequest.class, message);
    }

    private static long lastRound(CoreHarness leader, int peer) {
        return request(leader.sentTo(peer).getLast()).round();
    }

    private static void propose(CoreHarness leader) {
        leader.step(new Input.Propose(leader.core.term(), new byte[10]));
    }

    // ---- following

    @Test
    void followerRejectsAppendWithStaleTerm() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM - 1, 0, 0, 0, command(1, TERM - 1)));
        assertEquals(0, node.core.log().lastIndex());
        assertEquals(
                new AppendResponse(TERM, false, 0, 0, 7, NO_DIRECTORY), node.onlySend().message());
        assertEquals(-1, node.core.leaderId());
    }

    @Test
    void followerPromisesEntriesOnlyOnceTheyAreOnTheDisk() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM, 0, 0, 0, command(1, TERM)));
        Output.Send send = node.onlySend();
        assertEquals(success(TERM, 1, 7), send.message());
        assertFalse(node.core.isDurable(send.after()));
        node.receive(2, append(TERM, 1, TERM, 0));
        assertEquals(success(TERM, 0, 7), node.onlySend().message());
        node.sync();
        assertTrue(node.core.isDurable(send.after()));
        node.receive(2, append(TERM, 1, TERM, 0));
        assertEquals(success(TERM, 1, 7), node.onlySend().message());
    }

    @Test
    void followerCutsOffWhatContradictsTheLeader() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 2, 2, 2);
        node.receive(2, append(TERM, 1, 1, 0, command(2, 3)));
        assertTrue(node.last.contains(new Output.TruncateSuffix(2)));
        assertEquals(2, node.core.log().lastIndex());
        assertEquals(3, node.core.log().lastTerm());
    }

    @Test
    void followerKeepsWhatTheLeaderRepeats() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 2, 2);
        node.receive(2, append(TERM, 0, 0, 0, command(1, 1), command(2, 2)));
        assertEquals(3, node.core.log().lastIndex());
        assertFalse(node.did(Output.Append.class) || node.did(Output.TruncateSuffix.class));
    }

    @Test
    void entriesBehindWhatTheLeaderVerifiedAreNotPromised() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 2, 2, 2);
        node.receive(2, append(TERM, 2, 2, 4));
        assertEquals(success(TERM, 2, 7), node.onlySend().message());
        assertEquals(2, node.core.commitIndex());
    }

    @Test
    void refusalHintsOverAWholeConflictingTerm() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 1, 4, 4, 4);
        node.receive(2, append(TERM, 5, 3, 0));
        assertEquals(
                new AppendResponse(TERM, false, 2, 1, 7, NO_DIRECTORY), node.onlySend().message());
        node.receive(2, append(TERM, 9, 5, 0));
        assertEquals(
                new AppendResponse(TERM, false, 5, 4, 7, NO_DIRECTORY), node.onlySend().message());
    }

    @Test
    void syncOfEntriesThatWereCutOffSinceProvesNothing() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, append(TERM, 0, 0, 0, command(1, TERM), command(2, TERM)));
        long old = node.core.writeSequence();
        node.receive(3, append(TERM + 1, 0, 0, 0, command(1, TERM + 1), command(2, TERM + 1)));
        After after = node.onlySend().after();
        node.step(new Input.Synced(old));
        assertFalse(node.core.isDurable(after));
        assertEquals(0, node.core.durableIndex());
        node.sync();
        assertTrue(node.core.isDurable(after));
    }

    // ---- leading

    @Test
    void leaderOpensItsTermWithANoOp() {
        CoreHarness leader = new CoreHarness(3, TERM, 1, 2);
        List<Output> outputs = leader.win(2);
        assertTrue(outputs.contains(new Output.Leads(TERM + 1, 3)));
        AppendRequest sent = request(CoreHarness.sentTo(3, outputs).getLast());
        assertEquals(2, sent.previousIndex());
        assertEquals(2, sent.previousTerm());
        assertEquals(1, sent.entries().size());
    }

    @Test
    void leaderCommitsOnceAMajorityHasItOnDisk() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        leader.receive(2, success(TERM + 1, 1, 4));
        assertEquals(0, leader.core.commitIndex());
        leader.sync();
        assertEquals(1, leader.core.commitIndex());
    }

    @Test
    void twoFollowersSufficeWhileTheLeadersOwnDiskIsSlow() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        leader.receive(2, success(TERM + 1, 1, 4));
        leader.receive(3, success(TERM + 1, 1, 4));
        assertEquals(1, leader.core.commitIndex());
    }

    @Test
    void leaderDoesNotCommitEntriesOfFormerTermsByCounting() {
        CoreHarness leader = new CoreHarness(3, TERM, 2, 4);
        leader.win(2);
        leader.sync();
        leader.receive(2, success(TERM + 1, 2, 4));
        leader.receive(3, success(TERM + 1, 2, 4));
        assertEquals(0, leader.core.commitIndex());
        leader.receive(3, success(TERM + 1, 3, 5));
        assertEquals(3, leader.core.commitIndex());
    }

    @Test
    void proposalsOfATurnTravelTogether() {
        CoreHarness leader = new CoreHarness(3, TERM);
        List<Output> won = leader.win(2);
        long probe = request(CoreHarness.sentTo(2, won).getLast()).round();
        leader.receive(2, success(TERM + 1, 1, probe));
        propose(leader);
        assertEquals(List.of(), leader.sentTo(2));
        propose(leader);
        leader.step(new Input.Replicate());
        assertEquals(2, request(leader.sentTo(2).getFirst()).entries().size());
    }

    @Test
    void probedFollowerGetsOneRequestAtATimeAndAStreamingOneMany() {
        CoreHarness leader = new CoreHarness(3, TERM);
        List<Output> won = leader.win(2);
        long probe = request(CoreHarness.sentTo(2, won).getLast()).round();
        propose(leader);
        leader.step(new Input.Replicate());
        assertEquals(List.of(), leader.sentTo(2));
        leader.receive(2, success(TERM + 1, 1, probe));
        assertEquals(1, leader.sentTo(2).size());
        for (int i = 0; i < 100; i++) {
            propose(leader);
            leader.step(new Input.Replicate());
            int expected = i < 63 ? 1 : 0;
            assertEquals(expected, leader.sentTo(2).size(), "request " + i);
        }
    }

    @Test
    void refusalBringsTheLeaderToWhereTheLogsMeet() {
        CoreHarness leader = new CoreHarness(3, TERM, 1, 1, 3, 3, 3);
        List<Output> won = leader.win(2);
        long round = request(CoreHarness.sentTo(2, won).getLast()).round();
        leader.receive(2, new AppendResponse(TERM + 1, false, 4, 2, round, NO_DIRECTORY));
        AppendRequest next = request(leader.sentTo(2).getFirst());
        assertEquals(2, next.previousIndex());
        assertEquals(1, next.previousTerm());
        assertEquals(4, next.entries().size());
    }

    @Test
    void manyRefusalsOfOneStreamCauseOneRepair() {
        CoreHarness leader = new CoreHarness(3, TERM, 1, 1);
        List<Output> won = leader.win(2);
        long round = request(CoreHarness.sentTo(2, won).getLast()).round();
        leader.receive(2, new AppendResponse(TERM + 1, false, 1, 1, round, NO_DIRECTORY));
        assertEquals(1, leader.sentTo(2).size());
        leader.receive(2, new AppendResponse(TERM + 1, false, 1, 1, round, NO_DIRECTORY));
        assertEquals(0, leader.sentTo(2).size());
    }

    @Test
    void lostRequestIsFoundByTheNextHeartbeat() {
        CoreHarness leader = new CoreHarness(3, TERM);
        List<Output> won = leader.win(2);
        leader.receive(
                2, success(TERM + 1, 1, request(CoreHarness.sentTo(2, won).getLast()).round()));
        propose(leader);
        leader.step(new Input.Replicate());
        leader.elapse(150);
        AppendRequest beat = request(leader.sentTo(2).getFirst());
        assertEquals(2, beat.previousIndex());
        leader.receive(
                2, new AppendResponse(TERM + 1, false, 1, TERM + 1, beat.round(), NO_DIRECTORY));
        AppendRequest repair = request(leader.sentTo(2).getFirst());
        assertEquals(1, repair.previousIndex());
        assertEquals(1, repair.entries().size());
    }

    @Test
    void followerWhoseDiskWasReplacedIsFilledFromTheBeginning() {
        CoreHarness leader = new CoreHarness(3, TERM, 1, 1);
        List<Output> won = leader.win(2);
        leader.receive(
                2, success(TERM + 1, 3, request(CoreHarness.sentTo(2, won).getLast()).round()));
        leader.elapse(150);
        leader.receive(
                2, new AppendResponse(TERM + 1, false, 0, 0, lastRound(leader, 2), NO_DIRECTORY));
        AppendRequest repair = request(leader.sentTo(2).getFirst());
        assertEquals(0, repair.previousIndex());
        assertEquals(3, repair.entries().size());
    }

    @Test
    void tooMuchUncommittedMakesProposalsBusy() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        Proposal outcome = new Proposal.Busy();
        for (int i = 0; i < 40; i++) {
            leader.step(new Input.Propose(TERM + 1, new byte[1 << 20]));
            outcome = ((Output.Proposed) leader.last.getLast()).outcome();
        }
        assertInstanceOf(Proposal.Busy.class, outcome);
        leader.sync();
        leader.receive(2, success(TERM + 1, leader.core.log().lastIndex(), 4));
        leader.step(new Input.Propose(TERM + 1, new byte[1]));
        assertInstanceOf(
                Proposal.Accepted.class, ((Output.Proposed) leader.last.getLast()).outcome());
    }

    @Test
    void proposalForAnotherTermIsTurnedAway() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        leader.step(new Input.Propose(TERM, new byte[1]));
        assertEquals(
                new Output.Proposed(new Proposal.NotLeader(1, TERM + 1)), leader.last.getLast());
    }

    @Test
    void entriesNoLongerInMemoryAreReadFromTheDisk() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        for (int i = 0; i < 20; i++) {
            leader.step(new Input.Propose(TERM + 1, new byte[1 << 20]));
        }
        leader.sync();
        leader.step(new Input.Connected(3));
        long round = lastRound(leader, 3);
        leader.receive(3, new AppendResponse(TERM + 1, false, 0, 0, round, NO_DIRECTORY));
        assertTrue(leader.last.contains(new Output.ReadLog(3, 1, 1 << 20)), leader.last::toString);
        leader.step(
                new Input.LogRead(
                        3, 1, List.of(new Entry(1, TERM + 1, Entry.Kind.NO_OP, new byte[0]))));
        assertEquals(1, request(leader.sentTo(3).getFirst()).entries().size());
    }

    @Test
    void readIsConfirmedByAMajorityThatWasAskedAfterItBegan() {
        CoreHarness leader = new CoreHarness(5, TERM);
        List<Output> won = leader.win(2, 3);
        long earlier = request(CoreHarness.sentTo(3, won).getLast()).round();
        leader.step(new Input.Read(42));
        long toSecond = lastRound(leader, 2);
        long toThird = lastRound(leader, 3);
        leader.receive(2, success(TERM + 1, 0, toSecond));
        leader.receive(3, success(TERM + 1, 0, earlier));
        assertFalse(leader.did(Output.ReadConfirmed.class));
        leader.receive(3, success(TERM + 1, 0, toThird));
        assertTrue(leader.last.contains(new Output.ReadConfirmed(42, 1)));
    }

    @Test
    void readsAreRefusedWhenLeadershipIsLost() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        leader.step(new Input.Read(42));
        leader.receive(3, append(TERM + 2, 0, 0, 0));
        assertTrue(leader.last.contains(new Output.ReadRefused(42)));
        assertEquals(3, leader.core.leaderId());
    }

    @Test
    void transferWaitsUntilTheSuccessorHasEverything() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        leader.connectAll(3);
        leader.receive(2, success(TERM + 1, 0, 1));
        leader.step(new Input.TransferLeadership());
        assertEquals(List.of(), leader.sentTo(2));
        leader.step(new Input.Propose(TERM + 1, new byte[1]));
        assertEquals(new Output.Proposed(new Proposal.Busy()), leader.last.getLast());
        leader.receive(2, success(TERM + 1, 1, 2));
        assertTrue(leader.sentTo(2).contains(new RaftMessage.TimeoutNow(TERM + 1)));
    }

    @Test
    void transferIsGivenUpAfterAnElectionTimeout() {
        CoreHarness leader = new CoreHarness(3, TERM);
        leader.win(2);
        leader.connectAll(3);
        leader.step(new Input.TransferLeadership());
        for (int i = 0; i < 7; i++) {
            leader.receive(2, success(TERM + 1, 0, 1));
            leader.elapse(150);
        }
        assertTrue(leader.last.contains(new Output.TransferAbandoned()));
        propose(leader);
        assertInstanceOf(
                Proposal.Accepted.class, ((Output.Proposed) leader.last.getLast()).outcome());
    }
}
