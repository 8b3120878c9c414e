package io.odradek.controller.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.VoterChange.Outcome;
import io.odradek.raft.VoterChange.Reason;
import io.odradek.raft.runtime.ShardThread;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.AddRaftVoterRequest;
import io.odradek.wire.message.AddRaftVoterResponse;
import io.odradek.wire.message.RemoveRaftVoterRequest;
import io.odradek.wire.message.RemoveRaftVoterResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What an operator is told who changes the voters, in Apache's error codes. */
final class RaftVoterApisTest {
    private static final UUID DISK = new UUID(5, 5_000);
    private static final Voter ONE = new Voter(1, new UUID(1, 1_000), "one", 9093);

    private final List<VoterChange> asked = new ArrayList<>();
    private final List<Consumer<Outcome>> waiting = new ArrayList<>();
    private final BlockingQueue<RaftVoterApis.Answer> answers = new LinkedBlockingQueue<>();
    private final ShardThread shard =
            new ShardThread(
                    "test",
                    problem -> {
                        throw new AssertionError(problem);
                    });
    private final RaftVoterApis apis = new RaftVoterApis(shard, new Asked(), "c", "CONTROLLER");

    /** A quorum of one that is asked for changes. */
    private final class Asked implements Raft {
        @Override
        public Proposal propose(int term, byte[] command) {
            return new Proposal.Busy();
        }

        @Override
        public RaftStatus status() {
            return new RaftStatus(1, 1, 1, 1, 1, List.of(ONE), List.of());
        }

        @Override
        public void transferLeadership(Runnable done) {
            done.run();
        }

        @Override
        public void changeVoters(VoterChange change, Consumer<Outcome> done) {
            asked.add(change);
            waiting.add(done);
        }

        @Override
        public void read(Consumer<Boolean> outcome) {
            outcome.accept(true);
        }
    }

    @AfterEach
    void stop() {
        shard.close();
    }

    private void add(String cluster, int timeoutMs, String listener) {
        apis.add(
                AddRaftVoterRequest.builder()
                        .clusterId(cluster)
                        .timeoutMs(timeoutMs)
                        .voterId(2)
                        .voterDirectoryId(DISK)
                        .listeners(List.of(new AddRaftVoterRequest.Listener(listener, "two", 9094)))
                        .build(),
                answers::add);
    }

    private AddRaftVoterResponse added() throws InterruptedException {
        var reply =
                assertInstanceOf(
                        RaftVoterApis.Answer.Reply.class, answers.poll(10, TimeUnit.SECONDS));
        return assertInstanceOf(AddRaftVoterResponse.class, reply.response());
    }

    @Test
    void aControllerIsAddedAtItsControllerListener() throws InterruptedException {
        add("c", 0, "controller");
        assertEquals(List.of(new VoterChange.Add(new Voter(2, DISK, "two", 9094))), asked);
        waiting.getFirst().accept(new Outcome.Done(7));
        assertEquals(ErrorCode.NONE.code(), added().errorCode());
    }

    @Test
    void anotherClustersRequestAndAnAddressForClientsAreRefused() throws InterruptedException {
        add("d", 0, "CONTROLLER");
        assertEquals(ErrorCode.INCONSISTENT_CLUSTER_ID.code(), added().errorCode());
        add("c", 0, "PLAINTEXT");
        assertEquals(ErrorCode.INVALID_REQUEST.code(), added().errorCode());
        assertEquals(List.of(), asked);
    }

    @Test
    void everyRefusalHasApachesCode() {
        Map<Reason, ErrorCode> codes =
                Map.of(
                        Reason.STATIC, ErrorCode.UNSUPPORTED_VERSION,
                        Reason.IN_PROGRESS, ErrorCode.REQUEST_TIMED_OUT,
                        Reason.NOT_READY, ErrorCode.REQUEST_TIMED_OUT,
                        Reason.NOT_CAUGHT_UP, ErrorCode.REQUEST_TIMED_OUT,
                        Reason.DUPLICATE, ErrorCode.DUPLICATE_VOTER,
                        Reason.NOT_FOUND, ErrorCode.VOTER_NOT_FOUND,
                        Reason.LAST_VOTER, ErrorCode.VOTER_NOT_FOUND);
        for (Reason reason : Reason.values()) {
            List<RaftVoterApis.Answer> told = new ArrayList<>();
            apis.remove(
                    RemoveRaftVoterRequest.builder()
                            .clusterId(null)
                            .voterId(2)
                            .voterDirectoryId(DISK)
                            .build(),
                    told::add);
            waiting.getLast().accept(new Outcome.Refused(reason, "why"));
            var reply = assertInstanceOf(RaftVoterApis.Answer.Reply.class, told.getFirst());
            var response = assertInstanceOf(RemoveRaftVoterResponse.class, reply.response());
            ErrorCode expected = codes.get(reason);
            assertEquals(expected, ErrorCode.forCode(response.errorCode()), reason.toString());
        }
    }

    @Test
    void whoAsksAFollowerIsSentToTheLeader() {
        add("c", 0, "CONTROLLER");
        waiting.getFirst().accept(new Outcome.NotLeader(3, 9));
        assertEquals(new RaftVoterApis.Answer.NotLeader(3, 9), answers.poll());
    }

    @Test
    void whoWaitsTooLongIsToldSoOnce() throws InterruptedException {
        shard.start();
        shard.execute(() -> add("c", 20, "CONTROLLER"));
        AddRaftVoterResponse late = added();
        assertEquals(ErrorCode.REQUEST_TIMED_OUT.code(), late.errorCode());
        assertTrue(String.valueOf(late.errorMessage()).contains("it may still be"));
        Shard own = shard;
        own.execute(() -> waiting.getFirst().accept(new Outcome.Done(7)));
        BlockingQueue<String> turns = new LinkedBlockingQueue<>();
        own.execute(() -> turns.add("after"));
        assertEquals("after", turns.poll(10, TimeUnit.SECONDS));
        assertEquals(0, answers.size());
    }
}
