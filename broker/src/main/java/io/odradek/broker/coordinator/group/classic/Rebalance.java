package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.group.shared.Timers;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupResponse;

import java.util.OptionalLong;

/**
 * From one generation to the next: members are told to join again, and who has not done so within
 * the longest rebalance timeout is out; so is who joins and then does not ask for its assignment. A
 * group that was empty gathers for a while first, so that the members of an application that starts
 * do not come one by one.
 */
final class Rebalance {
    private record JoinDeadline(String groupId) {}

    private record SyncDeadline(String groupId) {}

    private final int gatheringMs;
    private final Timers timers;
    private final Sessions sessions;

    Rebalance(int gatheringMs, Timers timers) {
        this.gatheringMs = gatheringMs;
        this.timers = timers;
        this.sessions = new Sessions(timers, this::sessionExpired);
    }

    Sessions sessions() {
        return sessions;
    }

    /** Somebody came, went, or wants something else. */
    void demand(ClassicGroup group, Now now, Effects out) {
        switch (group.state()) {
            case PREPARING_REBALANCE -> completeIfAllHaveJoined(group, now, out);
            case EMPTY, COMPLETING_REBALANCE, STABLE -> begin(group, now, out);
        }
    }

    private void begin(ClassicGroup group, Now now, Effects out) {
        boolean gathers = group.state() == ClassicState.EMPTY && gatheringMs > 0;
        refuseSyncs(group, now, out);
        endSyncing(group);
        group.become(ClassicState.PREPARING_REBALANCE, now.wallMs());
        if (gathers) {
            group.gatheringSinceMs = OptionalLong.of(now.monotonicMs());
            group.someoneCame = false;
            setJoinDeadline(group, now.monotonicMs() + gatheringMs);
        } else {
            setJoinDeadline(group, now.monotonicMs() + group.rebalanceTimeoutMs());
            completeIfAllHaveJoined(group, now, out);
        }
    }

    private void setJoinDeadline(ClassicGroup group, long deadlineMs) {
        timers.set(
                new JoinDeadline(group.groupId()),
                deadlineMs,
                (now, out) -> joinDeadlineCame(group, now, out));
    }

    private void joinDeadlineCame(ClassicGroup group, Now now, Effects out) {
        if (group.gatheringSinceMs.isPresent() && group.someoneCame) {
            long latest = group.gatheringSinceMs.getAsLong() + group.rebalanceTimeoutMs();
            long next = Math.min(now.monotonicMs() + gatheringMs, latest);
            if (next > now.monotonicMs()) {
                group.someoneCame = false;
                setJoinDeadline(group, next);
                return;
            }
        }
        complete(group, now, out);
    }

    private void completeIfAllHaveJoined(ClassicGroup group, Now now, Effects out) {
        boolean gathering = group.gatheringSinceMs.isPresent() && !group.isEmpty();
        if (!gathering && group.allHaveJoined()) {
            complete(group, now, out);
        }
    }

    /** Begins the next generation with who has joined, and with static members, who may be away. */
    private void complete(ClassicGroup group, Now now, Effects out) {
        for (ClassicMember member : group.membersNow()) {
            if (member.join == null && !member.isStatic()) {
                sessions.end(group, member.id());
                group.remove(member);
            }
        }
        if (!group.isEmpty() && !group.electJoinedLeader()) {
            // Nobody could assign anything. Who does not come back is out when its session ends.
            setJoinDeadline(group, now.monotonicMs() + group.rebalanceTimeoutMs());
            return;
        }
        timers.cancel(new JoinDeadline(group.groupId()));
        group.gatheringSinceMs = OptionalLong.empty();
        group.nextGeneration(now.wallMs());
        if (group.isEmpty()) {
            GroupLog.write(group, out);
        } else {
            announce(group, now, out);
        }
    }

    private void announce(ClassicGroup group, Now now, Effects out) {
        for (ClassicMember member : group.membersNow()) {
            Parked<JoinGroupResponse> join = group.park(member, null);
            if (join != null) {
                group.notSynced().add(member.id());
                member.isNew = false;
                sessions.putOff(group, member, now);
                out.reply(join.to(), Answers.joined(group, member));
            }
        }
        timers.set(
                new SyncDeadline(group.groupId()),
                now.monotonicMs() + group.rebalanceTimeoutMs(),
                (then, late) -> syncDeadlineCame(group, then, late));
    }

    private void syncDeadlineCame(ClassicGroup group, Now now, Effects out) {
        boolean anyoneLeft = false;
        for (ClassicMember member : group.membersNow()) {
            if (group.notSynced().contains(member.id())) {
                drop(group, member, out);
                anyoneLeft = true;
            }
        }
        if (anyoneLeft) {
            demand(group, now, out);
        }
    }

    /** The member asked for its assignment. */
    void synced(ClassicGroup group, ClassicMember member) {
        group.notSynced().remove(member.id());
        if (group.notSynced().isEmpty()) {
            endSyncing(group);
        }
    }

    private void endSyncing(ClassicGroup group) {
        group.notSynced().clear();
        timers.cancel(new SyncDeadline(group.groupId()));
    }

    private void refuseSyncs(ClassicGroup group, Now now, Effects out) {
        for (ClassicMember member : group.members()) {
            if (member.sync != null) {
                // Until now it was here: its session begins with the answer.
                sessions.putOff(group, member, now);
                Answers.refuseSync(member, ErrorCode.REBALANCE_IN_PROGRESS, out);
            }
        }
    }

    private void sessionExpired(ClassicGroup group, String memberId, Now now, Effects out) {
        ClassicMember member = group.find(memberId);
        if (member == null) {
            forgetPending(group, memberId, now, out);
        } else if (!member.isNew && (member.join != null || member.sync != null)) {
            // It cannot be heard of while its request waits here.
            sessions.putOff(group, member, now);
        } else {
            drop(group, member, out);
            demand(group, now, out);
        }
    }

    /** Who was given an id does not come back. */
    void forgetPending(ClassicGroup group, String memberId, Now now, Effects out) {
        if (!group.pending().remove(memberId)) {
            return;
        }
        sessions.end(group, memberId);
        if (group.state() == ClassicState.PREPARING_REBALANCE) {
            completeIfAllHaveJoined(group, now, out);
        }
    }

    /** Takes a member out; {@link #demand} is to follow, after the last of several. */
    void drop(ClassicGroup group, ClassicMember member, Effects out) {
        Answers.refuseJoin(group.park(member, null), member.id(), ErrorCode.UNKNOWN_MEMBER_ID, out);
        Answers.refuseSync(member, ErrorCode.UNKNOWN_MEMBER_ID, out);
        sessions.end(group, member.id());
        group.remove(member);
    }

    /** The group ceases to be, or is another's from now on: nothing happens to it any more. */
    void forget(ClassicGroup group, ErrorCode why, Effects out) {
        for (ClassicMember member : group.members()) {
            Answers.refuseJoin(group.park(member, null), member.id(), why, out);
            Answers.refuseSync(member, why, out);
            sessions.end(group, member.id());
        }
        group.pending().forEach(memberId -> sessions.end(group, memberId));
        timers.cancel(new JoinDeadline(group.groupId()));
        endSyncing(group);
    }
}
