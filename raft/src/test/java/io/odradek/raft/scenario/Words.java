package io.odradek.raft.scenario;

import io.odradek.raft.Entry;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.VoterChange.Outcome;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.quorum.VoterSetFormat;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** How a trace puts it. */
final class Words {

    private Words() {}

    /** Node and disk: 3, and 3' for its second disk. */
    static String name(int id, UUID directory) {
        return id + "'".repeat((int) Math.max(0, directory.getLeastSignificantBits() - 1));
    }

    static String names(List<Voter> voters) {
        return voters.stream()
                .map(
                        v ->
                                name(v.id(), v.directoryId())
                                        + (v.port() == v.id() ? "" : ":" + v.port()))
                .collect(Collectors.joining(" ", "{", "}"));
    }

    static String of(Entry entry) {
        String what =
                switch (entry.kind()) {
                    case COMMAND -> shortened(new String(entry.payload(), StandardCharsets.UTF_8));
                    case NO_OP -> "-";
                    case VOTERS -> names(VoterSetFormat.decode(entry.payload()).voters());
                };
        return entry.index() + "@" + entry.term() + " " + what;
    }

    static String shortened(String text) {
        return text.length() <= 8 ? text : text.substring(0, 3) + "..";
    }

    static String of(List<Entry> entries) {
        return entries.stream().map(Words::of).collect(Collectors.joining(", ", "[", "]"));
    }

    static String of(RaftMessage message) {
        return switch (message) {
            case RaftMessage.VoteRequest m ->
                    "%s term %d, log ends %d@%d%s"
                            .formatted(
                                    m.preVote() ? "PreVote?" : "Vote?",
                                    m.term(),
                                    m.lastIndex(),
                                    m.lastTerm(),
                                    m.transfer() ? ", handed over" : "");
            case RaftMessage.VoteResponse m ->
                    "%s %s term %d"
                            .formatted(
                                    m.preVote() ? "PreVote" : "Vote",
                                    m.granted() ? "granted" : "refused",
                                    m.term());
            case RaftMessage.AppendRequest m ->
                    "Append term %d after %d@%d %s commit %d"
                            .formatted(
                                    m.term(),
                                    m.previousIndex(),
                                    m.previousTerm(),
                                    of(m.entries()),
                                    m.commitIndex());
            case RaftMessage.AppendResponse m ->
                    m.round() == 0
                            ? "Hello term %d, log ends %d@%d"
                                    .formatted(m.term(), m.matchIndex(), m.hintTerm())
                            : m.success()
                                    ? "Appended term %d to %d".formatted(m.term(), m.matchIndex())
                                    : "Rejected term %d, try %d@%d"
                                            .formatted(m.term(), m.matchIndex(), m.hintTerm());
            case RaftMessage.SnapshotChunk m ->
                    "Snapshot term %d of %d@%d, bytes %d+%d of %d"
                            .formatted(
                                    m.term(),
                                    m.lastIndex(),
                                    m.lastTerm(),
                                    m.offset(),
                                    m.data().length,
                                    m.totalBytes());
            case RaftMessage.SnapshotAck m ->
                    "SnapshotAck term %d of %d, %s"
                            .formatted(
                                    m.term(),
                                    m.lastIndex(),
                                    m.installed() ? "installed" : "go on at " + m.nextOffset());
            case RaftMessage.LeaderIs m ->
                    "LeaderIs %d in term %d, voters %s"
                            .formatted(m.leaderId(), m.term(), names(m.voters()));
            case RaftMessage.TimeoutNow m -> "TimeoutNow term " + m.term();
        };
    }

    static String of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(long index) -> "done at " + index;
            case Outcome.NotLeader(int leader, int term) ->
                    "not the leader of term " + term + ": " + leader;
            case Outcome.Refused(VoterChange.Reason reason, String message) ->
                    "refused, " + reason + ": " + message;
            case Outcome.Unknown() -> "unknown";
        };
    }

    /** Null for what a reader does not miss. */
    static @Nullable String of(Output output) {
        return switch (output) {
            case Output.SaveVote(int term, int votedFor, var _) ->
                    votedFor == -1
                            ? "enters term " + term
                            : "votes for " + votedFor + " in " + term;
            case Output.Append(int _, List<Entry> entries) -> "appends " + of(entries);
            case Output.TruncateSuffix(long from) -> "cuts off from " + from;
            case Output.ResetLog(long index, int term) -> "resets log to " + index + "@" + term;
            case Output.FinishSnapshot(long index, int term) ->
                    "has the snapshot " + index + "@" + term;
            case Output.Restore(long index, int term) -> "restores " + index + "@" + term;
            case Output.Send(int to, RaftMessage message, var _) -> "> " + to + " " + of(message);
            case Output.Committed(long index) -> "commits " + index;
            case Output.Leads(int term, long _) -> "leads term " + term;
            case Output.LeadsNoMore(int term) -> "leads term " + term + " no more";
            case Output.LeaderChanged(int leader, int term) ->
                    leader == -1 ? "has no leader" : "follows " + leader + " in term " + term;
            case Output.TransferAbandoned() -> "gives up handing over";
            case Output.VotersChanged(var voters) -> "counts on " + names(voters.voters());
            case Output.VotersChangeEnded(long _, Outcome outcome) -> "change: " + of(outcome);
            case Output.Reach _,
                    Output.BeginSnapshot _,
                    Output.WriteSnapshot _,
                    Output.ReadLog _,
                    Output.ReadSnapshot _,
                    Output.Proposed _,
                    Output.ReadConfirmed _,
                    Output.ReadRefused _ ->
                    null;
        };
    }

    /** Null for what happens all the time. */
    static @Nullable String of(Input input) {
        return switch (input) {
            case Input.Received(int from, RaftMessage message) -> "< " + from + " " + of(message);
            case Input.Tick() -> "wakes up";
            case Input.ChangeVoters(long _, VoterChange change) ->
                    switch (change) {
                        case VoterChange.Add(Voter v) ->
                                "is to add " + name(v.id(), v.directoryId());
                        case VoterChange.Remove(int id, UUID dir) ->
                                "is to remove " + name(id, dir);
                        case VoterChange.Update(Voter v) ->
                                "is to move " + name(v.id(), v.directoryId()) + " to " + v.port();
                    };
            case Input.TransferLeadership() -> "is to hand over";
            case Input.Disconnected(int peer) -> "lost " + peer;
            case Input.SnapshotTaken(long index, int term, long first) ->
                    "took the snapshot %d@%d, log begins at %d".formatted(index, term, first);
            case Input.SnapshotDamaged _ -> "finds the snapshot damaged";
            case Input.SnapshotReceived _,
                    Input.Propose _,
                    Input.Replicate _,
                    Input.Synced _,
                    Input.LogRead _,
                    Input.SnapshotRead _,
                    Input.Connected _,
                    Input.Read _ ->
                    null;
        };
    }
}
