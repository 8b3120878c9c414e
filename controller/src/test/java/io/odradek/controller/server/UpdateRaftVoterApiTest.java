package io.odradek.controller.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.raft.Raft;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.VoterChange.Outcome;
import io.odradek.raft.VoterChange.Reason;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.UpdateRaftVoterRequest;
import io.odradek.wire.message.UpdateRaftVoterRequest.KRaftVersionFeature;
import io.odradek.wire.message.UpdateRaftVoterRequest.Listener;
import io.odradek.wire.message.UpdateRaftVoterResponse;
import io.odradek.wire.message.UpdateRaftVoterResponse.CurrentLeader;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** What a voter is told that says it has moved, in Apache's error codes. */
final class UpdateRaftVoterApiTest {
    private static final int TERM = 7;
    private static final UUID DISK = new UUID(2, 2_000);
    private static final KRaftVersionFeature BOTH = new KRaftVersionFeature((short) 0, (short) 1);
    private static final UpdateRaftVoterRequest GOOD = request("c", TERM, "CONTROLLER", BOTH);

    private final List<VoterChange> asked = new ArrayList<>();
    private final List<UpdateRaftVoterResponse> told = new ArrayList<>();

    /** Controller 1 of a quorum that {@code leader} leads; it makes of every change the same. */
    private UpdateRaftVoterApi api(int leader, Outcome outcome) {
        Raft raft =
                new Raft() {
                    @Override
                    public Proposal propose(int term, byte[] command) {
                        return new Proposal.Busy();
                    }

                    @Override
                    public RaftStatus status() {
                        var voters =
                                List.of(
                                        new Voter(1, new UUID(1, 1_000), "one", 9093),
                                        new Voter(2, DISK, "two", 9093));
                        return new RaftStatus(1, leader, TERM, 1, 1, voters, List.of());
                    }

                    @Override
                    public void transferLeadership(Runnable done) {
                        done.run();
                    }

                    @Override
                    public void changeVoters(VoterChange change, Consumer<Outcome> done) {
                        asked.add(change);
                        done.accept(outcome);
                    }

                    @Override
                    public void read(Consumer<Boolean> outcome) {
                        outcome.accept(true);
                    }
                };
        return new UpdateRaftVoterApi(raft, "c", "CONTROLLER");
    }

    private static UpdateRaftVoterRequest request(
            String cluster, int epoch, String listener, KRaftVersionFeature supported) {
        return new UpdateRaftVoterRequest(
                cluster, epoch, 2, DISK, List.of(new Listener(listener, "moved", 9094)), supported);
    }

    private ErrorCode error(UpdateRaftVoterApi api, UpdateRaftVoterRequest request) {
        api.update(request, told::add);
        return ErrorCode.forCode(told.getLast().errorCode());
    }

    @Test
    void aVotersNewAddressIsWrittenDown() {
        var api = api(1, new Outcome.Done(9));
        assertEquals(ErrorCode.NONE, error(api, GOOD));
        assertEquals(List.of(new VoterChange.Update(new Voter(2, DISK, "moved", 9094))), asked);
        assertEquals(new CurrentLeader(1, TERM, "one", 9093), told.getLast().currentLeader());
    }

    @Test
    void whoAsksAFollowerIsToldWhoLeads() {
        var api = api(2, new Outcome.Done(9));
        assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, error(api, GOOD));
        assertEquals(new CurrentLeader(2, TERM, "two", 9093), told.getLast().currentLeader());
        assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, error(api(-1, new Outcome.Done(9)), GOOD));
        assertEquals(new CurrentLeader(-1, TERM, "", 0), told.getLast().currentLeader());
        assertEquals(List.of(), asked);
    }

    @Test
    void wrongRequestsDoNotReachTheQuorum() {
        var api = api(1, new Outcome.Done(9));
        assertEquals(
                ErrorCode.INCONSISTENT_CLUSTER_ID,
                error(api, request("d", TERM, "CONTROLLER", BOTH)));
        assertEquals(
                ErrorCode.FENCED_LEADER_EPOCH,
                error(api, request("c", TERM - 1, "CONTROLLER", BOTH)));
        assertEquals(
                ErrorCode.UNKNOWN_LEADER_EPOCH,
                error(api, request("c", TERM + 1, "CONTROLLER", BOTH)));
        assertEquals(ErrorCode.INVALID_REQUEST, error(api, request("c", TERM, "PLAINTEXT", BOTH)));
        var old = new KRaftVersionFeature((short) 0, (short) 0);
        assertEquals(ErrorCode.INVALID_REQUEST, error(api, request("c", TERM, "CONTROLLER", old)));
        var nameless =
                new UpdateRaftVoterRequest(
                        "c", TERM, 2, Voter.NO_DIRECTORY, GOOD.listeners(), BOTH);
        assertEquals(ErrorCode.INVALID_REQUEST, error(api, nameless));
        assertEquals(List.of(), asked);
    }

    @Test
    void whatTheQuorumRefusesHasApachesCode() {
        for (Reason reason : Reason.values()) {
            ErrorCode expected =
                    switch (reason) {
                        case STATIC -> ErrorCode.UNSUPPORTED_VERSION;
                        case IN_PROGRESS, NOT_READY, NOT_CAUGHT_UP -> ErrorCode.REQUEST_TIMED_OUT;
                        case NOT_FOUND -> ErrorCode.VOTER_NOT_FOUND;
                        case DUPLICATE, LAST_VOTER -> ErrorCode.INVALID_REQUEST;
                    };
            assertEquals(expected, error(api(1, new Outcome.Refused(reason, "why")), GOOD));
        }
        assertEquals(ErrorCode.REQUEST_TIMED_OUT, error(api(1, new Outcome.Unknown()), GOOD));
        assertEquals(
                ErrorCode.NOT_LEADER_OR_FOLLOWER, error(api(1, new Outcome.NotLeader(3, 9)), GOOD));
    }
}
