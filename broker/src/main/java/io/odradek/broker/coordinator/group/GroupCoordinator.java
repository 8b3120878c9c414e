package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.classic.ClassicGroup;
import io.odradek.broker.coordinator.group.classic.ClassicProtocol;
import io.odradek.broker.coordinator.group.classic.Leaves;
import io.odradek.broker.coordinator.group.consumer.ConsumerGroup;
import io.odradek.broker.coordinator.group.consumer.ConsumerProtocol;
import io.odradek.broker.coordinator.group.offsets.DeletedTopics;
import io.odradek.broker.coordinator.group.offsets.OffsetCommits;
import io.odradek.broker.coordinator.group.offsets.OffsetDeletions;
import io.odradek.broker.coordinator.group.offsets.OffsetExpiry;
import io.odradek.broker.coordinator.group.offsets.OffsetFetches;
import io.odradek.broker.coordinator.group.offsets.OffsetTable;
import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.group.shared.Timers;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplicatedState;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.GroupMetadataValue;
import io.odradek.wire.message.ConsumerGroupDescribeResponse;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;
import io.odradek.wire.message.DescribeGroupsResponse;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.ListGroupsRequest;
import io.odradek.wire.message.ListGroupsResponse;
import io.odradek.wire.message.OffsetCommitRequest;
import io.odradek.wire.message.OffsetCommitResponse;
import io.odradek.wire.message.OffsetDeleteRequest;
import io.odradek.wire.message.OffsetDeleteResponse;
import io.odradek.wire.message.OffsetFetchRequest;
import io.odradek.wire.message.OffsetFetchResponse;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupResponse;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The groups of one partition of {@code __consumer_offsets}. Confined to its shard.
 *
 * <p>Hands each request to the protocol that rules its group, and turns a refusal into an answer.
 * Offsets and consumer groups change by replay alone; a classic group lives in memory between two
 * of its records, as its protocol has it.
 */
public final class GroupCoordinator implements ReplicatedState, GroupRequests {
    /** From this version on a commit to a group that is not there is told so. */
    private static final int COMMIT_TELLS_MISSING_GROUP = 9;

    private final Groups groups = new Groups();
    private final Timers timers = new Timers();
    private final OffsetTable offsets = new OffsetTable();
    private final ClassicProtocol classic;
    private final ConsumerProtocol consumer;
    private final OffsetCommits commits;
    private final OffsetFetches fetches;
    private final OffsetDeletions deletions;
    private final OffsetExpiry expiry;
    private final DeletedTopics deletedTopics;
    private final Administration administration;

    public GroupCoordinator(GroupSettings settings, RandomGenerator random) {
        this.classic = new ClassicProtocol(settings.classic(), groups, timers, random);
        this.consumer = new ConsumerProtocol(settings, groups, timers, random, classic);
        this.administration = new Administration(groups, offsets, classic);
        this.commits = new OffsetCommits(settings.offsets());
        this.fetches = new OffsetFetches(offsets);
        this.deletions = new OffsetDeletions(offsets);
        this.deletedTopics = new DeletedTopics(offsets, timers);
        this.expiry =
                new OffsetExpiry(
                        settings.offsets(), groups, offsets, timers, administration::remove);
    }

    @Override
    public void replay(CoordinatorRecord record) {
        if (record.key() instanceof GroupMetadataKey key) {
            classic.replay(key, record.value() instanceof GroupMetadataValue value ? value : null);
        } else {
            replayDecided(record);
        }
    }

    /** What changes by replay alone. */
    private void replayDecided(CoordinatorRecord record) {
        if (ConsumerProtocol.knows(record.key())) {
            consumer.replay(record);
        } else {
            offsets.replay(record);
        }
    }

    private Effects replaying(Effects out) {
        return new Replaying(out, this::replayDecided);
    }

    @Override
    public void loaded(ClusterImage image, Now now, Effects out) {
        Effects replaying = replaying(out);
        for (String groupId : offsets.groupIds()) {
            if (groups.find(groupId) == null) {
                classic.create(groupId, now);
            }
        }
        classic.loaded(now, replaying);
        consumer.loaded(image, now);
        expiry.start(now);
    }

    @Override
    public void onMetadata(ClusterImage image, ImageDelta delta, Now now, Effects out) {
        consumer.onMetadata(image, delta);
        deletedTopics.onMetadata(delta, now, replaying(out));
    }

    @Override
    public OptionalLong nextDeadlineMs() {
        return timers.nextMs();
    }

    @Override
    public void onTime(Now now, Effects out) {
        timers.fire(now, replaying(out));
    }

    @Override
    public void joinGroup(
            RequestOrigin from,
            JoinGroupRequest request,
            ReplyTo<JoinGroupResponse> to,
            Now now,
            Effects out) {
        step(
                to,
                out,
                why -> ClassicProtocol.joinRefusal(from, request, why),
                effects -> {
                    checkGroupId(request.groupId());
                    Group group = groups.find(request.groupId());
                    switch (group) {
                        case null -> classic.joinGroup(null, from, request, to, now, effects);
                        case ClassicGroup it ->
                                classic.joinGroup(it, from, request, to, now, effects);
                        case ConsumerGroup it when it.isEmpty() ->
                                giveWay(it, from, request, to, now, effects);
                        case ConsumerGroup it ->
                                consumer.joinGroup(it, from, request, to, now, effects);
                        default -> throw new IllegalStateException(group.type().shown());
                    }
                });
    }

    /** A group of nobody is whichever protocol's who comes next; its offsets stay. */
    private void giveWay(
            ConsumerGroup group,
            RequestOrigin from,
            JoinGroupRequest request,
            ReplyTo<JoinGroupResponse> to,
            Now now,
            Effects effects) {
        classic.checkSession(request);
        group.tombstones().forEach(effects::append);
        ClassicGroup successor = classic.create(group.groupId(), now);
        classic.joinGroup(successor, from, request, to, now, effects);
    }

    @Override
    public void syncGroup(
            RequestOrigin from,
            SyncGroupRequest request,
            ReplyTo<SyncGroupResponse> to,
            Now now,
            Effects out) {
        step(
                to,
                out,
                ClassicProtocol::syncRefusal,
                effects -> {
                    switch (known(request.groupId())) {
                        case ClassicGroup it ->
                                classic.syncGroup(it, from, request, to, now, effects);
                        case ConsumerGroup it -> consumer.syncGroup(it, request, to, now, effects);
                        case Group it -> throw new IllegalStateException(it.type().shown());
                    }
                });
    }

    @Override
    public void heartbeat(
            RequestOrigin from,
            HeartbeatRequest request,
            ReplyTo<HeartbeatResponse> to,
            Now now,
            Effects out) {
        step(
                to,
                out,
                why -> HeartbeatResponse.builder().errorCode(why.code()).build(),
                effects -> {
                    switch (known(request.groupId())) {
                        case ClassicGroup it -> classic.heartbeat(it, request, to, now, effects);
                        case ConsumerGroup it -> consumer.heartbeat(it, request, to, now, effects);
                        case Group it -> throw new IllegalStateException(it.type().shown());
                    }
                });
    }

    @Override
    public void leaveGroup(
            RequestOrigin from,
            LeaveGroupRequest request,
            ReplyTo<LeaveGroupResponse> to,
            Now now,
            Effects out) {
        step(
                to,
                out,
                why -> Leaves.answer(from, request, _ -> why),
                effects -> {
                    switch (known(request.groupId())) {
                        case ClassicGroup it ->
                                classic.leaveGroup(it, from, request, to, now, effects);
                        case ConsumerGroup it ->
                                consumer.leaveGroup(it, from, request, to, now, effects);
                        case Group it -> throw new IllegalStateException(it.type().shown());
                    }
                });
    }

    @Override
    public void consumerGroupHeartbeat(
            RequestOrigin from,
            ConsumerGroupHeartbeatRequest request,
            ReplyTo<ConsumerGroupHeartbeatResponse> to,
            Now now,
            Effects out) {
        consumer.heartbeat(from, request, to, now, replaying(out));
    }

    @Override
    public void offsetCommit(
            RequestOrigin from,
            OffsetCommitRequest request,
            ReplyTo<OffsetCommitResponse> to,
            Now now,
            Effects out) {
        step(
                to,
                out,
                why -> OffsetCommits.refusal(request, why),
                effects -> {
                    Group group = committing(from, request, now);
                    group.checkOffsetCommit(
                            request.memberId(),
                            request.groupInstanceId(),
                            request.generationIdOrMemberEpoch(),
                            from.apiVersion());
                    if (group instanceof ClassicGroup it) {
                        classic.heardOf(it, request.memberId(), now);
                    }
                    effects.reply(to, commits.commit(request, now, effects));
                });
    }

    /** Who commits without being a member needs no group to be there. */
    private Group committing(RequestOrigin from, OffsetCommitRequest request, Now now) {
        Group group = groups.find(request.groupId());
        if (group != null) {
            return group;
        }
        if (request.generationIdOrMemberEpoch() < 0) {
            return classic.create(request.groupId(), now);
        }
        throw new GroupException(
                from.apiVersion() >= COMMIT_TELLS_MISSING_GROUP
                        ? ErrorCode.GROUP_ID_NOT_FOUND
                        : ErrorCode.ILLEGAL_GENERATION,
                "There is no group " + request.groupId() + ": the member has to join again.");
    }

    @Override
    public void offsetFetch(
            RequestOrigin from,
            OffsetFetchRequest.OffsetFetchRequestGroup request,
            boolean requireStable,
            ReplyTo<OffsetFetchResponse.OffsetFetchResponseGroup> to,
            Now now,
            Effects out) {
        step(
                to,
                out,
                why -> OffsetFetches.refusal(request.groupId(), why),
                effects -> {
                    Group group = groups.find(request.groupId());
                    if (group != null) {
                        group.checkOffsetFetch(request.memberId(), request.memberEpoch());
                    }
                    // Nothing is pending while there are no transactions: all is stable.
                    effects.reply(to, fetches.fetch(request));
                });
    }

    @Override
    public void offsetDelete(
            RequestOrigin from,
            OffsetDeleteRequest request,
            ReplyTo<OffsetDeleteResponse> to,
            Now now,
            Effects out) {
        step(
                to,
                out,
                why -> OffsetDeleteResponse.builder().errorCode(why.code()).build(),
                effects -> {
                    Group group = groups.find(request.groupId());
                    if (group == null) {
                        throw missing(request.groupId());
                    }
                    effects.reply(to, deletions.delete(group, request, effects));
                });
    }

    @Override
    public void listGroups(
            RequestOrigin from,
            ListGroupsRequest request,
            ReplyTo<List<ListGroupsResponse.ListedGroup>> to,
            Now now,
            Effects out) {
        out.reply(to, administration.list(request));
    }

    @Override
    public void describeGroup(
            RequestOrigin from,
            String groupId,
            ReplyTo<DescribeGroupsResponse.DescribedGroup> to,
            Now now,
            Effects out) {
        out.reply(to, administration.describe(from, groupId));
    }

    @Override
    public void describeConsumerGroup(
            RequestOrigin from,
            String groupId,
            ReplyTo<ConsumerGroupDescribeResponse.DescribedGroup> to,
            Now now,
            Effects out) {
        out.reply(to, consumer.describe(groupId, from.apiVersion()));
    }

    @Override
    public void deleteGroup(
            RequestOrigin from, String groupId, ReplyTo<ErrorCode> to, Now now, Effects out) {
        Effects effects = replaying(out);
        effects.reply(to, administration.delete(groupId, effects));
    }

    private <R> void step(
            ReplyTo<R> to,
            Effects out,
            Function<ErrorCode, R> refusal,
            Consumer<Effects> decision) {
        Effects effects = replaying(out);
        try {
            decision.accept(effects);
        } catch (GroupException refused) {
            effects.reply(to, refusal.apply(refused.error()));
        }
    }

    /** The group that a member speaks of. */
    private Group known(String groupId) {
        checkGroupId(groupId);
        Group group = groups.find(groupId);
        if (group == null) {
            throw ClassicProtocol.unknownGroup(groupId);
        }
        return group;
    }

    private static void checkGroupId(String groupId) {
        if (groupId.isEmpty()) {
            throw new GroupException(
                    ErrorCode.INVALID_GROUP_ID, "A group with members needs a group.id.");
        }
    }

    private static GroupException missing(String groupId) {
        return new GroupException(
                ErrorCode.GROUP_ID_NOT_FOUND, "There is no group " + groupId + ".");
    }
}
