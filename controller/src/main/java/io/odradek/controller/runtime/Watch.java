package io.odradek.controller.runtime;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.state.ControllerState;
import io.odradek.log.io.Shard;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;

/**
 * The active controller's watch over brokers: fences the dead, at once where their death is known
 * and after their session timeout where it is only feared; gives leaderships back to preferred
 * replicas once they can have them. Confined to the controller's shard.
 *
 * <p>A new leader has no streams yet, so it cannot tell a dead broker from one that is about to
 * reconnect. It goes by what it can see: a voter whose connection to us was reset or is refused is
 * dead, and so is, a moment later, a broker that did not come and whose host refuses connections.
 */
public final class Watch implements ControllerLoop.LeadershipListener {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long TICK_NANOS = 50_000_000;
    private static final long PROBE_AFTER_NANOS = 300_000_000;
    private static final int LEADERS_MOVED_MAX = 50;

    private final Shard shard;
    private final ControllerLoop loop;
    private final LivenessProbe probe;
    private final Set<Integer> peersGone = new HashSet<>();
    private int activeTerm = -1;
    private boolean rebalancing;
    private Shard.@Nullable Timer tick;

    public Watch(Shard shard, ControllerLoop loop, LivenessProbe probe) {
        this.shard = shard;
        this.loop = loop;
        this.probe = probe;
        loop.addListener(this);
    }

    /** The process of controller {@code nodeId} is gone: its connection was reset or refused. */
    public void peerGone(int nodeId) {
        peersGone.add(nodeId);
        @Nullable ControllerState state = loop.state();
        if (state != null
                && state.unattached().stream().anyMatch(broker -> broker.id() == nodeId)) {
            state.processGone(nodeId);
            fenceExpired();
        }
    }

    public void peerBack(int nodeId) {
        peersGone.remove(nodeId);
    }

    /** The stream of a broker's session ended, in order or not: either way it is leaving. */
    public void streamEnded(int brokerId, long stream) {
        @Nullable ControllerState state = loop.state();
        if (state != null && state.streamEnded(brokerId, stream)) {
            fenceExpired();
        }
    }

    @Override
    public void gained(int term) {
        activeTerm = term;
        @Nullable ControllerState state = loop.state();
        if (state == null) {
            return;
        }
        for (BrokerImage broker : state.unattached()) {
            if (peersGone.contains(broker.id())) {
                LOG.info("Broker {} died with its controller", broker.id());
                state.processGone(broker.id());
            }
        }
        fenceExpired();
        shard.schedule(() -> probeUnattached(term), PROBE_AFTER_NANOS);
        schedule(term);
    }

    @Override
    public void lost(int term) {
        activeTerm = -1;
        if (tick != null) {
            tick.cancel();
            tick = null;
        }
    }

    private void probeUnattached(int term) {
        @Nullable ControllerState state = loop.state();
        if (term != activeTerm || state == null) {
            return;
        }
        for (BrokerImage broker : state.unattached()) {
            probe.probe(broker, verdict -> shard.execute(() -> probed(term, broker.id(), verdict)));
        }
    }

    private void probed(int term, int brokerId, LivenessProbe.Verdict verdict) {
        @Nullable ControllerState state = loop.state();
        if (term == activeTerm && state != null && verdict == LivenessProbe.Verdict.REFUSED) {
            LOG.info("Broker {} did not come back and its host refuses connections", brokerId);
            state.processGone(brokerId);
            fenceExpired();
        }
    }

    private void schedule(int term) {
        tick =
                shard.schedule(
                        () -> {
                            if (term == activeTerm) {
                                fenceExpired();
                                light();
                                rebalance();
                                schedule(term);
                            }
                        },
                        TICK_NANOS);
    }

    private void fenceExpired() {
        @Nullable ControllerState state = loop.state();
        if (state != null && state.hasExpired(loop.nowMs())) {
            // When the log is too busy to take it, the next tick tries again.
            loop.submit(ControllerState.fenceExpired(), Watch::fenced);
        }
    }

    /** Ends the elections that a busy log, or another leader, left undone. */
    private void light() {
        @Nullable ControllerState state = loop.state();
        if (state != null && state.lightDue()) {
            loop.submit(ControllerState.lightPartitions(), _ -> {});
        }
    }

    private static void fenced(Answer<SortedSet<Integer>> answer) {
        if (answer instanceof Answer.Done<SortedSet<Integer>>(SortedSet<Integer> brokers)) {
            LOG.info("Fenced {}", brokers);
        }
    }

    /** Gently: a few at a time, and no more before these are committed. */
    private void rebalance() {
        @Nullable ControllerState state = loop.state();
        if (state != null
                && !rebalancing
                && loop.settings().autoLeaderRebalance()
                && state.leadersDue(loop.nowMs())) {
            rebalancing = true;
            loop.submit(
                    ControllerState.rebalanceLeaders(LEADERS_MOVED_MAX),
                    answer -> {
                        rebalancing = false;
                        if (answer instanceof Answer.Done<Integer>(Integer moved) && moved > 0) {
                            LOG.info("Gave {} leaderships back to preferred replicas", moved);
                        }
                    });
        }
    }
}
