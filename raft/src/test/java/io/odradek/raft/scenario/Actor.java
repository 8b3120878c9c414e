package io.odradek.raft.scenario;

import io.odradek.log.io.Shard;
import io.odradek.log.io.SimDisk;
import io.odradek.raft.Raft.Proposal;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.StateMachine;
import io.odradek.raft.VoterChange;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.core.RaftLog;
import io.odradek.raft.runtime.NodeTrace;
import io.odradek.raft.runtime.RaftNode;
import io.odradek.raft.sim.Scheduler;
import io.odradek.raft.sim.SimProcess;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A whole node on the stage: the real code on a simulated disk, with a clock of its own. */
final class Actor {

    final int id;
    final int disks;
    private final Stage stage;
    private final RaftConfig config;
    private final SimDisk disk;
    private final Scheduler clock;
    private @Nullable SimProcess process;
    private @Nullable Shard shard;
    private @Nullable RaftNode node;
    private @Nullable Port port;
    private @Nullable RaftCore core;
    private Machine machine = new Machine();

    /**
     * @param before the same node with its disk before, whose clock goes on
     */
    Actor(Stage stage, RaftConfig config, @Nullable Actor before) {
        this.stage = stage;
        this.config = config;
        this.id = config.nodeId();
        this.disks = (int) config.directoryId().getLeastSignificantBits();
        this.disk = Stage.disk(id * 10 + disks);
        this.clock = before == null ? new Scheduler() : before.clock;
    }

    String name() {
        return Words.name(id, config.directoryId());
    }

    Voter identity() {
        return new Voter(id, config.directoryId(), "host", id);
    }

    void start() {
        SimProcess born = new SimProcess(clock, 1);
        Shard loop = born.newShard();
        Port ear = new Port();
        machine = new Machine();
        process = born;
        shard = loop;
        port = ear;
        try {
            RaftNode raft =
                    RaftNode.open(
                            config,
                            machine,
                            new RaftNode.Ground(
                                    disk,
                                    loop,
                                    born.newLane(() -> 0),
                                    ear,
                                    new Random(id),
                                    problem -> {
                                        throw new IllegalStateException(problem);
                                    }),
                            new Trace());
            node = raft;
            raft.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        clock.run(0);
    }

    void crash() {
        if (process != null) {
            process.kill();
        }
        process = null;
        node = null;
        shard = null;
        port = null;
        core = null;
        disk.crash();
    }

    void elapse(long ms) {
        clock.run(ms * 1_000_000);
    }

    void receive(int from, RaftMessage message) {
        hear(ear -> ear.received(from, message));
    }

    void connected(int peer) {
        hear(ear -> ear.connected(peer));
    }

    void disconnected(int peer) {
        hear(ear -> ear.disconnected(peer));
    }

    private void hear(Consumer<RaftTransport.Receiver> news) {
        if (port != null && port.receiver != null) {
            news.accept(port.receiver);
            clock.run(0);
        }
    }

    private void onShard(Consumer<RaftNode> task) {
        RaftNode raft = node;
        if (shard != null && raft != null) {
            shard.execute(() -> task.accept(raft));
            clock.run(0);
        }
    }

    String propose(String text) {
        String[] answer = {"it is down"};
        onShard(
                raft -> {
                    Proposal outcome =
                            raft.propose(
                                    raft.status().term(), text.getBytes(StandardCharsets.UTF_8));
                    answer[0] =
                            switch (outcome) {
                                case Proposal.Accepted(long index) -> "accepted at " + index;
                                case Proposal.NotLeader(int leader, int _) ->
                                        "not the leader: " + leader;
                                case Proposal.Busy() -> "busy";
                            };
                });
        return answer[0];
    }

    void transfer() {
        onShard(raft -> raft.transferLeadership(() -> {}));
    }

    void change(VoterChange change) {
        onShard(raft -> raft.changeVoters(change, outcome -> {}));
    }

    @Nullable RaftStatus status() {
        return node == null ? null : node.status();
    }

    String applied() {
        return machine.applied.stream().map(Words::shortened).toList().toString();
    }

    String describeLog() {
        RaftCore known = core;
        if (node == null || known == null) {
            return "unknown";
        }
        RaftLog log = known.log();
        List<String> parts = new ArrayList<>();
        parts.add("after " + log.baseIndex() + "@" + log.termAt(log.baseIndex()));
        for (long index = log.firstIndex(); index <= log.lastIndex(); index++) {
            parts.add(
                    log.cached(index)
                            ? Words.of(log.slice(index, index, 1 << 20).getFirst())
                            : index + "@" + log.termAt(index));
        }
        return parts.stream().collect(Collectors.joining(", "));
    }

    private final class Trace implements NodeTrace {
        @Override
        public void stepped(RaftCore stepped, Input input, List<Output> outputs, long nowNanos) {
            core = stepped;
            stage.stepped(Actor.this, input, outputs);
        }
    }

    private final class Port implements RaftTransport {
        private @Nullable Receiver receiver;

        @Override
        public void start(Receiver ear) {
            receiver = ear;
        }

        @Override
        public void send(int to, RaftMessage message) {
            stage.post(id, Math.abs(to), message);
        }

        @Override
        public Set<Integer> bootstrap() {
            return id == 1 ? Set.of() : Set.of(-1);
        }
    }

    private static final class Machine implements StateMachine {
        private List<String> applied = new ArrayList<>();

        @Override
        public void apply(long index, int term, byte[] command) {
            applied.add(new String(command, StandardCharsets.UTF_8));
        }

        @Override
        public void leadershipGained(int term) {}

        @Override
        public void leadershipLost(int term) {}

        @Override
        public void leaderChanged(int leaderId, int term) {}

        @Override
        public byte[] snapshot() {
            return String.join(" ", applied).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void restore(long index, int term, byte[] snapshot) {
            String text = new String(snapshot, StandardCharsets.UTF_8);
            applied = new ArrayList<>(text.isEmpty() ? List.of() : List.of(text.split(" ")));
        }
    }
}
