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

    /** What a classic member must do within its rebalance timeout. */
    private sealed interface Awaited {
        String groupId();

        String memberId();
    }

    private record Join(String groupId, String memberId) implements Awaited {}

    private record Sync(String groupId, String memberId) implements Awaited {}

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

    /** A classic member was told to join again. */
    void expectJoin(ConsumerGroup group, Member member, Now now) {
        expect(new Join(group.groupId(), member.id()), member, now);
    }

    /** A classic member has joined and is to ask for its assignment. */
    void expectSync(ConsumerGroup group, Member member, Now now) {
        timers.cancel(new Join(group.groupId(), member.id()));
        timers.cancel(new Sync(group.groupId(), member.id()));
        expect(new Sync(group.groupId(), member.id()), member, now);
    }

    void synced(ConsumerGroup group, Member member) {
        timers.cancel(new Sync(group.groupId(), member.id()));
    }

    private void expect(Awaited key, Member member, Now now) {
        if (!timers.isSet(key)) {
            timers.set(
                    key,
                    now.monotonicMs() + member.metadata().rebalanceTimeoutMs(),
                    (then, out) -> expiry.expire(key.groupId(), key.memberId(), then, out));
        }
    }

    void cancel(String groupId, String memberId) {
        timers.cancel(new Join(groupId, memberId));
        timers.cancel(new Sync(groupId, memberId));
        timers.cancel(new Session(groupId, memberId));
        timers.cancel(new Revocation(groupId, memberId));
    }
}
