package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.Timers;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;

import org.jspecify.annotations.Nullable;

/** How long a member may be silent, and how long it may take to give partitions up. */
final class MemberTimers {
    /** A member's time is over. */
    interface Expiry {
        void expire(String groupId, String memberId, Now now, Effects out);
    }

    private record Session(String groupId, String memberId) {}

    private record Revocation(String groupId, String memberId) {}

    private final Timers timers;
    private final int sessionTimeoutMs;
    private final Expiry expiry;

    MemberTimers(Timers timers, int sessionTimeoutMs, Expiry expiry) {
        this.timers = timers;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.expiry = expiry;
    }

    /** It has just been heard of. */
    void heard(ConsumerGroup group, Member member, Now now) {
        String groupId = group.groupId();
        String memberId = member.id();
        @Nullable ClassicMemberMetadata classic = member.classic();
        int timeoutMs = classic == null ? sessionTimeoutMs : classic.sessionTimeoutMs();
        timers.set(
                new Session(groupId, memberId),
                now.monotonicMs() + timeoutMs,
                (then, out) -> expiry.expire(groupId, memberId, then, out));
    }

    /** The time to give up runs from when it was told to; it does not begin anew while it lasts. */
    void stepped(ConsumerGroup group, Member member, Now now) {
        Revocation key = new Revocation(group.groupId(), member.id());
        if (member.current().state() != MemberState.UNREVOKED_PARTITIONS) {
            timers.cancel(key);
            return;
        }
        timers.set(
                key,
                now.monotonicMs() + member.metadata().rebalanceTimeoutMs(),
                (then, out) -> {
                    if (member.current().state() == MemberState.UNREVOKED_PARTITIONS) {
                        expiry.expire(group.groupId(), member.id(), then, out);
                    }
                });
    }

    void cancel(String groupId, String memberId) {
        timers.cancel(new Session(groupId, memberId));
        timers.cancel(new Revocation(groupId, memberId));
    }
}
