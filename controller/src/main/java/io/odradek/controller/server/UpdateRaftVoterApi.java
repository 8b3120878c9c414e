package io.odradek.controller.server;

import io.odradek.log.dir.KafkaUuid;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.UpdateRaftVoterRequest;
import io.odradek.wire.message.UpdateRaftVoterRequest.Listener;
import io.odradek.wire.message.UpdateRaftVoterResponse;
import io.odradek.wire.message.UpdateRaftVoterResponse.CurrentLeader;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * A voter's new address, said by request (KIP-853). Our own voters need not ask: {@link
 * VoterUpkeep} writes down what they say of themselves, and does so again where a request says
 * something else of a voter that is there. Only controllers answer it; a broker neither advertises
 * it nor passes it on. The response has no place for a sentence, so the log gets it. Confined to
 * the raft shard.
 */
record UpdateRaftVoterApi(Raft raft, String clusterId, String listenerName) {
    private static final Logger LOG = LoggerFactory.getLogger(UpdateRaftVoterApi.class);

    /** The one level at which voters are in the log. */
    private static final int KRAFT_VERSION = 1;

    void update(UpdateRaftVoterRequest request, Consumer<UpdateRaftVoterResponse> done) {
        RaftStatus status = raft.status();
        Optional<Listener> listener =
                request.listeners().stream()
                        .filter(l -> l.name().equalsIgnoreCase(listenerName))
                        .findFirst();
        Optional<ErrorCode> wrong = refusal(request, status, listener.isPresent());
        if (wrong.isPresent() || listener.isEmpty()) {
            done.accept(answer(wrong.orElse(ErrorCode.INVALID_REQUEST)));
            return;
        }
        raft.changeVoters(
                new VoterChange.Update(
                        new Voter(
                                request.voterId(),
                                request.voterDirectoryId(),
                                listener.get().host(),
                                listener.get().port())),
                outcome -> done.accept(answer(error(request.voterId(), outcome))));
    }

    /** What is wrong with the request before raft is asked, in the order in which it matters. */
    private Optional<ErrorCode> refusal(
            UpdateRaftVoterRequest request, RaftStatus status, boolean hasListener) {
        var supported = request.kRaftVersionFeature();
        if (request.clusterId() != null && !request.clusterId().equals(clusterId)) {
            return Optional.of(ErrorCode.INCONSISTENT_CLUSTER_ID);
        }
        if (status.leaderId() != status.nodeId()) {
            return Optional.of(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        if (request.currentLeaderEpoch() < status.term()) {
            return Optional.of(ErrorCode.FENCED_LEADER_EPOCH);
        }
        if (request.currentLeaderEpoch() > status.term()) {
            return Optional.of(ErrorCode.UNKNOWN_LEADER_EPOCH);
        }
        if (supported.minSupportedVersion() > KRAFT_VERSION
                || supported.maxSupportedVersion() < KRAFT_VERSION) {
            LOG.info(
                    "Refused the address of controller {}: it supports kraft.version {} to {}, and this quorum is at {}.",
                    request.voterId(),
                    supported.minSupportedVersion(),
                    supported.maxSupportedVersion(),
                    KRAFT_VERSION);
            return Optional.of(ErrorCode.INVALID_REQUEST);
        }
        if (KafkaUuid.isReserved(request.voterDirectoryId())) {
            LOG.info(
                    "Refused the address of controller {}: it comes without its directory id.",
                    request.voterId());
            return Optional.of(ErrorCode.INVALID_REQUEST);
        }
        if (!hasListener) {
            LOG.info(
                    "Refused the addresses {} of controller {}: none is of the controllers' listener {}.",
                    request.listeners(),
                    request.voterId(),
                    listenerName);
            return Optional.of(ErrorCode.INVALID_REQUEST);
        }
        return Optional.empty();
    }

    private static ErrorCode error(int voter, VoterChange.Outcome outcome) {
        return switch (outcome) {
            case VoterChange.Outcome.Done _ -> ErrorCode.NONE;
            case VoterChange.Outcome.NotLeader _ -> ErrorCode.NOT_LEADER_OR_FOLLOWER;
            case VoterChange.Outcome.Unknown() -> ErrorCode.REQUEST_TIMED_OUT;
            case VoterChange.Outcome.Refused(VoterChange.Reason reason, String message) -> {
                LOG.info("Refused the address of controller {}: {}", voter, message);
                yield switch (reason) {
                    case STATIC -> ErrorCode.UNSUPPORTED_VERSION;
                    case IN_PROGRESS, NOT_READY, NOT_CAUGHT_UP -> ErrorCode.REQUEST_TIMED_OUT;
                    case NOT_FOUND -> ErrorCode.VOTER_NOT_FOUND;
                    case DUPLICATE, LAST_VOTER -> ErrorCode.INVALID_REQUEST;
                };
            }
        };
    }

    /** With who leads now, that a refused voter knows where to ask. */
    private UpdateRaftVoterResponse answer(ErrorCode error) {
        RaftStatus status = raft.status();
        Optional<Voter> leader =
                status.voters().stream().filter(v -> v.id() == status.leaderId()).findFirst();
        return new UpdateRaftVoterResponse(
                0,
                error.code(),
                new CurrentLeader(
                        status.leaderId(),
                        status.term(),
                        leader.map(Voter::host).orElse(""),
                        leader.map(Voter::port).orElse(0)));
    }
}
