package io.odradek.controller.server;

import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;

/**
 * What a leader does about the voters without being asked: it writes down the address of a voter
 * that says it has another now (KIP-853's UpdateVoter), and gives a vote to an observer that wants
 * one (KIP-1186), in place of a voter of the same id whose disk is gone. Confined to the raft
 * shard.
 */
public final class VoterUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(VoterUpkeep.class);
    private static final long EVERY_NANOS = 250_000_000;

    private final int nodeId;
    private final Shard shard;
    private final Raft raft;
    private final GrpcRaftTransport transport;
    private boolean changing;
    private String lastRefusal = "";

    public VoterUpkeep(int nodeId, Shard shard, Raft raft, GrpcRaftTransport transport) {
        this.nodeId = nodeId;
        this.shard = shard;
        this.raft = raft;
        this.transport = transport;
    }

    /** Looks from now on, again and again. */
    public void start() {
        shard.schedule(this::look, EVERY_NANOS);
    }

    private void look() {
        if (transport.closed()) {
            return;
        }
        if (!changing) {
            RaftStatus status = raft.status();
            if (status.leaderId() == nodeId) {
                due(status, transport.present()).ifPresent(this::change);
            }
        }
        shard.schedule(this::look, EVERY_NANOS);
    }

    private void change(VoterChange change) {
        changing = true;
        raft.changeVoters(
                change,
                outcome -> {
                    changing = false;
                    told(change, outcome);
                });
    }

    private void told(VoterChange change, VoterChange.Outcome outcome) {
        switch (outcome) {
            case VoterChange.Outcome.Done _ -> {
                lastRefusal = "";
                LOG.info("Changed the voters: {}", change);
            }
            case VoterChange.Outcome.Refused(VoterChange.Reason _, String message) -> {
                if (!message.equals(lastRefusal)) {
                    lastRefusal = message;
                    LOG.info("Cannot change the voters yet ({}): {}", change, message);
                }
            }
            case VoterChange.Outcome.NotLeader _, VoterChange.Outcome.Unknown _ ->
                    LOG.info("Whether the voters were changed is not known: {}", change);
        }
    }

    /**
     * The next change that is due.
     *
     * @param present who is there, by id
     */
    static Optional<VoterChange> due(RaftStatus status, Map<Integer, PeerInfo> present) {
        for (Map.Entry<Integer, PeerInfo> each : present.entrySet()) {
            PeerInfo info = each.getValue();
            Voter self = info.asVoter(each.getKey());
            Optional<Voter> voter =
                    status.voters().stream().filter(v -> v.id() == self.id()).findFirst();
            if (voter.isPresent() && voter.get().directoryId().equals(self.directoryId())) {
                if (!voter.get().equals(self)) {
                    return Optional.of(new VoterChange.Update(self));
                }
            } else if (info.wantsVote() && follows(status, self)) {
                return Optional.of(
                        voter.<VoterChange>map(
                                        old -> new VoterChange.Remove(old.id(), old.directoryId()))
                                .orElseGet(() -> new VoterChange.Add(self)));
            }
        }
        return Optional.empty();
    }

    private static boolean follows(RaftStatus status, Voter candidate) {
        return status.replicas().stream()
                .anyMatch(
                        r ->
                                r.id() == candidate.id()
                                        && !r.voter()
                                        && r.directoryId().equals(candidate.directoryId()));
    }
}
