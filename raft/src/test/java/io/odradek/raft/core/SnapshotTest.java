package io.odradek.raft.core;

import static io.odradek.raft.RaftStatus.Voter.NO_DIRECTORY;
import static io.odradek.raft.core.CoreHarness.append;
import static io.odradek.raft.core.CoreHarness.command;
import static io.odradek.raft.core.CoreHarness.success;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.raft.RaftMessage.AppendRequest;
import io.odradek.raft.RaftMessage.AppendResponse;
import io.odradek.raft.RaftMessage.SnapshotAck;
import io.odradek.raft.RaftMessage.SnapshotChunk;
import io.odradek.raft.quorum.VoterSet;

import org.junit.jupiter.api.Test;

import java.util.List;

final class SnapshotTest {

    private static final int TERM = 5;

    // ---- sending

    /** Node 1 leads; its log begins after entry 3, where its snapshot ends; 2 holds it all. */
    private static CoreHarness leaderWithSnapshot() {
        CoreHarness leader = new CoreHarness(CoreHarness.config(1, 3), TERM, 3, 1, 2, 3, 3);
        leader.step(new Input.SnapshotTaken(3, 3, 4));
        leader.win(2);
        return leader;
    }

    private static void refuseAll(CoreHarness leader) {
        leader.elapse(150);
        long round = ((AppendRequest) leader.sentTo(3).getFirst()).round();
        leader.receive(3, new AppendResponse(TERM + 1, false, 0, 0, round, NO_DIRECTORY));
    }

    private static SnapshotChunk chunk(long offset, int bytes) {
        return new SnapshotChunk(TERM, 9, 4, offset, 100, new byte[bytes], 8);
    }

    private static SnapshotAck ack(long next, boolean installed) {
        return new SnapshotAck(TERM + 1, 3, next, installed, 0, NO_DIRECTORY);
    }

    @Test
    void followerThatTheLogDoesNotReachGetsTheSnapshotPieceByPiece() {
        CoreHarness leader = leaderWithSnapshot();
        refuseAll(leader);
        assertTrue(leader.last.contains(new Output.ReadSnapshot(3, 3, 3, 0, 256 << 10)));
        leader.step(new Input.SnapshotRead(3, 3, 0, 100, new byte[60]));
        SnapshotChunk sent = assertInstanceOf(SnapshotChunk.class, leader.sentTo(3).getFirst());
        assertEquals(3, sent.lastIndex());
        leader.receive(3, ack(60, false));
        assertTrue(leader.last.contains(new Output.ReadSnapshot(3, 3, 3, 60, 256 << 10)));
        leader.step(new Input.SnapshotRead(3, 3, 60, 100, new byte[40]));
        leader.receive(3, ack(100, false));
        leader.receive(3, ack(100, true));
        AppendRequest next = assertInstanceOf(AppendRequest.class, leader.sentTo(3).getFirst());
        assertEquals(3, next.previousIndex());
        assertEquals(2, next.entries().size());
    }

    @Test
    void transferResumesWhereTheFollowerIs() {
        CoreHarness leader = leaderWithSnapshot();
        refuseAll(leader);
        leader.step(new Input.SnapshotRead(3, 3, 0, 100, new byte[60]));
        // The chunk is lost; the heartbeats after it ask the disk again.
        for (int i = 0; i < 3; i++) {
            leader.elapse(150);
            leader.receive(2, success(TERM + 1, 0, 1));
            leader.receive(3, success(TERM + 1, 0, 1));
        }
        leader.elapse(150);
        leader.step(new Input.SnapshotRead(3, 3, 0, 100, new byte[60]));
        assertInstanceOf(SnapshotChunk.class, leader.sentTo(3).getFirst());
    }

    @Test
    void snapshotThatWasReplacedIsBegunAnewWithItsSuccessor() {
        CoreHarness leader = leaderWithSnapshot();
        refuseAll(leader);
        leader.sync();
        leader.receive(2, success(TERM + 1, 5, 1));
        leader.step(new Input.SnapshotTaken(5, TERM + 1, 4));
        leader.step(new Input.SnapshotRead(3, 3, 0, -1, new byte[0]));
        assertTrue(leader.last.contains(new Output.ReadSnapshot(3, 5, TERM + 1, 0, 256 << 10)));
    }

    // ---- receiving

    @Test
    void receivedSnapshotReplacesALogThatDoesNotReachIt() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 1);
        node.receive(2, chunk(0, 60));
        assertTrue(node.last.contains(new Output.BeginSnapshot(9, 4)));
        assertEquals(
                new SnapshotAck(TERM, 9, 60, false, 8, NO_DIRECTORY), node.onlySend().message());
        node.receive(2, chunk(60, 40));
        assertTrue(node.last.contains(new Output.FinishSnapshot(9, 4)));
        node.step(new Input.SnapshotReceived(9, 4, VoterSet.NONE));
        assertTrue(
                node.last.containsAll(
                        List.of(
                                new Output.ResetLog(9, 4),
                                new Output.Restore(9, 4),
                                new Output.Committed(9))));
        assertEquals(
                new SnapshotAck(TERM, 9, 100, true, 0, NO_DIRECTORY), node.onlySend().message());
        assertEquals(10, node.core.log().firstIndex());
        node.receive(2, append(TERM, 9, 4, 10, command(10, TERM)));
        assertEquals(10, node.core.commitIndex());
    }

    @Test
    void receivedSnapshotKeepsALogThatGoesOnFromIt() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4);
        node.receive(2, chunk(0, 100));
        node.step(new Input.SnapshotReceived(9, 4, VoterSet.NONE));
        assertFalse(node.did(Output.ResetLog.class));
        assertEquals(11, node.core.log().lastIndex());
        assertEquals(9, node.core.commitIndex());
    }

    @Test
    void chunkOutOfOrderIsAnsweredWithTheOneWanted() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, chunk(60, 40));
        assertEquals(
                new SnapshotAck(TERM, 9, 0, false, 8, NO_DIRECTORY), node.onlySend().message());
        node.receive(2, chunk(0, 60));
        node.receive(2, chunk(0, 60));
        assertFalse(node.did(Output.WriteSnapshot.class));
        assertEquals(
                new SnapshotAck(TERM, 9, 60, false, 8, NO_DIRECTORY), node.onlySend().message());
    }

    @Test
    void halfASnapshotOfAnotherLeaderIsThrownAway() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, chunk(0, 60));
        node.receive(3, new SnapshotChunk(TERM + 1, 9, 4, 60, 100, new byte[40], 8));
        assertEquals(
                new SnapshotAck(TERM + 1, 9, 0, false, 8, NO_DIRECTORY), node.onlySend().message());
    }

    @Test
    void damagedSnapshotIsAskedForAgain() {
        CoreHarness node = new CoreHarness(3, TERM);
        node.receive(2, chunk(0, 100));
        node.step(new Input.SnapshotDamaged(9, 4));
        assertEquals(0, node.core.commitIndex());
        node.receive(2, chunk(100, 0));
        assertEquals(
                new SnapshotAck(TERM, 9, 0, false, 8, NO_DIRECTORY), node.onlySend().message());
        node.receive(2, chunk(0, 100));
        assertTrue(node.did(Output.FinishSnapshot.class));
    }

    @Test
    void snapshotOfWhatIsCommittedAlreadyIsAcknowledgedUnseen() {
        CoreHarness node =
                new CoreHarness(CoreHarness.config(1, 3), TERM, 9, 1, 1, 1, 1, 1, 1, 1, 1, 4);
        node.receive(2, chunk(0, 60));
        assertFalse(node.did(Output.BeginSnapshot.class));
        assertEquals(
                new SnapshotAck(TERM, 9, 100, true, 8, NO_DIRECTORY), node.onlySend().message());
    }

    @Test
    void ownSnapshotShortensTheLog() {
        CoreHarness node = new CoreHarness(3, TERM, 1, 1, 1, 1);
        node.receive(2, append(TERM, 4, 1, 4));
        node.step(new Input.SnapshotTaken(4, 1, 3));
        assertEquals(3, node.core.log().firstIndex());
        assertEquals(4, node.core.snapshotIndex());
        assertEquals(4, node.core.log().lastIndex());
    }
}
