package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupResponse;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A static member that comes back under its instance id takes its former self's place, and its
 * assignment with it, so that a restart costs the others nothing (KIP-345, KIP-814).
 */
final class StaticMembers {
    private StaticMembers() {}

    static void replace(
            Rebalance rebalance,
            ClassicGroup group,
            ClassicMember former,
            ClassicMember successor,
            Parked<JoinGroupResponse> join,
            Now now,
            Effects out) {
        String formerLeaderId = group.leaderId();
        boolean sameWishes = sameWishes(group, former, successor);
        Answers.refuseJoin(
                group.park(former, null), former.id(), ErrorCode.FENCED_INSTANCE_ID, out);
        Answers.refuseSync(former, ErrorCode.FENCED_INSTANCE_ID, out);
        rebalance.sessions().end(group, former.id());
        group.replace(former, successor);
        rebalance.sessions().putOff(group, successor, now);

        boolean goesOn =
                group.state() == ClassicState.STABLE
                        && sameWishes
                        && Objects.equals(group.elect(), group.protocol());
        if (goesOn) {
            GroupLog.write(group, out);
            out.reply(
                    join.to(),
                    takeOver(
                            group,
                            successor,
                            formerLeaderId == null ? "" : formerLeaderId,
                            join.version()));
        } else {
            group.park(successor, join);
            rebalance.demand(group, now, out);
        }
    }

    /**
     * A leader that comes back would assign, but a stable group takes no assignment: it is told so,
     * or, if its version knows no such thing, that the leader is somebody else.
     */
    private static JoinGroupResponse takeOver(
            ClassicGroup group, ClassicMember successor, String formerLeaderId, short version) {
        if (version < Answers.SKIPS_ASSIGNMENT) {
            return Answers.joined(group, successor, formerLeaderId, List.of(), false);
        }
        String leaderId = group.leaderId();
        boolean leads = group.isLeader(successor);
        return Answers.joined(
                group,
                successor,
                leaderId == null ? "" : leaderId,
                leads ? Answers.everybody(group) : List.of(),
                leads);
    }

    /** Whether it reads the same topics, as far as the coordinator can tell. */
    private static boolean sameWishes(
            ClassicGroup group, ClassicMember former, ClassicMember successor) {
        if (!group.protocolType().equals(ClassicGroup.CONSUMER)) {
            return true;
        }
        Optional<Set<String>> before = Subscriptions.read(former.metadataFor(group.protocol()));
        Optional<Set<String>> after = Subscriptions.read(successor.metadataFor(group.protocol()));
        return before.isEmpty() || after.isEmpty() || before.equals(after);
    }
}
