package io.odradek.sim.client;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** One process's time in a group, from its first join until it leaves or dies. */
sealed interface MemberLife permits ClassicLife, ConsumerLife {
    /** How long a coordinator waits for a word, which it may do with a clock that runs wrong. */
    int SESSION_MS = 6000;

    int REBALANCE_MS = 9000;
    int HEARTBEAT_MS = 800;

    /**
     * The place it fills and what it has to fill it with.
     *
     * @param member the place's number, over all lives
     * @param fenced to be called when it may not be a member any more: it ends
     */
    record Seat(
            String group,
            int member,
            @Nullable String instanceId,
            List<String> topics,
            History history,
            Coordination coordination,
            SimClient data,
            Runnable fenced) {
        SimClient client() {
            return coordination.client();
        }

        void surprised(String what) {
            history.surprised("member %d of group %s".formatted(member, group), what);
        }
    }

    void begin();

    /** Commits what it has read, for as long as that takes. */
    void commit();

    /** Says goodbye; {@code gone} runs when it is over, heard or not. */
    void leave(Runnable gone);

    /** What it owns and has no doubt about. */
    Set<Address> owned();
}
