package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.classic.ClassicProtocol.WaitingJoin;
import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The one request of the consumer protocol: it joins, stays, acknowledges and leaves. */
final class Heartbeats {
    private final Groups groups;
    private final MemberIds ids;
    private final Targets targets;
    private final Joins joins;
    private final Departures departures;
    private final Rebalancer rebalancer;
    private final MemberTimers timers;
    private final GroupCreation creation;
    private final Regexes regexes;
    private final ClassicJoins classicJoins;
    private final int intervalMs;

    Heartbeats(
            Groups groups,
            MemberIds ids,
            Targets targets,
            Joins joins,
            Departures departures,
            Rebalancer rebalancer,
            MemberTimers timers,
            GroupCreation creation,
            Regexes regexes,
            ClassicJoins classicJoins,
            int intervalMs) {
        this.groups = groups;
        this.ids = ids;
        this.targets = targets;
        this.joins = joins;
        this.departures = departures;
        this.rebalancer = rebalancer;
        this.timers = timers;
        this.creation = creation;
        this.regexes = regexes;
        this.classicJoins = classicJoins;
        this.intervalMs = intervalMs;
    }

    /**
     * @throws GroupException if it is refused; nothing has changed then
     */
    ConsumerGroupHeartbeatResponse heartbeat(
            RequestOrigin from,
            ConsumerGroupHeartbeatRequest request,
            ClusterImage image,
            Now now,
            Effects out) {
        HeartbeatRules.check(from.apiVersion(), request, targets.names());
        return switch (request.memberEpoch()) {
            case Current.LEFT, Current.AWAY -> leave(request, image, now, out);
            case 0 -> join(from, request, image, now, out);
            default -> stay(from, request, image, now, out);
        };
    }

    private ConsumerGroupHeartbeatResponse join(
            RequestOrigin from,
            ConsumerGroupHeartbeatRequest request,
            ClusterImage image,
            Now now,
            Effects out) {
        checkRegex(request);
        String groupId = request.groupId();
        String memberId = request.memberId().isEmpty() ? ids.fresh() : request.memberId();
        @Nullable String instanceId = request.instanceId();
        List<WaitingJoin> waiting = creation.displace(groupId, instanceId, image, now, out);
        @Nullable ConsumerGroup found = creation.find(groupId);
        ConsumerGroup group = found == null ? creation.unborn(groupId) : found;
        @Nullable Member predecessor = Joins.predecessor(group, memberId, instanceId);
        joins.checkSize(groupId, group.size(), predecessor != null);
        if (predecessor != null && !predecessor.id().equals(memberId)) {
            MemberRules.checkReleased(group, predecessor);
        }
        boolean regroup =
                joins.join(
                        group,
                        memberId,
                        predecessor,
                        MemberDescription.joining(from, request),
                        out);
        ConsumerGroup joined = existing(groupId, memberId);
        Member member = MemberRules.find(joined, memberId, instanceId);
        rebalancer.advance(joined, member, regroup, Owned.NOTHING, image, now, out);
        timers.heard(joined, member, now);
        classicJoins.joinWaiting(joined, waiting, image, now, out);
        return answer(member, true);
    }

    private ConsumerGroupHeartbeatResponse stay(
            RequestOrigin from,
            ConsumerGroupHeartbeatRequest request,
            ClusterImage image,
            Now now,
            Effects out) {
        ConsumerGroup group = existing(request.groupId(), request.memberId());
        Member member = MemberRules.find(group, request.memberId(), request.instanceId());
        if (member.isClassic()) {
            throw MemberRules.unknown(request.groupId(), request.memberId());
        }
        Owned owned = owned(request.topicPartitions());
        MemberRules.checkEpoch(member, request.memberEpoch(), owned);
        checkRegex(request);
        ConsumerGroupMemberMetadataValue before = member.metadata();
        ConsumerGroupMemberMetadataValue after = MemberDescription.updated(before, from, request);
        if (!after.equals(before)) {
            out.append(Records.member(group.groupId(), member.id(), after));
        }
        boolean mustTell = request.memberEpoch() != member.epoch() || isFull(request);
        boolean regroup = MemberDescription.asksForOther(before, after);
        boolean changed = rebalancer.advance(group, member, regroup, owned, image, now, out);
        timers.heard(group, member, now);
        return answer(member, mustTell || changed);
    }

    private ConsumerGroupHeartbeatResponse leave(
            ConsumerGroupHeartbeatRequest request, ClusterImage image, Now now, Effects out) {
        ConsumerGroup group = existing(request.groupId(), request.memberId());
        Member member = MemberRules.find(group, request.memberId(), request.instanceId());
        if (request.memberEpoch() == Current.AWAY) {
            departures.away(group, member, now, out);
        } else {
            departures.remove(group, List.of(member), image, now, out);
        }
        return new ConsumerGroupHeartbeatResponse(
                0, ErrorCode.NONE.code(), null, member.id(), request.memberEpoch(), 0, null);
    }

    /** A group that is gone is, to its member, a member that is gone: it can join again. */
    private ConsumerGroup existing(String groupId, String memberId) {
        @Nullable Group group = groups.find(groupId);
        if (group instanceof ConsumerGroup consumers) {
            return consumers;
        }
        throw MemberRules.unknown(groupId, memberId);
    }

    private void checkRegex(ConsumerGroupHeartbeatRequest request) {
        @Nullable String regex = request.subscribedTopicRegex();
        if (regex != null && !regex.isEmpty()) {
            regexes.check(regex);
        }
    }

    /** A member that says everything wants to hear everything. */
    private static boolean isFull(ConsumerGroupHeartbeatRequest request) {
        return request.rebalanceTimeoutMs() != -1
                && (request.subscribedTopicNames() != null
                        || request.subscribedTopicRegex() != null)
                && request.topicPartitions() != null;
    }

    private static Owned owned(
            @Nullable List<ConsumerGroupHeartbeatRequest.TopicPartitions> claims) {
        if (claims == null) {
            return Owned.UNSAID;
        }
        return Owned.said(
                test -> {
                    for (var topic : claims) {
                        for (int partition : topic.partitions()) {
                            if (!test.test(topic.topicId(), partition)) {
                                return false;
                            }
                        }
                    }
                    return true;
                });
    }

    private ConsumerGroupHeartbeatResponse answer(Member member, boolean withAssignment) {
        return new ConsumerGroupHeartbeatResponse(
                0,
                ErrorCode.NONE.code(),
                null,
                member.id(),
                member.epoch(),
                intervalMs,
                withAssignment ? assignment(member.current().assigned()) : null);
    }

    private static ConsumerGroupHeartbeatResponse.Assignment assignment(PartitionSet partitions) {
        List<ConsumerGroupHeartbeatResponse.TopicPartitions> topics = new ArrayList<>();
        for (UUID topic : partitions.topics()) {
            topics.add(
                    new ConsumerGroupHeartbeatResponse.TopicPartitions(
                            topic, partitions.partitions(topic)));
        }
        return new ConsumerGroupHeartbeatResponse.Assignment(topics);
    }
}
