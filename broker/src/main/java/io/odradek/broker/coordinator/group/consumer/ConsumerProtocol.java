package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.classic.ClassicProtocol;
import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.group.shared.Timers;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.CoordinatorKey;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.message.ConsumerGroupDescribeResponse;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupResponse;

import org.jspecify.annotations.Nullable;

import java.util.random.RandomGenerator;

/**
 * Groups of the consumer protocol (KIP-848). Pure; confined to its coordinator.
 *
 * <p>Whoever calls must see to it that each appended record is at once replayed here. A classic
 * request comes here if its group is one of this protocol and has members.
 */
public final class ConsumerProtocol {
    private final Groups groups;
    private final TopicIndex index = new TopicIndex();
    private final Regexes regexes;
    private final GroupReplay replay;
    private final MemberTimers timers;
    private final Targets targets;
    private final Departures departures;
    private final Heartbeats heartbeats;
    private final ClassicJoins classicJoins;
    private final ClassicMembers classicMembers;
    private ClusterImage image = ClusterImage.EMPTY;

    /**
     * @param classic where groups come from and go to when they change their protocol
     */
    public ConsumerProtocol(
            GroupSettings settings,
            Groups groups,
            Timers timers,
            RandomGenerator random,
            ClassicProtocol classic) {
        GroupSettings.Consumer own = settings.consumer();
        this.groups = groups;
        this.regexes = new Regexes(own.regexRefreshIntervalMs());
        this.replay = new GroupReplay(groups, index, regexes);
        this.timers = new MemberTimers(timers, own.sessionTimeoutMs(), this::expire);
        this.targets = new Targets(own.assignors());
        MemberIds ids = new MemberIds(random);
        Rebalancer rebalancer = new Rebalancer(targets, regexes, this.timers);
        Downgrade downgrade = new Downgrade(settings, classic, this.timers);
        this.departures = new Departures(groups, rebalancer, this.timers, downgrade);
        Joins joins = new Joins(this.timers, own.maxSize());
        this.classicJoins =
                new ClassicJoins(ids, joins, rebalancer, this.timers, downgrade, classic);
        this.classicMembers = new ClassicMembers(rebalancer, departures, this.timers);
        Upgrade upgrade = new Upgrade(own.migration());
        this.heartbeats =
                new Heartbeats(
                        groups,
                        ids,
                        targets,
                        joins,
                        departures,
                        rebalancer,
                        this.timers,
                        new GroupCreation(
                                groups, index, regexes, joins, upgrade, classic, this.timers),
                        regexes,
                        classicJoins,
                        own.heartbeatIntervalMs());
    }

    /** Whether records of the key are for {@link #replay}. */
    public static boolean knows(CoordinatorKey key) {
        return GroupReplay.knows(key);
    }

    /** A record of types 3 to 8 or 16. */
    public void replay(CoordinatorRecord record) {
        replay.replay(record);
    }

    /** All members' sessions begin anew, so that nobody is fenced for what a failover took. */
    public void loaded(ClusterImage now, Now at) {
        image = now;
        for (Group group : groups.all()) {
            if (group instanceof ConsumerGroup consumers) {
                consumers.loadedAt(at.wallMs());
                for (Member member : consumers.members()) {
                    timers.heard(consumers, member, at);
                    timers.stepped(consumers, member, at);
                }
            }
        }
    }

    /** Costs in proportion to the topics that changed, the groups they concern and expressions. */
    public void onMetadata(ClusterImage now, ImageDelta delta) {
        image = now;
        for (ImageDelta.TopicDelta topic : delta.topics().values()) {
            if (topic.kind() != ImageDelta.Kind.CHANGED || hasMorePartitions(topic, delta)) {
                index.subscribersOf(topic.name()).forEach(ConsumerGroup::metadataChanged);
            }
        }
        regexes.onMetadata(now, delta.topics().values());
    }

    /** Leaders and replicas come and go; only the number of partitions matters here. */
    private static boolean hasMorePartitions(ImageDelta.TopicDelta topic, ImageDelta delta) {
        return partitions(delta.before(), topic) != partitions(delta.after(), topic);
    }

    private static int partitions(ClusterImage image, ImageDelta.TopicDelta topic) {
        return image.topic(topic.id()).map(t -> t.partitions().size()).orElse(0);
    }

    public void heartbeat(
            RequestOrigin from,
            ConsumerGroupHeartbeatRequest request,
            ReplyTo<ConsumerGroupHeartbeatResponse> to,
            Now now,
            Effects out) {
        ConsumerGroupHeartbeatResponse answer;
        try {
            answer = heartbeats.heartbeat(from, request, image, now, out);
        } catch (GroupException refused) {
            answer =
                    new ConsumerGroupHeartbeatResponse(
                            0, refused.error().code(), refused.getMessage(), null, 0, 0, null);
        }
        out.reply(to, answer);
    }

    /**
     * A member of the classic protocol joins a group of this one that has members.
     *
     * @throws GroupException if it is refused; it has not been answered then
     */
    public void joinGroup(
            ConsumerGroup group,
            RequestOrigin from,
            JoinGroupRequest request,
            ReplyTo<JoinGroupResponse> to,
            Now now,
            Effects out) {
        classicJoins.join(group, from, request, to, image, now, out);
    }

    /**
     * @throws GroupException if it is refused; it has not been answered then
     */
    public void syncGroup(
            ConsumerGroup group,
            SyncGroupRequest request,
            ReplyTo<SyncGroupResponse> to,
            Now now,
            Effects out) {
        out.reply(to, classicMembers.sync(group, request, image, now, out));
    }

    /**
     * @throws GroupException if it is refused; it has not been answered then
     */
    public void heartbeat(
            ConsumerGroup group,
            HeartbeatRequest request,
            ReplyTo<HeartbeatResponse> to,
            Now now,
            Effects out) {
        ErrorCode error = classicMembers.heartbeat(group, request, image, now, out);
        out.reply(to, HeartbeatResponse.builder().errorCode(error.code()).build());
    }

    public void leaveGroup(
            ConsumerGroup group,
            RequestOrigin from,
            LeaveGroupRequest request,
            ReplyTo<LeaveGroupResponse> to,
            Now now,
            Effects out) {
        out.reply(to, classicMembers.leave(group, from, request, image, now, out));
    }

    /** The answer is to be sent through {@link Effects#reply}, like any other. */
    public ConsumerGroupDescribeResponse.DescribedGroup describe(String groupId, short apiVersion) {
        @Nullable Group found = groups.find(groupId);
        if (found instanceof ConsumerGroup group) {
            return Description.of(group, targets.preferred(group).name(), apiVersion, image);
        }
        return Description.notFound(
                groupId,
                found == null
                        ? "group " + groupId + " does not exist"
                        : "group " + groupId + " is not one of the consumer protocol");
    }

    private void expire(String groupId, String memberId, Now now, Effects out) {
        departures.expire(groupId, memberId, image, now, out);
    }
}
