package io.odradek.raft.core;

import static io.odradek.raft.RaftStatus.Voter.NO_DIRECTORY;

import io.odradek.raft.Entry;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftMessage.AppendRequest;
import io.odradek.raft.RaftMessage.AppendResponse;
import io.odradek.raft.RaftMessage.VoteRequest;
import io.odradek.raft.RaftMessage.VoteResponse;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.quorum.VoterSet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** One core, stepped by hand: the test is its disk, its network and its clock. */
final class CoreHarness {

    static final long TIMEOUT_MS = 1000;

    final RaftCore core;
    final List<Output> last = new ArrayList<>();
    private long now = 1_000_000_000_000L;

    /** Node 1 of {@code voters}, in {@code term}, with entries of these terms on its disk. */
    CoreHarness(int voters, int term, int... logTerms) {
        this(config(1, voters), term, 0, logTerms);
    }

    CoreHarness(RaftConfig config, int term, long snapshotIndex, int... logTerms) {
        RaftLog log = new RaftLog(0, 0, 1 << 20);
        for (int i = 0; i < logTerms.length; i++) {
            log.append(command(i + 1, logTerms[i]));
        }
        int snapshotTerm = snapshotIndex == 0 ? 0 : log.termAt(snapshotIndex);
        core =
                new RaftCore(
                        config,
                        new RaftCore.Recovered(
                                term,
                                -1,
                                NO_DIRECTORY,
                                snapshotIndex,
                                snapshotTerm,
                                log,
                                new VoterHistory(new VoterSet(config.voters()))),
                        new Random(config.nodeId()),
                        Set.of(),
                        Set.of(),
                        now);
    }

    static RaftConfig config(int id, int voters) {
        return RaftConfig.of(
                id,
                IntStream.rangeClosed(1, voters)
                        .mapToObj(
                                voter ->
                                        new RaftStatus.Voter(
                                                voter,
                                                RaftStatus.Voter.NO_DIRECTORY,
                                                "host",
                                                voter))
                        .toList(),
                Path.of("unused"));
    }

    static Entry command(long index, int term) {
        return new Entry(index, term, Entry.Kind.COMMAND, new byte[] {(byte) term, (byte) index});
    }

    List<Output> step(Input input) {
        last.clear();
        core.step(input, now, last::add);
        return last;
    }

    List<Output> receive(int from, RaftMessage message) {
        return step(new Input.Received(from, message));
    }

    /** Everything written so far reaches the disk. */
    List<Output> sync() {
        return step(new Input.Synced(core.writeSequence()));
    }

    List<Output> elapse(long ms) {
        now += ms * 1_000_000;
        return step(new Input.Tick());
    }

    long now() {
        return now;
    }

    /** How long this node would still wait. */
    long patienceMs() {
        return (core.nextDeadlineNanos() - now) / 1_000_000;
    }

    void connectAll(int voters) {
        for (int id = 1; id <= voters; id++) {
            step(new Input.Connected(id));
        }
    }

    /** An election timeout passes, twice the longest. */
    List<Output> timeOut() {
        return elapse(2 * TIMEOUT_MS);
    }

    /** Wins the next term with the votes of {@code others}. */
    List<Output> win(int... others) {
        timeOut();
        for (int other : others) {
            receive(other, new VoteResponse(core.term() + 1, true, true));
        }
        sync();
        List<Output> all = new ArrayList<>();
        for (int other : others) {
            all.addAll(receive(other, new VoteResponse(core.term(), false, true)));
        }
        return all;
    }

    List<RaftMessage> sentTo(int peer) {
        return sentTo(peer, last);
    }

    static List<RaftMessage> sentTo(int peer, List<Output> outputs) {
        List<RaftMessage> messages = new ArrayList<>();
        for (Output output : outputs) {
            if (output instanceof Output.Send(int to, RaftMessage message, After _) && to == peer) {
                messages.add(message);
            }
        }
        return messages;
    }

    Output.Send onlySend() {
        List<Output.Send> sends =
                last.stream()
                        .filter(Output.Send.class::isInstance)
                        .map(Output.Send.class::cast)
                        .toList();
        if (sends.size() != 1) {
            throw new AssertionError("expected one message, not " + sends);
        }
        return sends.getFirst();
    }

    boolean did(Class<? extends Output> kind) {
        return last.stream().anyMatch(kind::isInstance);
    }

    // ---- messages of others

    static VoteRequest preVote(int term, long lastIndex, int lastTerm) {
        return new VoteRequest(term, true, lastIndex, lastTerm, false, NO_DIRECTORY, NO_DIRECTORY);
    }

    static VoteRequest vote(int term, long lastIndex, int lastTerm) {
        return new VoteRequest(term, false, lastIndex, lastTerm, false, NO_DIRECTORY, NO_DIRECTORY);
    }

    static AppendRequest append(
            int term, long previous, int previousTerm, long commit, Entry... entries) {
        return new AppendRequest(term, previous, previousTerm, List.of(entries), commit, 7);
    }

    static AppendResponse success(int term, long match, long round) {
        return new AppendResponse(term, true, match, 0, round, NO_DIRECTORY);
    }
}
