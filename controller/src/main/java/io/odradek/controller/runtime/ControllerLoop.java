package io.odradek.controller.runtime;

import com.google.protobuf.InvalidProtocolBufferException;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.runtime.Pending.Waiter;
import io.odradek.controller.state.ControllerSettings;
import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.ControllerState.Command;
import io.odradek.controller.state.Decision;
import io.odradek.controller.state.Invariants;
import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.StateMachine;
import io.odradek.wire.control.metadata.MetadataBatch;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A controller, active or standing by. Confined to its shard, the one raft runs on.
 *
 * <p>Standing by, it replays what is committed. Active, it decides commands on a speculative state,
 * proposes each decision as one batch and answers it once it is committed; what was not committed
 * when leadership is lost is undone by dropping that state.
 */
public final class ControllerLoop implements StateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);

    /** Memory for changes that readers who lag a little, or reconnect, need. */
    private static final int RECENT_BYTES = 32 << 20;

    private final Shard shard;
    private final ControllerSettings settings;
    private final RandomGenerator random;
    private final Feed feed;
    private final Pending pending = new Pending();
    private final List<LeadershipListener> listeners = new ArrayList<>();
    private @Nullable Raft raft;
    private ClusterImage committed = ClusterImage.EMPTY;
    private List<RaftStatus.Voter> voters = List.of();
    private int leaderId = -1;
    private int leaderTerm;

    /** Present while active. */
    private @Nullable ControllerState state;

    private int term;
    private long lastIndex;

    /** Hears, on the shard, when this node begins and ceases to be the active controller. */
    public interface LeadershipListener {
        void gained(int term);

        void lost(int term);
    }

    public ControllerLoop(Shard shard, ControllerSettings settings, RandomGenerator random) {
        this(shard, settings, random, RECENT_BYTES);
    }

    ControllerLoop(
            Shard shard, ControllerSettings settings, RandomGenerator random, int recentBytes) {
        this.feed = new Feed(recentBytes);
        this.shard = shard;
        this.settings = settings;
        this.random = random;
    }

    /** Ties the knot; before raft starts. */
    public void attach(Raft raftNode) {
        raft = raftNode;
    }

    public void addListener(LeadershipListener listener) {
        listeners.add(listener);
    }

    public ControllerSettings settings() {
        return settings;
    }

    public ClusterImage committed() {
        return committed;
    }

    public boolean active() {
        return state != null;
    }

    /** The controllers with a vote, as this node knows them. */
    public List<RaftStatus.Voter> voters() {
        return voters;
    }

    public int leaderId() {
        return leaderId;
    }

    public int leaderTerm() {
        return leaderTerm;
    }

    /** The state of this term; null when standing by. */
    @Nullable ControllerState state() {
        return state;
    }

    private Raft raft() {
        return Objects.requireNonNull(raft, "attach comes first");
    }

    long nowMs() {
        return shard.nanoTime() / 1_000_000;
    }

    /** Brokers that follow the log over their streams; none when standing by. */
    public List<RaftStatus.Replica> observers() {
        @Nullable ControllerState current = state;
        if (current == null) {
            return List.of();
        }
        long wallMs = shard.wallClockMs();
        return current.sessions().readers(nowMs()).stream()
                .map(
                        r -> {
                            long heardMs = wallMs - r.silentMs();
                            boolean caughtUp = r.metadataOffset() >= committed.offset();
                            return new RaftStatus.Replica(
                                    r.brokerId(),
                                    directory(r.brokerId()),
                                    false,
                                    r.metadataOffset(),
                                    heardMs,
                                    caughtUp ? heardMs : -1);
                        })
                .toList();
    }

    /** What stands for a broker's disk where controllers show that of the metadata log. */
    private UUID directory(int brokerId) {
        @Nullable BrokerImage broker = committed.brokers().get(brokerId);
        return broker == null || broker.logDirs().isEmpty()
                ? RaftStatus.Voter.NO_DIRECTORY
                : broker.logDirs().getFirst();
    }

    // Commands.

    /**
     * Decides {@code command} now; {@code answer} runs on the shard once the outcome is certain.
     */
    public <R> void submit(Command<R> command, Consumer<Answer<R>> answer) {
        @Nullable ControllerState current = state;
        if (current == null) {
            answer.accept(new Answer.NotLeader<>(leaderId, leaderTerm));
            return;
        }
        Decision<R> decision;
        ImageDelta delta;
        try {
            decision = command.decide(current, nowMs(), lastIndex + 1);
            delta = current.preview(decision, lastIndex + 1, term);
        } catch (RuntimeException e) {
            // Nothing was changed, so the command alone is refused.
            LOG.error("A controller command failed; nothing was changed", e);
            answer.accept(new Answer.Failed<>(String.valueOf(e.getMessage())));
            return;
        }
        @Nullable Command<R> rest = ControllerState.rest(decision);
        if (decision.records().isEmpty() && rest != null) {
            current.accept(decision);
            submit(rest, answer);
            return;
        }
        Waiter waiter =
                rest != null
                        ? Waiter.NOBODY
                        : new Waiter(
                                () -> answer.accept(new Answer.Done<>(decision.reply())),
                                leader ->
                                        answer.accept(new Answer.NotLeader<>(leader, leaderTerm)));
        if (decision.records().isEmpty()) {
            current.accept(decision);
            // The reply may tell of something decided but not yet committed.
            if (!pending.joinLast(waiter)) {
                waiter.committed().run();
            }
            return;
        }
        propose(current, decision, delta, waiter, answer);
    }

    private <R> void propose(
            ControllerState current,
            Decision<R> decision,
            ImageDelta delta,
            Waiter waiter,
            Consumer<Answer<R>> answer) {
        byte[] batch =
                MetadataBatch.newBuilder()
                        .addAllRecords(decision.records())
                        .setTimestampMs(shard.wallClockMs())
                        .build()
                        .toByteArray();
        if (batch.length > RaftConfig.ENTRY_BYTES_MAX) {
            answer.accept(
                    new Answer.Failed<>(
                            "The change takes %d bytes of metadata, more than the %d of one batch; ask for less at once."
                                    .formatted(batch.length, RaftConfig.ENTRY_BYTES_MAX)));
            return;
        }
        switch (raft().propose(term, batch)) {
            case Raft.Proposal.Accepted(long index) -> {
                ImageDelta exact =
                        index == delta.after().offset()
                                ? delta
                                : current.preview(decision, index, term);
                current.accept(decision, exact);
                lastIndex = index;
                pending.add(index, exact.after(), waiter);
                @Nullable Command<R> rest = ControllerState.rest(decision);
                if (rest != null) {
                    // At once, so that nothing comes between the batches of one command.
                    submit(rest, answer);
                }
            }
            case Raft.Proposal.Busy() -> answer.accept(new Answer.Busy<>());
            case Raft.Proposal.NotLeader(int leader, int leadersTerm) ->
                    answer.accept(new Answer.NotLeader<>(leader, leadersTerm));
        }
    }

    // The metadata stream.

    /** False when there are too many subscribers. */
    public boolean subscribe(Subscriber subscriber, long afterOffset) {
        if (state == null) {
            subscriber.notLeader(leaderId, leaderTerm);
            return true;
        }
        return feed.add(subscriber, afterOffset);
    }

    public void unsubscribe(Subscriber subscriber) {
        feed.remove(subscriber);
    }

    /** {@code subscriber} is ready for more. */
    public void pump(Subscriber subscriber) {
        feed.pump(subscriber);
    }

    // The replicated log.

    @Override
    public void apply(long index, int entryTerm, byte[] command) {
        MetadataBatch batch = parse(index, command);
        Pending.@Nullable Batch own = pending.committed(index);
        if (own != null) {
            // Replayed already, when it was accepted: the very same records on the same image.
            committed = own.image();
        } else {
            ImageBuilder builder = new ImageBuilder(committed).replay(batch.getRecordsList());
            ClusterImage next = builder.build(index, entryTerm);
            Invariants.check(builder.delta(next));
            committed = next;
        }
        feed.committed(committed, batch);
        if (own != null) {
            own.waiters().forEach(w -> quietly(w.committed()));
        }
    }

    /** A caller that cannot be answered must not hurt the log. */
    private static void quietly(Runnable reply) {
        try {
            reply.run();
        } catch (RuntimeException e) {
            LOG.warn("A reply could not be given", e);
        }
    }

    private static MetadataBatch parse(long index, byte[] command) {
        try {
            return MetadataBatch.parseFrom(command);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "The metadata log cannot be read at index %d: %s. Restore this node's metadata directory from another controller."
                            .formatted(index, e.getMessage()),
                    e);
        }
    }

    @Override
    public void leadershipGained(int newTerm) {
        LOG.info("Active controller of term {}, at offset {}", newTerm, committed.offset());
        term = newTerm;
        lastIndex = raft().status().lastIndex();
        state = new ControllerState(committed, settings, random, nowMs());
        submit(ControllerState.bootstrap(), this::bootstrapped);
        List.copyOf(listeners).forEach(l -> l.gained(newTerm));
    }

    private void bootstrapped(Answer<Boolean> answer) {
        if (answer instanceof Answer.Failed<Boolean>(String message)) {
            throw new IllegalStateException(message);
        }
    }

    @Override
    public void leadershipLost(int oldTerm) {
        LOG.info("No longer the active controller of term {}", oldTerm);
        state = null;
        pending.lost(leaderId);
        feed.end(leaderId, leaderTerm);
        List.copyOf(listeners).forEach(l -> l.lost(oldTerm));
    }

    @Override
    public void leaderChanged(int leader, int newTerm) {
        leaderId = leader;
        leaderTerm = newTerm;
    }

    @Override
    public void votersChanged(List<RaftStatus.Voter> now) {
        voters = now;
    }

    @Override
    public byte[] snapshot() {
        return MetadataBatch.newBuilder()
                .addAllRecords(ImageRecords.snapshot(committed))
                .build()
                .toByteArray();
    }

    @Override
    public void restore(long index, int entryTerm, byte[] snapshot) {
        ImageBuilder builder = new ImageBuilder(ClusterImage.EMPTY);
        builder.replay(parse(index, snapshot).getRecordsList());
        committed = builder.build(index, entryTerm);
        feed.restored(committed);
    }
}
