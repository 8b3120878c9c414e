package io.odradek.controller.server;

import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.AddRaftVoterRequest;
import io.odradek.wire.message.AddRaftVoterResponse;
import io.odradek.wire.message.RemoveRaftVoterRequest;
import io.odradek.wire.message.RemoveRaftVoterResponse;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The operator's changes of the voters (KIP-853). Confined to the raft shard.
 *
 * @param listenerName the controllers' listener, whose address a voter is known by
 */
record RaftVoterApis(Shard shard, Raft raft, String clusterId, String listenerName) {

    /** What a client is told: a response, or that another controller must be asked. */
    sealed interface Answer {
        record Reply(Response response) implements Answer {}

        record NotLeader(int leaderId, int term) implements Answer {}
    }

    void add(AddRaftVoterRequest request, Consumer<Answer> done) {
        Consumer<Problem> refuse = p -> done.accept(new Answer.Reply(p.as(RaftVoterApis::added)));
        Optional<Problem> wrong = wrongCluster(request.clusterId());
        Optional<AddRaftVoterRequest.Listener> listener =
                request.listeners().stream()
                        .filter(l -> l.name().equalsIgnoreCase(listenerName))
                        .findFirst();
        if (wrong.isPresent()) {
            refuse.accept(wrong.get());
        } else if (KafkaUuid.isReserved(request.voterDirectoryId())) {
            refuse.accept(
                    new Problem(
                            ErrorCode.INVALID_REQUEST,
                            "Controller %d cannot be added without its directory id: it is in its meta.properties."
                                    .formatted(request.voterId())));
        } else if (listener.isEmpty()) {
            refuse.accept(
                    new Problem(
                            ErrorCode.INVALID_REQUEST,
                            "Controller %d was given no address for the controllers' listener %s, only for %s."
                                    .formatted(
                                            request.voterId(),
                                            listenerName,
                                            request.listeners().stream()
                                                    .map(AddRaftVoterRequest.Listener::name)
                                                    .toList())));
        } else {
            Voter voter =
                    new Voter(
                            request.voterId(),
                            request.voterDirectoryId(),
                            listener.get().host(),
                            listener.get().port());
            change(
                    new VoterChange.Add(voter),
                    shown(voter.id(), voter.directoryId()),
                    request.timeoutMs(),
                    RaftVoterApis::added,
                    done);
        }
    }

    void remove(RemoveRaftVoterRequest request, Consumer<Answer> done) {
        Optional<Problem> wrong = wrongCluster(request.clusterId());
        if (wrong.isPresent()) {
            done.accept(new Answer.Reply(wrong.get().as(RaftVoterApis::removed)));
            return;
        }
        change(
                new VoterChange.Remove(request.voterId(), request.voterDirectoryId()),
                shown(request.voterId(), request.voterDirectoryId()),
                0,
                RaftVoterApis::removed,
                done);
    }

    private static Response added(short error, @Nullable String message) {
        return new AddRaftVoterResponse(0, error, message);
    }

    private static Response removed(short error, @Nullable String message) {
        return new RemoveRaftVoterResponse(0, error, message);
    }

    /** What is wrong with a request, or became of it. */
    private record Problem(ErrorCode error, @Nullable String message) {
        Response as(BiFunction<Short, @Nullable String, Response> response) {
            return response.apply(error.code(), message);
        }
    }

    private Optional<Problem> wrongCluster(@Nullable String named) {
        return named == null || named.equals(clusterId)
                ? Optional.empty()
                : Optional.of(
                        new Problem(
                                ErrorCode.INCONSISTENT_CLUSTER_ID,
                                "This is cluster %s, not %s.".formatted(clusterId, named)));
    }

    /**
     * @param timeoutMs after which the client does not wait any more; 0: as long as raft takes
     */
    private void change(
            VoterChange change,
            String voter,
            int timeoutMs,
            BiFunction<Short, @Nullable String, Response> encode,
            Consumer<Answer> done) {
        Once once = new Once(done);
        if (timeoutMs > 0) {
            shard.schedule(
                    () ->
                            once.accept(
                                    new Answer.Reply(
                                            encode.apply(
                                                    ErrorCode.REQUEST_TIMED_OUT.code(),
                                                    "%s was not added within %d ms; it may still be. kafka-metadata-quorum.sh describe --replication shows how far it is."
                                                            .formatted(voter, timeoutMs)))),
                    TimeUnit.MILLISECONDS.toNanos(timeoutMs));
        }
        raft.changeVoters(
                change,
                outcome ->
                        once.accept(
                                switch (outcome) {
                                    case VoterChange.Outcome.Done _ ->
                                            new Answer.Reply(
                                                    encode.apply(ErrorCode.NONE.code(), null));
                                    case VoterChange.Outcome.NotLeader(int leader, int term) ->
                                            new Answer.NotLeader(leader, term);
                                    case VoterChange.Outcome.Refused(
                                                    VoterChange.Reason reason,
                                                    String message) ->
                                            new Answer.Reply(
                                                    refusal(reason, message, voter).as(encode));
                                    case VoterChange.Outcome.Unknown() ->
                                            new Answer.Reply(
                                                    encode.apply(
                                                            ErrorCode.REQUEST_TIMED_OUT.code(),
                                                            "The active controller changed before it was certain; kafka-metadata-quorum.sh describe --status shows who votes now."));
                                }));
    }

    /** Errors as Apache's, and where a sentence of its is known, that too. */
    private Problem refusal(VoterChange.Reason reason, String message, String voter) {
        return switch (reason) {
            case STATIC -> new Problem(ErrorCode.UNSUPPORTED_VERSION, message);
            case IN_PROGRESS, NOT_READY -> new Problem(ErrorCode.REQUEST_TIMED_OUT, message);
            case NOT_CAUGHT_UP ->
                    new Problem(
                            ErrorCode.REQUEST_TIMED_OUT,
                            "Aborted add voter operation for %s since it is lagging behind. %s"
                                    .formatted(voter, message));
            case DUPLICATE ->
                    new Problem(
                            ErrorCode.DUPLICATE_VOTER,
                            "The voter id for %s is already part of the set of voters %s."
                                    .formatted(voter, voters()));
            case NOT_FOUND ->
                    new Problem(
                            ErrorCode.VOTER_NOT_FOUND,
                            "Cannot remove voter %s from the set of voters %s"
                                    .formatted(voter, voters()));
            case LAST_VOTER ->
                    new Problem(
                            ErrorCode.VOTER_NOT_FOUND,
                            "Cannot remove voter %s from the set of voters %s: %s"
                                    .formatted(voter, voters(), message));
        };
    }

    private String voters() {
        return raft.status().voters().stream()
                .map(v -> shown(v.id(), v.directoryId()))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String shown(int id, UUID directoryId) {
        return "ReplicaKey(id=%d, directoryId=%s)".formatted(id, KafkaUuid.print(directoryId));
    }

    /** Answers once. Confined to the raft shard. */
    private static final class Once implements Consumer<Answer> {
        private final Consumer<Answer> done;
        private boolean told;

        Once(Consumer<Answer> done) {
            this.done = done;
        }

        @Override
        public void accept(Answer answer) {
            if (!told) {
                told = true;
                done.accept(answer);
            }
        }
    }
}
