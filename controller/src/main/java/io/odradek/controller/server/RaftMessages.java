package io.odradek.controller.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.odradek.raft.Entry;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus;
import io.odradek.wire.control.raft.AppendRequest;
import io.odradek.wire.control.raft.AppendResponse;
import io.odradek.wire.control.raft.LeaderIs;
import io.odradek.wire.control.raft.RaftEnvelope;
import io.odradek.wire.control.raft.SnapshotAck;
import io.odradek.wire.control.raft.SnapshotChunk;
import io.odradek.wire.control.raft.TimeoutNow;
import io.odradek.wire.control.raft.VoteRequest;
import io.odradek.wire.control.raft.VoteResponse;
import io.odradek.wire.control.raft.Voter;

import java.util.ArrayList;
import java.util.List;

/** Between raft's messages and raft.proto. Payloads going out are shared, not copied. */
final class RaftMessages {
    private RaftMessages() {}

    static RaftEnvelope toProto(int from, int to, String clusterId, RaftMessage message) {
        RaftEnvelope.Builder envelope =
                RaftEnvelope.newBuilder()
                        .setFrom(from)
                        .setTo(to)
                        .setClusterId(clusterId)
                        .setTerm(message.term());
        switch (message) {
            case RaftMessage.VoteRequest m ->
                    envelope.setVoteRequest(
                            VoteRequest.newBuilder()
                                    .setPreVote(m.preVote())
                                    .setLastIndex(m.lastIndex())
                                    .setLastTerm(m.lastTerm())
                                    .setTransfer(m.transfer())
                                    .setCandidateDirectory(PeerInfo.bytes(m.candidateDirectory()))
                                    .setVoterDirectory(PeerInfo.bytes(m.voterDirectory())));
            case RaftMessage.VoteResponse m ->
                    envelope.setVoteResponse(
                            VoteResponse.newBuilder()
                                    .setPreVote(m.preVote())
                                    .setGranted(m.granted()));
            case RaftMessage.AppendRequest m -> envelope.setAppendRequest(append(m));
            case RaftMessage.AppendResponse m ->
                    envelope.setAppendResponse(
                            AppendResponse.newBuilder()
                                    .setSuccess(m.success())
                                    .setMatchIndex(m.matchIndex())
                                    .setHintTerm(m.hintTerm())
                                    .setRound(m.round())
                                    .setDirectoryId(PeerInfo.bytes(m.directoryId())));
            case RaftMessage.SnapshotChunk m ->
                    envelope.setSnapshotChunk(
                            SnapshotChunk.newBuilder()
                                    .setLastIndex(m.lastIndex())
                                    .setLastTerm(m.lastTerm())
                                    .setOffset(m.offset())
                                    .setTotalBytes(m.totalBytes())
                                    .setData(shared(m.data()))
                                    .setRound(m.round()));
            case RaftMessage.SnapshotAck m ->
                    envelope.setSnapshotAck(
                            SnapshotAck.newBuilder()
                                    .setLastIndex(m.lastIndex())
                                    .setNextOffset(m.nextOffset())
                                    .setInstalled(m.installed())
                                    .setRound(m.round())
                                    .setDirectoryId(PeerInfo.bytes(m.directoryId())));
            case RaftMessage.LeaderIs m -> envelope.setLeaderIs(leaderIs(m));
            case RaftMessage.TimeoutNow _ ->
                    envelope.setTimeoutNow(TimeoutNow.getDefaultInstance());
        }
        return envelope.build();
    }

    private static AppendRequest append(RaftMessage.AppendRequest m) {
        AppendRequest.Builder request =
                AppendRequest.newBuilder()
                        .setPreviousIndex(m.previousIndex())
                        .setPreviousTerm(m.previousTerm())
                        .setCommitIndex(m.commitIndex())
                        .setRound(m.round());
        for (Entry entry : m.entries()) {
            request.addEntries(
                    io.odradek.wire.control.raft.Entry.newBuilder()
                            .setIndex(entry.index())
                            .setTerm(entry.term())
                            .setKind(entry.kind().code())
                            .setPayload(shared(entry.payload())));
        }
        return request.build();
    }

    private static LeaderIs leaderIs(RaftMessage.LeaderIs m) {
        LeaderIs.Builder hint = LeaderIs.newBuilder().setLeaderId(m.leaderId());
        for (RaftStatus.Voter voter : m.voters()) {
            hint.addVoters(
                    Voter.newBuilder()
                            .setId(voter.id())
                            .setDirectoryId(PeerInfo.bytes(voter.directoryId()))
                            .setHost(voter.host())
                            .setPort(voter.port()));
        }
        return hint.build();
    }

    private static RaftStatus.Voter voter(Voter m) {
        return new RaftStatus.Voter(
                m.getId(), PeerInfo.uuid(m.getDirectoryId()), m.getHost(), m.getPort());
    }

    private static ByteString shared(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /**
     * @throws IllegalArgumentException when it holds something this version does not know
     */
    static RaftMessage fromProto(RaftEnvelope envelope) {
        int term = envelope.getTerm();
        return switch (envelope.getMessageCase()) {
            case VOTE_REQUEST -> {
                VoteRequest m = envelope.getVoteRequest();
                yield new RaftMessage.VoteRequest(
                        term,
                        m.getPreVote(),
                        m.getLastIndex(),
                        m.getLastTerm(),
                        m.getTransfer(),
                        PeerInfo.uuid(m.getCandidateDirectory()),
                        PeerInfo.uuid(m.getVoterDirectory()));
            }
            case VOTE_RESPONSE -> {
                VoteResponse m = envelope.getVoteResponse();
                yield new RaftMessage.VoteResponse(term, m.getPreVote(), m.getGranted());
            }
            case APPEND_REQUEST -> append(term, envelope.getAppendRequest());
            case APPEND_RESPONSE -> {
                AppendResponse m = envelope.getAppendResponse();
                yield new RaftMessage.AppendResponse(
                        term,
                        m.getSuccess(),
                        m.getMatchIndex(),
                        m.getHintTerm(),
                        m.getRound(),
                        PeerInfo.uuid(m.getDirectoryId()));
            }
            case SNAPSHOT_CHUNK -> {
                SnapshotChunk m = envelope.getSnapshotChunk();
                yield new RaftMessage.SnapshotChunk(
                        term,
                        m.getLastIndex(),
                        m.getLastTerm(),
                        m.getOffset(),
                        m.getTotalBytes(),
                        m.getData().toByteArray(),
                        m.getRound());
            }
            case SNAPSHOT_ACK -> {
                SnapshotAck m = envelope.getSnapshotAck();
                yield new RaftMessage.SnapshotAck(
                        term,
                        m.getLastIndex(),
                        m.getNextOffset(),
                        m.getInstalled(),
                        m.getRound(),
                        PeerInfo.uuid(m.getDirectoryId()));
            }
            case LEADER_IS -> {
                LeaderIs m = envelope.getLeaderIs();
                yield new RaftMessage.LeaderIs(
                        term,
                        m.getLeaderId(),
                        m.getVotersList().stream().map(RaftMessages::voter).toList());
            }
            case TIMEOUT_NOW -> new RaftMessage.TimeoutNow(term);
            case MESSAGE_NOT_SET ->
                    throw new IllegalArgumentException(
                            "Controller %d sent a raft message this version does not know; upgrade this node."
                                    .formatted(envelope.getFrom()));
        };
    }

    private static RaftMessage append(int term, AppendRequest m) {
        List<Entry> entries = new ArrayList<>(m.getEntriesCount());
        for (io.odradek.wire.control.raft.Entry entry : m.getEntriesList()) {
            entries.add(
                    new Entry(
                            entry.getIndex(),
                            entry.getTerm(),
                            Entry.Kind.of(entry.getKind()),
                            entry.getPayload().toByteArray()));
        }
        return new RaftMessage.AppendRequest(
                term,
                m.getPreviousIndex(),
                m.getPreviousTerm(),
                List.copyOf(entries),
                m.getCommitIndex(),
                m.getRound());
    }
}
