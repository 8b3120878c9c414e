package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.group.shared.Timers;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;

/** Until when members must be heard of. */
final class Sessions {
    /** How long one that never was in a generation may wait for its first: clients give up then. */
    private static final long NEWCOMER_MS = 300_000;

    /** What happens to a member nobody hears of. */
    interface Expiry {
        void expired(ClassicGroup group, String memberId, Now now, Effects out);
    }

    private record Key(String groupId, String memberId) {}

    private final Timers timers;
    private final Expiry expiry;

    Sessions(Timers timers, Expiry expiry) {
        this.timers = timers;
        this.expiry = expiry;
    }

    /** The member was heard of. */
    void putOff(ClassicGroup group, ClassicMember member, Now now) {
        set(group, member.id(), now, member.sessionTimeoutMs());
    }

    /** A new member waits for its first generation. */
    void await(ClassicGroup group, ClassicMember member, Now now) {
        set(group, member.id(), now, NEWCOMER_MS);
    }

    /** Somebody was given an id and is to come back with it. */
    void expectBack(ClassicGroup group, String memberId, int sessionTimeoutMs, Now now) {
        set(group, memberId, now, sessionTimeoutMs);
    }

    void end(ClassicGroup group, String memberId) {
        timers.cancel(new Key(group.groupId(), memberId));
    }

    private void set(ClassicGroup group, String memberId, Now now, long timeoutMs) {
        timers.set(
                new Key(group.groupId(), memberId),
                now.monotonicMs() + timeoutMs,
                (then, out) -> expiry.expired(group, memberId, then, out));
    }
}
