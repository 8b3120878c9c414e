package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupType;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue;
import io.odradek.wire.coordinator.ConsumerGroupMetadataValue;
import io.odradek.wire.coordinator.ConsumerGroupTargetAssignmentMetadataValue;
import io.odradek.wire.coordinator.CoordinatorRecord;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One group of the consumer protocol, as its records tell. Confined to its coordinator. The methods
 * that change it are for {@link GroupReplay} alone.
 */
public final class ConsumerGroup implements Group {
    private final String groupId;
    private final TreeMap<String, Member> members = new TreeMap<>();
    private final Map<String, String> memberOfInstance = new HashMap<>();
    private final Owners owners = new Owners();
    private final Subscriptions subscriptions;
    private int epoch;
    private long metadataHash;
    private int assignmentEpoch;
    private long assignmentTimestampMs;
    private int classicMembers;
    private boolean hasPartitionMetadata;
    // Not in the log: whether topics may have changed since the hash was taken.
    private boolean metadataStale = true;
    private long metadataCheckedAtMs;
    private long loadedAtMs;

    ConsumerGroup(String groupId, TopicIndex index, Regexes regexes) {
        this.groupId = groupId;
        this.subscriptions = new Subscriptions(this, index, regexes);
    }

    @Override
    public String groupId() {
        return groupId;
    }

    @Override
    public GroupType type() {
        return GroupType.CONSUMER;
    }

    @Override
    public String stateName() {
        if (members.isEmpty()) {
            return "Empty";
        }
        if (epoch > assignmentEpoch) {
            return "Assigning";
        }
        for (Member member : members.values()) {
            if (!member.current().isReconciledTo(assignmentEpoch)) {
                return "Reconciling";
            }
        }
        return "Stable";
    }

    @Override
    public String protocolType() {
        return "consumer";
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** The last assignment, that to nobody, was made when the last member went. */
    @Override
    public OptionalLong emptySinceMs() {
        if (!members.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(assignmentTimestampMs > 0 ? assignmentTimestampMs : loadedAtMs);
    }

    @Override
    public boolean isSubscribedTo(String topic) {
        return subscriptions.contains(topic);
    }

    @Override
    public void checkOffsetCommit(
            String memberId,
            @Nullable String groupInstanceId,
            int generationOrEpoch,
            short apiVersion) {
        OffsetRules.checkCommit(this, memberId, generationOrEpoch, apiVersion);
    }

    @Override
    public void checkOffsetFetch(@Nullable String memberId, int memberEpoch) {
        OffsetRules.checkFetch(this, memberId, memberEpoch);
    }

    @Override
    public List<CoordinatorRecord> tombstones() {
        return Records.tombstones(this);
    }

    int epoch() {
        return epoch;
    }

    long metadataHash() {
        return metadataHash;
    }

    int assignmentEpoch() {
        return assignmentEpoch;
    }

    /** In the order of their ids. */
    Collection<Member> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    int size() {
        return members.size();
    }

    /** Whether there are members and all of them speak the classic protocol. */
    boolean isAllClassic() {
        return !members.isEmpty() && classicMembers == members.size();
    }

    @Nullable Member find(String memberId) {
        return members.get(memberId);
    }

    @Nullable Member findInstance(String instanceId) {
        String memberId = memberOfInstance.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    Owners owners() {
        return owners;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Whether the log still has a record of its topics as older versions wrote it. */
    boolean hasPartitionMetadata() {
        return hasPartitionMetadata;
    }

    /**
     * Whether topics may have changed since they were last looked at; expressions are looked at
     * again after the interval in any case.
     */
    boolean isMetadataDue(long nowMs, long regexRefreshIntervalMs) {
        return metadataStale
                || (!subscriptions.expressions().isEmpty()
                        && nowMs - metadataCheckedAtMs >= regexRefreshIntervalMs);
    }

    void metadataChanged() {
        metadataStale = true;
    }

    void metadataChecked(long nowMs) {
        metadataStale = false;
        metadataCheckedAtMs = nowMs;
    }

    void loadedAt(long wallMs) {
        loadedAtMs = wallMs;
    }

    void onEpoch(ConsumerGroupMetadataValue value) {
        epoch = value.epoch();
        metadataHash = value.metadataHash();
    }

    void onPartitionMetadata(boolean present) {
        hasPartitionMetadata = present;
    }

    void onAssignmentEpoch(ConsumerGroupTargetAssignmentMetadataValue value) {
        assignmentEpoch = value.assignmentEpoch();
        assignmentTimestampMs = value.assignmentTimestamp();
    }

    void onMember(String memberId, ConsumerGroupMemberMetadataValue value) {
        Member member = memberToBe(memberId);
        forget(member);
        member.describeAs(value);
        subscriptions.add(member.topics(), member.regex());
        classicMembers += member.isClassic() ? 1 : 0;
        @Nullable String instanceId = member.instanceId();
        if (instanceId != null) {
            memberOfInstance.put(instanceId, memberId);
        }
    }

    void onMemberGone(String memberId) {
        Member member = members.remove(memberId);
        if (member != null) {
            owners.release(memberId, member.current().assigned());
            owners.release(memberId, member.current().revoking());
            forget(member);
        }
    }

    private void forget(Member member) {
        subscriptions.remove(member.topics(), member.regex());
        classicMembers -= member.isClassic() ? 1 : 0;
        @Nullable String instanceId = member.instanceId();
        if (instanceId != null) {
            memberOfInstance.remove(instanceId, member.id());
        }
    }

    void onCurrent(String memberId, Current fresh) {
        Member member = memberToBe(memberId);
        owners.release(memberId, member.current().assigned());
        owners.release(memberId, member.current().revoking());
        member.moveTo(fresh);
        owners.take(memberId, fresh.assigned());
        owners.take(memberId, fresh.revoking());
    }

    void onTarget(String memberId, PartitionSet target) {
        memberToBe(memberId).aimAt(target);
    }

    /**
     * In a compacted log what a member has may stand before who it is, if it has described itself
     * anew since.
     */
    private Member memberToBe(String memberId) {
        return members.computeIfAbsent(memberId, id -> new Member(id, MemberDescription.NONE));
    }
}
