package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.GroupType;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.message.JoinGroupResponse;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A classic group and its bookkeeping: who is in it, who waits for what, which protocols all can
 * follow. The rules stand in the classes beside it. Confined to its coordinator.
 */
public final class ClassicGroup implements Group {
    /** The protocol type of consumers, whose metadata this coordinator can read. */
    static final String CONSUMER = "consumer";

    private final String groupId;
    private final Map<String, ClassicMember> members = new LinkedHashMap<>();
    private final Map<String, String> memberIdByInstance = new HashMap<>();
    private final Map<String, Integer> supporters = new HashMap<>();
    private final Set<String> pending = new LinkedHashSet<>();
    private final Set<String> notSynced = new LinkedHashSet<>();

    private ClassicState state = ClassicState.EMPTY;
    private String protocolType = "";
    private int generation;
    private @Nullable String protocol;
    private @Nullable String leaderId;
    private long stateSinceMs;
    private int joined;
    private boolean inLog;
    private @Nullable Subscriptions subscriptions;

    /** While it prepares its first generation since it was empty: since when members gather. */
    OptionalLong gatheringSinceMs = OptionalLong.empty();

    /** Whether somebody came since the last look at who has gathered. */
    boolean someoneCame;

    ClassicGroup(String groupId, long stateSinceMs) {
        this.groupId = groupId;
        this.stateSinceMs = stateSinceMs;
    }

    @Override
    public String groupId() {
        return groupId;
    }

    @Override
    public GroupType type() {
        return GroupType.CLASSIC;
    }

    @Override
    public String stateName() {
        return state.shown();
    }

    @Override
    public String protocolType() {
        return protocolType;
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** Also empty if its record is of a version that does not say. */
    @Override
    public OptionalLong emptySinceMs() {
        return isEmpty() && stateSinceMs >= 0
                ? OptionalLong.of(stateSinceMs)
                : OptionalLong.empty();
    }

    @Override
    public boolean isSubscribedTo(String topic) {
        if (members.isEmpty()) {
            return false;
        }
        if (subscriptions == null) {
            subscriptions = Subscriptions.of(protocolType, members.values());
        }
        return subscriptions.mayContain(topic);
    }

    @Override
    public void checkOffsetCommit(
            String memberId,
            @Nullable String groupInstanceId,
            int generationOrEpoch,
            short apiVersion) {
        if (generationOrEpoch < 0 && members.isEmpty()) {
            return;
        }
        if (generationOrEpoch < 0 && memberId.isEmpty() && groupInstanceId == null) {
            throw new GroupException(
                    ErrorCode.UNKNOWN_MEMBER_ID,
                    "Group "
                            + groupId
                            + " has members: only they may commit its offsets. Stop them first.");
        }
        member(memberId, groupInstanceId);
        checkGeneration(generationOrEpoch);
        if (state == ClassicState.COMPLETING_REBALANCE) {
            throw new GroupException(
                    ErrorCode.REBALANCE_IN_PROGRESS,
                    "Generation " + generation + " of group " + groupId + " is not assigned yet.");
        }
    }

    /** Anybody may read: the protocol has no epoch that could be stale. */
    @Override
    public void checkOffsetFetch(@Nullable String memberId, int memberEpoch) {}

    @Override
    public List<CoordinatorRecord> tombstones() {
        return inLog
                ? List.of(CoordinatorRecord.tombstone(new GroupMetadataKey(groupId)))
                : List.of();
    }

    public Collection<ClassicMember> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    public int generation() {
        return generation;
    }

    /** The protocol of the generation; null while there is none. */
    public @Nullable String protocol() {
        return protocol;
    }

    public @Nullable String leaderId() {
        return leaderId;
    }

    ClassicState state() {
        return state;
    }

    long stateSinceMs() {
        return stateSinceMs;
    }

    void markInLog() {
        inLog = true;
    }

    boolean isLeader(ClassicMember member) {
        return member.id().equals(leaderId);
    }

    @Nullable ClassicMember find(String memberId) {
        return members.get(memberId);
    }

    @Nullable ClassicMember findStatic(String instanceId) {
        String memberId = memberIdByInstance.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    /**
     * The member who sends.
     *
     * @throws GroupException FENCED_INSTANCE_ID if another member took its instance id,
     *     UNKNOWN_MEMBER_ID if it is none of the members
     */
    ClassicMember member(String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            ClassicMember owner = findStatic(instanceId);
            if (owner != null && !owner.id().equals(memberId)) {
                throw new GroupException(
                        ErrorCode.FENCED_INSTANCE_ID,
                        "Another process took over group.instance.id "
                                + instanceId
                                + " in group "
                                + groupId
                                + ". Give each process its own.");
            }
            if (owner == null) {
                throw unknownMember(memberId);
            }
            return owner;
        }
        ClassicMember member = members.get(memberId);
        if (member == null) {
            throw unknownMember(memberId);
        }
        return member;
    }

    private GroupException unknownMember(String memberId) {
        return new GroupException(
                ErrorCode.UNKNOWN_MEMBER_ID,
                "Group " + groupId + " has no member " + memberId + ": it has to join again.");
    }

    void checkGeneration(int claimed) {
        if (claimed != generation) {
            throw new GroupException(
                    ErrorCode.ILLEGAL_GENERATION,
                    "Group "
                            + groupId
                            + " is in generation "
                            + generation
                            + ", not "
                            + claimed
                            + ": the member has to join again.");
        }
    }

    void add(ClassicMember member, String protocolType) {
        if (members.isEmpty()) {
            this.protocolType = protocolType;
        }
        members.put(member.id(), member);
        if (member.instanceId() != null) {
            memberIdByInstance.put(member.instanceId(), member.id());
        }
        if (leaderId == null) {
            leaderId = member.id();
        }
        if (member.join != null) {
            joined++;
        }
        pending.remove(member.id());
        support(member, 1);
        someoneCame = true;
    }

    void remove(ClassicMember member) {
        members.remove(member.id());
        if (member.instanceId() != null) {
            memberIdByInstance.remove(member.instanceId(), member.id());
        }
        if (member.join != null) {
            joined--;
        }
        notSynced.remove(member.id());
        support(member, -1);
        if (isLeader(member)) {
            leaderId = members.isEmpty() ? null : members.keySet().iterator().next();
        }
    }

    /** Puts a static member's new incarnation in the old one's place. */
    void replace(ClassicMember former, ClassicMember successor) {
        boolean led = isLeader(former);
        successor.assign(former.assignment());
        remove(former);
        add(successor, protocolType);
        if (led) {
            leaderId = successor.id();
        }
    }

    void update(
            ClassicMember member,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            List<ClassicMember.Protocol> protocols) {
        support(member, -1);
        member.update(rebalanceTimeoutMs, sessionTimeoutMs, protocols);
        support(member, 1);
    }

    private void support(ClassicMember member, int change) {
        subscriptions = null;
        for (ClassicMember.Protocol own : member.protocols()) {
            supporters.merge(own.name(), change, Integer::sum);
            supporters.remove(own.name(), 0);
        }
    }

    /** Parks a join; answers the one that was parked for the member before. */
    @Nullable Parked<JoinGroupResponse> park(
            ClassicMember member, @Nullable Parked<JoinGroupResponse> join) {
        Parked<JoinGroupResponse> former = member.join;
        joined += (join == null ? 0 : 1) - (former == null ? 0 : 1);
        member.join = join;
        return former;
    }

    boolean allHaveJoined() {
        return joined == members.size() && pending.isEmpty();
    }

    int joined() {
        return joined;
    }

    /**
     * Whether a member with these protocols could go on with everybody else.
     *
     * @param self who asks, if it is a member already: what it said before does not count
     */
    boolean accepts(
            @Nullable ClassicMember self,
            String protocolType,
            List<ClassicMember.Protocol> protocols) {
        if (protocolType.isEmpty() || protocols.isEmpty()) {
            return false;
        }
        int others = members.size() - (self == null ? 0 : 1);
        if (others == 0) {
            return self == null || protocolType.equals(this.protocolType);
        }
        if (!protocolType.equals(this.protocolType)) {
            return false;
        }
        for (ClassicMember.Protocol candidate : protocols) {
            int support = supporters.getOrDefault(candidate.name(), 0);
            if (self != null
                    && self.protocols().stream().anyMatch(p -> p.name().equals(candidate.name()))) {
                support--;
            }
            if (support == others) {
                return true;
            }
        }
        return false;
    }

    /**
     * The protocol with the most votes: each member has one, for the first of its own that all can
     * follow. Among equals the one that the oldest member wants most. Null without members.
     */
    @Nullable String elect() {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (ClassicMember member : members.values()) {
            for (ClassicMember.Protocol own : member.protocols()) {
                if (supporters.getOrDefault(own.name(), 0) == members.size()) {
                    votes.merge(own.name(), 1, Integer::sum);
                    break;
                }
            }
        }
        String elected = null;
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                elected = vote.getKey();
                most = vote.getValue();
            }
        }
        return elected;
    }

    /** Makes sure that who leads has joined. False if nobody has. */
    boolean electJoinedLeader() {
        ClassicMember leader = leaderId == null ? null : members.get(leaderId);
        if (leader != null && leader.join != null) {
            return true;
        }
        for (ClassicMember member : members.values()) {
            if (member.join != null) {
                leaderId = member.id();
                return true;
            }
        }
        return false;
    }

    void become(ClassicState state, long wallMs) {
        this.state = state;
        this.stateSinceMs = wallMs;
    }

    void nextGeneration(long wallMs) {
        generation++;
        protocol = elect();
        become(members.isEmpty() ? ClassicState.EMPTY : ClassicState.COMPLETING_REBALANCE, wallMs);
    }

    /** What the log says about it, its members are added after. */
    void restore(
            int generation,
            @Nullable String protocol,
            @Nullable String leaderId,
            ClassicState state,
            String protocolType) {
        this.generation = generation;
        this.protocol = protocol;
        this.leaderId = leaderId;
        this.state = state;
        this.protocolType = protocolType;
        this.inLog = true;
    }

    /** The longest time that any member may take to join again. */
    int rebalanceTimeoutMs() {
        int longest = 0;
        for (ClassicMember member : members.values()) {
            longest = Math.max(longest, member.rebalanceTimeoutMs());
        }
        return longest;
    }

    /** Members that were given an id and told to come back with it. */
    Set<String> pending() {
        return pending;
    }

    /** Members of this generation that have not asked for their assignment. */
    Set<String> notSynced() {
        return notSynced;
    }

    /** A copy: what is done with one member may remove others. */
    List<ClassicMember> membersNow() {
        return new ArrayList<>(members.values());
    }

    int size() {
        return members.size();
    }

    static ByteBuffer copy(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(0, bytes, bytes.position(), bytes.remaining());
        return copy.asReadOnlyBuffer();
    }
}
