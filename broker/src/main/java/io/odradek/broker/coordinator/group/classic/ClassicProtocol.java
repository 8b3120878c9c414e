package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.group.shared.Timers;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.GroupMetadataValue;
import io.odradek.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The classic groups of one coordinator. A method that refuses throws a {@link GroupException} and
 * has not answered.
 */
public final class ClassicProtocol {
    private final GroupSettings.Classic settings;
    private final Groups groups;
    private final Rebalance rebalance;
    private final Joins joins;
    private final Syncs syncs;
    private final Leaves leaves;

    public ClassicProtocol(
            GroupSettings.Classic settings, Groups groups, Timers timers, RandomGenerator random) {
        this.settings = settings;
        this.groups = groups;
        this.rebalance = new Rebalance(settings.initialRebalanceDelayMs(), timers);
        this.joins = new Joins(settings, random, rebalance);
        this.syncs = new Syncs(rebalance);
        this.leaves = new Leaves(rebalance);
    }

    /** A group's record, read from the log. */
    public void replay(GroupMetadataKey key, @Nullable GroupMetadataValue value) {
        if (value != null) {
            groups.put(GroupLog.read(key, value));
        } else if (groups.find(key.group()) instanceof ClassicGroup) {
            groups.remove(key.group());
        }
    }

    /** The members of all groups go on as if nothing had been. */
    public void loaded(Now now, Effects out) {
        for (Group group : new ArrayList<>(groups.all())) {
            if (group instanceof ClassicGroup classic) {
                begin(classic, now, out);
            }
        }
    }

    private void begin(ClassicGroup group, Now now, Effects out) {
        for (ClassicMember member : group.members()) {
            rebalance.sessions().putOff(group, member, now);
        }
        if (group.size() > settings.maxSize()) {
            rebalance.demand(group, now, out);
        }
    }

    /**
     * Another protocol turned its group into this one, and has written it so.
     *
     * @return the group, in the table, its members' sessions begun
     */
    public ClassicGroup adopt(
            GroupMetadataKey key, GroupMetadataValue value, Now now, Effects out) {
        ClassicGroup group = GroupLog.read(key, value);
        groups.put(group);
        begin(group, now, out);
        return group;
    }

    /** Makes the members of a group join again. */
    public void demandRebalance(ClassicGroup group, Now now, Effects out) {
        rebalance.demand(group, now, out);
    }

    /**
     * The group is removed, or another protocol's from now on: its deadlines end, whose requests
     * wait are told to join again.
     */
    public void forget(ClassicGroup group, Effects out) {
        rebalance.forget(group, ErrorCode.UNKNOWN_MEMBER_ID, out);
    }

    /** A join that waits for its group, and the member it made. */
    public record WaitingJoin(String memberId, ReplyTo<JoinGroupResponse> to, short apiVersion) {}

    /**
     * The group is another protocol's from now on, its members with it: its deadlines end, who
     * waits for an assignment is told to join again.
     *
     * @return the joins that wait, for the other protocol to answer
     */
    public List<WaitingJoin> release(ClassicGroup group, Effects out) {
        List<WaitingJoin> waiting = new ArrayList<>();
        for (ClassicMember member : group.members()) {
            Parked<JoinGroupResponse> join = group.park(member, null);
            if (join != null) {
                waiting.add(new WaitingJoin(member.id(), join.to(), join.version()));
            }
        }
        rebalance.forget(group, ErrorCode.REBALANCE_IN_PROGRESS, out);
        return waiting;
    }

    /**
     * @throws GroupException INVALID_SESSION_TIMEOUT
     */
    public void checkSession(JoinGroupRequest request) {
        joins.checkSession(request);
    }

    /** A group of offsets only, put into the table. */
    public ClassicGroup create(String groupId, Now now) {
        ClassicGroup group = new ClassicGroup(groupId, now.wallMs());
        groups.put(group);
        return group;
    }

    /**
     * @param group null if there is none of this id; it is created for a new member
     */
    public void joinGroup(
            @Nullable ClassicGroup group,
            RequestOrigin from,
            JoinGroupRequest request,
            ReplyTo<JoinGroupResponse> to,
            Now now,
            Effects out) {
        joins.checkSession(request);
        if (group == null && !request.memberId().isEmpty()) {
            throw unknownGroup(request.groupId());
        }
        ClassicGroup joined =
                group == null ? new ClassicGroup(request.groupId(), now.wallMs()) : group;
        joins.join(joined, from, request, to, now, out);
        if (group == null) {
            groups.put(joined);
        }
    }

    public void syncGroup(
            ClassicGroup group,
            RequestOrigin from,
            SyncGroupRequest request,
            ReplyTo<SyncGroupResponse> to,
            Now now,
            Effects out) {
        syncs.sync(group, request, from.apiVersion(), to, now, out);
    }

    public void heartbeat(
            ClassicGroup group,
            HeartbeatRequest request,
            ReplyTo<HeartbeatResponse> to,
            Now now,
            Effects out) {
        ClassicMember member = group.member(request.memberId(), request.groupInstanceId());
        group.checkGeneration(request.generationId());
        rebalance.sessions().putOff(group, member, now);
        ErrorCode error =
                switch (group.state()) {
                    case PREPARING_REBALANCE -> ErrorCode.REBALANCE_IN_PROGRESS;
                    case EMPTY, COMPLETING_REBALANCE, STABLE -> ErrorCode.NONE;
                };
        out.reply(to, HeartbeatResponse.builder().errorCode(error.code()).build());
    }

    public void leaveGroup(
            ClassicGroup group,
            RequestOrigin from,
            LeaveGroupRequest request,
            ReplyTo<LeaveGroupResponse> to,
            Now now,
            Effects out) {
        leaves.leave(group, from, request, to, now, out);
    }

    /** A member was heard of by another request than its own protocol's. */
    public void heardOf(ClassicGroup group, String memberId, Now now) {
        ClassicMember member = group.find(memberId);
        if (member != null && !member.isNew) {
            rebalance.sessions().putOff(group, member, now);
        }
    }

    public DescribedGroup describe(ClassicGroup group) {
        return Descriptions.describe(group);
    }

    public static JoinGroupResponse joinRefusal(
            RequestOrigin from, JoinGroupRequest request, ErrorCode why) {
        return Answers.joinRefused(request.memberId(), why, from.apiVersion());
    }

    public static SyncGroupResponse syncRefusal(ErrorCode why) {
        return Answers.syncRefused(why);
    }

    public static GroupException unknownGroup(String groupId) {
        return new GroupException(
                ErrorCode.UNKNOWN_MEMBER_ID,
                "There is no group " + groupId + " here: the member has to join again.");
    }
}
