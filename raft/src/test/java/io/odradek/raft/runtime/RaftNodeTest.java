package io.odradek.raft.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.odradek.log.io.NioDisk;
import io.odradek.raft.Raft.Proposal;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.StateMachine;
import io.odradek.raft.VoterChange;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Nodes on real threads, real files and a real clock. */
final class RaftNodeTest {

    private static final long DEADLINE_MS = 20_000;

    @TempDir Path directory;
    private final LoopbackNetwork network = new LoopbackNetwork();
    private final List<Member> members = new ArrayList<>();

    /** A node and all it stands on. */
    private final class Member implements StateMachine {
        final int id;
        final ShardThread shard;
        final ExecutorService io = Executors.newSingleThreadExecutor();
        final RaftNode node;
        volatile List<String> applied = List.of();
        volatile int leads = -1;

        Member(int id, RaftConfig config) throws IOException {
            this.id = id;
            this.shard =
                    new ShardThread("raft-" + id, problem -> problem.printStackTrace()).start();
            this.node =
                    RaftNode.open(
                            config,
                            this,
                            new RaftNode.Ground(
                                    new NioDisk(),
                                    shard,
                                    io,
                                    network.transport(id),
                                    new Random(id),
                                    problem -> fail(problem)));
            members.add(this);
            node.start();
        }

        @Override
        public void apply(long index, int term, byte[] command) {
            List<String> longer = new ArrayList<>(applied);
            longer.add(new String(command, StandardCharsets.UTF_8));
            applied = List.copyOf(longer);
        }

        @Override
        public void leadershipGained(int term) {
            leads = term;
        }

        @Override
        public void leadershipLost(int term) {
            leads = -1;
        }

        @Override
        public void leaderChanged(int leaderId, int term) {}

        @Override
        public byte[] snapshot() {
            return String.join("\n", applied).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void restore(long index, int term, byte[] snapshot) {
            String text = new String(snapshot, StandardCharsets.UTF_8);
            applied = text.isEmpty() ? List.of() : List.of(text.split("\n"));
        }

        <T> T ask(Supplier<T> question) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            shard.execute(() -> answer.complete(question.get()));
            return answer.orTimeout(DEADLINE_MS, TimeUnit.MILLISECONDS).join();
        }

        void propose(String command) {
            Proposal outcome =
                    ask(() -> node.propose(leads, command.getBytes(StandardCharsets.UTF_8)));
            assertTrue(outcome instanceof Proposal.Accepted, outcome::toString);
        }

        /** As if its process died: no handing over. */
        void kill() {
            network.reset(id);
            CompletableFuture<Void> closed = new CompletableFuture<>();
            node.close(() -> closed.complete(null));
            closed.orTimeout(DEADLINE_MS, TimeUnit.MILLISECONDS).join();
            shard.close();
            io.shutdown();
            members.remove(this);
        }
    }

    @AfterEach
    void stop() {
        List.copyOf(members).forEach(Member::kill);
    }

    private static List<RaftStatus.Voter> voters(int count) {
        List<RaftStatus.Voter> voters = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            voters.add(
                    new RaftStatus.Voter(
                            id, RaftStatus.Voter.NO_DIRECTORY, "localhost", 9000 + id));
        }
        return voters;
    }

    private RaftConfig config(int id, int voters) {
        // Patient, so that a busy machine does not change leaders in the middle of a test.
        return RaftConfig.of(id, voters(voters), directory.resolve("node-" + id))
                .withElectionTimeoutMs(3000);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_MS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("Waited in vain: " + what);
            }
            LockSupport.parkNanos(500_000);
        }
    }

    private Member awaitLeader() {
        await("a leader", () -> members.stream().anyMatch(member -> member.leads != -1));
        return members.stream().filter(member -> member.leads != -1).findFirst().orElseThrow();
    }

    private void awaitApplied(List<String> commands) {
        await(
                "all apply " + commands.size(),
                () -> members.stream().allMatch(member -> member.applied.equals(commands)));
    }

    @Test
    void singleVoterLeadsAndCommitsByItself() throws IOException {
        Member only = new Member(1, config(1, 1));
        awaitLeader().propose("a");
        awaitApplied(List.of("a"));
        only.kill();
        new Member(1, config(1, 1));
        awaitApplied(List.of("a"));
    }

    @Test
    void threeNodesAgreeAndSurviveTheLossOfTheirLeader() throws IOException {
        for (int id = 1; id <= 3; id++) {
            new Member(id, config(id, 3));
        }
        List<String> all = new ArrayList<>();
        Member leader = awaitLeader();
        for (int i = 0; i < 100; i++) {
            leader.propose("before-" + i);
            all.add("before-" + i);
        }
        awaitApplied(all);
        long killedAt = System.nanoTime();
        leader.kill();
        Member next = awaitLeader();
        long gapMs = (System.nanoTime() - killedAt) / 1_000_000;
        System.out.println("New leader " + gapMs + " ms after the old one began to die");
        assertTrue(gapMs < 3000, "a reset must not cost an election timeout, took " + gapMs);
        next.propose("after");
        all.add("after");
        awaitApplied(all);
        new Member(leader.id, config(leader.id, 3));
        awaitApplied(all);
    }

    @Test
    void leadershipIsHandedOverOnRequest() throws IOException {
        for (int id = 1; id <= 3; id++) {
            new Member(id, config(id, 3));
        }
        Member leader = awaitLeader();
        int oldTerm = leader.leads;
        CompletableFuture<Void> done = new CompletableFuture<>();
        leader.shard.execute(() -> leader.node.transferLeadership(() -> done.complete(null)));
        done.orTimeout(DEADLINE_MS, TimeUnit.MILLISECONDS).join();
        assertEquals(-1, leader.leads);
        Member next = awaitLeader();
        assertTrue(next != leader && next.leads == oldTerm + 1, "term " + next.leads);
    }

    @Test
    void laggingNodeIsBroughtUpBySnapshot() throws IOException {
        RaftConfig.Snapshots often = new RaftConfig.Snapshots(4_000, 60_000, 0);
        RaftConfig.Limits small =
                new RaftConfig.Limits(1000, 8, 4000, 1 << 20, 2000, 2000, 500, 10);
        for (int id = 1; id <= 2; id++) {
            new Member(id, config(id, 3).withSnapshots(often).withLimits(small));
        }
        List<String> all = new ArrayList<>();
        Member leader = awaitLeader();
        for (int i = 0; i < 500; i++) {
            leader.propose("command-" + i);
            all.add("command-" + i);
        }
        awaitApplied(all);
        new Member(3, config(3, 3).withSnapshots(often).withLimits(small));
        awaitApplied(all);
        leader.propose("last");
        all.add("last");
        awaitApplied(all);
    }

    @Test
    void readsAreConfirmedByTheLeaderOnly() throws IOException {
        for (int id = 1; id <= 3; id++) {
            new Member(id, config(id, 3));
        }
        Member leader = awaitLeader();
        for (Member member : members) {
            CompletableFuture<Boolean> outcome = new CompletableFuture<>();
            member.shard.execute(() -> member.node.read(outcome::complete));
            boolean served = outcome.orTimeout(DEADLINE_MS, TimeUnit.MILLISECONDS).join();
            assertEquals(member == leader, served);
        }
    }

    @Test
    void observerReceivesTheLogWithoutAVote() throws IOException {
        new Member(1, config(1, 1));
        Member leader = awaitLeader();
        leader.propose("a");
        new Member(7, config(7, 1));
        awaitApplied(List.of("a"));
        leader.propose("b");
        awaitApplied(List.of("a", "b"));
        RaftStatus status = leader.ask(leader.node::status);
        assertEquals(
                List.of(1, 7), status.replicas().stream().map(RaftStatus.Replica::id).toList());
        assertTrue(status.replicas().stream().noneMatch(r -> r.id() == 7 && r.voter()));
    }

    private RaftConfig joining(int id, List<RaftStatus.Voter> initial) {
        return RaftConfig.dynamic(id, new UUID(id, 1), initial, directory.resolve("node-" + id))
                .withElectionTimeoutMs(3000);
    }

    private static RaftStatus.Voter member(int id) {
        return new RaftStatus.Voter(id, new UUID(id, 1), "localhost", 9000 + id);
    }

    /** Asks whoever leads, again while it is asked to. */
    private void change(VoterChange change) {
        long deadline = System.nanoTime() + DEADLINE_MS * 1_000_000;
        while (true) {
            Member leader = awaitLeader();
            CompletableFuture<VoterChange.Outcome> outcome = new CompletableFuture<>();
            leader.shard.execute(() -> leader.node.changeVoters(change, outcome::complete));
            VoterChange.Outcome told = outcome.orTimeout(DEADLINE_MS, TimeUnit.MILLISECONDS).join();
            if (told instanceof VoterChange.Outcome.Done) {
                return;
            }
            assertTrue(System.nanoTime() - deadline < 0, told::toString);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void quorumGrowsFromOneToThreeAndShrinksAgainWhileItWrites() throws IOException {
        new Member(1, joining(1, List.of(member(1))));
        List<String> all = new ArrayList<>();
        awaitLeader().propose("a");
        all.add("a");
        for (int id = 2; id <= 3; id++) {
            new Member(id, joining(id, List.of()));
            change(new VoterChange.Add(member(id)));
            awaitLeader().propose("with-" + id);
            all.add("with-" + id);
        }
        awaitApplied(all);
        Member first = awaitLeader();
        assertEquals(3, first.ask(first.node::status).voters().size());
        change(new VoterChange.Remove(first.id, new UUID(first.id, 1)));
        await("another leads", () -> first.leads == -1 && awaitLeader() != first);
        Member second = awaitLeader();
        second.propose("after");
        all.add("after");
        int third = 6 - first.id - second.id;
        change(new VoterChange.Remove(third, new UUID(third, 1)));
        second.propose("alone");
        all.add("alone");
        awaitApplied(all);
        assertEquals(List.of(member(second.id)), second.ask(second.node::status).voters());
        // All of it is remembered, by who has the vote and by who has not.
        second.kill();
        Member again = new Member(second.id, joining(second.id, List.of()));
        await("it leads again", () -> again.leads != -1);
        assertEquals(List.of(member(second.id)), again.ask(again.node::status).voters());
    }
}
