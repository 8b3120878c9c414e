package io.odradek.broker.coordinator.group.sim;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.message.ConsumerProtocolAssignment;
import io.odradek.wire.message.ConsumerProtocolSubscription;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.JoinGroupResponse.JoinGroupResponseMember;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.wire.message.SyncGroupResponse;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A classic consumer as clients are: joins, assigns if it leads, heartbeats, commits, gives all up
 * and joins again when told to.
 */
final class SimClassicMember extends SimMember {
    private static final int SESSION_MS = 10_000;
    private static final int REBALANCE_MS = 20_000;
    private static final int HEARTBEAT_MS = 3_000;
    private static final int COMMIT_MS = 2_000;
    private static final int PATIENCE_MS = 5_000;

    private enum Phase {
        UNJOINED,
        JOINING,
        SYNCING,
        STABLE
    }

    private final SimGroup group;
    private final @Nullable String instanceId;
    private final int joinVersion;
    private final SimOffsets offsets;
    private final Set<Integer> owned = new TreeSet<>();
    private Phase phase = Phase.UNJOINED;
    private String memberId = "";
    private int generation = -1;
    private boolean leads;
    private int partitionsAssigned;

    /** Of the join or sync that is under way: an answer to an older one is nobody's. */
    private long attempt;

    private long attemptEndsMs;
    private long retryAtMs;
    private long heartbeatAtMs;
    private long heardMs;
    private long commitAtMs;
    private long busyUntilMs;

    /**
     * @param joinVersion of JoinGroup; the other requests have fitting ones
     */
    SimClassicMember(SimGroup group, String name, @Nullable String instanceId, int joinVersion) {
        super(group.world(), name);
        this.group = group;
        this.instanceId = instanceId;
        this.joinVersion = joinVersion;
        this.offsets = new SimOffsets(group, this, name);
    }

    @Override
    void born() {
        memberId = "";
        giveUp(0);
    }

    private void giveUp(long backoffMs) {
        phase = Phase.UNJOINED;
        generation = -1;
        leads = false;
        owned.clear();
        offsets.forget();
        attempt++;
        retryAtMs = world.nowMs() + backoffMs;
    }

    @Override
    void tick() {
        switch (phase) {
            case UNJOINED -> {
                if (world.nowMs() >= retryAtMs) {
                    join();
                }
            }
            case JOINING -> giveUpAfterAttempt();
            case SYNCING -> {
                heartbeatIfDue();
                giveUpAfterAttempt();
            }
            case STABLE -> work();
        }
    }

    private void giveUpAfterAttempt() {
        if (world.nowMs() >= attemptEndsMs) {
            giveUp(0);
        }
    }

    private void heartbeatIfDue() {
        if (world.nowMs() >= heartbeatAtMs) {
            heartbeatAtMs = world.nowMs() + HEARTBEAT_MS;
            heartbeat();
        }
    }

    private void work() {
        if (world.nowMs() - heardMs > SESSION_MS
                || (leads && partitionsAssigned != world.partitions())) {
            giveUp(0);
            return;
        }
        offsets.advance(owned, signature());
        heartbeatIfDue();
        if (world.nowMs() >= commitAtMs) {
            commitAtMs = world.nowMs() + COMMIT_MS;
            commit();
        }
    }

    private SimOffsets.Signature signature() {
        return new SimOffsets.Signature(memberId, instanceId, generation);
    }

    private void join() {
        phase = Phase.JOINING;
        attemptEndsMs = world.nowMs() + REBALANCE_MS + PATIENCE_MS;
        long own = ++attempt;
        JoinGroupRequest request =
                JoinGroupRequest.builder()
                        .groupId(group.id())
                        .memberId(memberId)
                        .groupInstanceId(instanceId)
                        .sessionTimeoutMs(SESSION_MS)
                        .rebalanceTimeoutMs(joinVersion == 0 ? -1 : REBALANCE_MS)
                        .protocolType("consumer")
                        .protocols(
                                List.of(
                                        new JoinGroupRequestProtocol("range", subscription()),
                                        new JoinGroupRequestProtocol("other", subscription())))
                        .build();
        int life = life();
        group.net()
                .<JoinGroupResponse>call(
                        name,
                        joinVersion,
                        (to, from, reply, now, out) -> to.joinGroup(from, request, reply, now, out),
                        _ -> {},
                        answer ->
                                whenAwake(
                                        life,
                                        () -> {
                                            if (attempt == own) {
                                                joined(answer);
                                            }
                                        }));
    }

    private static ByteBuffer subscription() {
        var subscription =
                ConsumerProtocolSubscription.builder().topics(List.of(SimWorld.TOPIC)).build();
        ByteBuffer bytes = ByteBuffer.allocate(2 + subscription.size((short) 0));
        bytes.putShort((short) 0);
        subscription.write(new WireWriter(bytes), (short) 0);
        return bytes.flip();
    }

    private void joined(JoinGroupResponse answer) {
        ErrorCode error = ErrorCode.forCode(answer.errorCode());
        switch (error) {
            case NONE -> {
                memberId = answer.memberId();
                generation = answer.generationId();
                leads = answer.leader().equals(memberId);
                partitionsAssigned = world.partitions();
                world.trace(name + " is in generation " + generation + (leads ? ", leads" : ""));
                sync(leads && !answer.skipAssignment() ? assign(answer.members()) : List.of());
            }
            case MEMBER_ID_REQUIRED -> {
                memberId = answer.memberId();
                giveUp(0);
                join();
            }
            default -> refused(error);
        }
    }

    /** Round robin, by the ids of the members. */
    private List<SyncGroupRequestAssignment> assign(List<JoinGroupResponseMember> members) {
        TreeMap<String, List<Integer>> parts = new TreeMap<>();
        members.forEach(m -> parts.put(m.memberId(), new ArrayList<>()));
        List<List<Integer>> inOrder = new ArrayList<>(parts.values());
        for (int p = 0; p < partitionsAssigned; p++) {
            inOrder.get(p % inOrder.size()).add(p);
        }
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        parts.forEach(
                (id, part) ->
                        assignments.add(new SyncGroupRequestAssignment(id, assignment(part))));
        return assignments;
    }

    private static ByteBuffer assignment(List<Integer> partitions) {
        var assignment =
                ConsumerProtocolAssignment.builder()
                        .assignedPartitions(
                                List.of(
                                        new ConsumerProtocolAssignment.TopicPartition(
                                                SimWorld.TOPIC, partitions)))
                        .build();
        ByteBuffer bytes = ByteBuffer.allocate(2 + assignment.size((short) 0));
        bytes.putShort((short) 0);
        assignment.write(new WireWriter(bytes), (short) 0);
        return bytes.flip();
    }

    private static Set<Integer> read(ByteBuffer assignment) {
        Set<Integer> partitions = new TreeSet<>();
        if (assignment.hasRemaining()) {
            WireReader in = new WireReader(assignment);
            ConsumerProtocolAssignment.read(in, in.int16("version"))
                    .assignedPartitions()
                    .forEach(topic -> partitions.addAll(topic.partitions()));
        }
        return partitions;
    }

    private void sync(List<SyncGroupRequestAssignment> assignments) {
        phase = Phase.SYNCING;
        attemptEndsMs = world.nowMs() + world.between(PATIENCE_MS, REBALANCE_MS + PATIENCE_MS);
        heartbeatAtMs = world.nowMs() + HEARTBEAT_MS;
        long own = ++attempt;
        SyncGroupRequest request =
                SyncGroupRequest.builder()
                        .groupId(group.id())
                        .memberId(memberId)
                        .groupInstanceId(instanceId)
                        .generationId(generation)
                        .assignments(assignments)
                        .build();
        int life = life();
        group.net()
                .<SyncGroupResponse>call(
                        name,
                        instanceId == null ? 0 : 3,
                        (to, from, reply, now, out) -> to.syncGroup(from, request, reply, now, out),
                        answer -> {
                            ClassicOwners owners = group.classicOwners();
                            if (owners != null && answer.errorCode() == 0) {
                                owners.given(
                                        request.generationId(),
                                        request.memberId(),
                                        instanceId,
                                        read(answer.assignment()));
                            }
                        },
                        answer ->
                                whenAwake(
                                        life,
                                        () -> {
                                            if (attempt == own) {
                                                synced(answer);
                                            }
                                        }));
    }

    private void synced(SyncGroupResponse answer) {
        if (answer.errorCode() != 0) {
            refused(ErrorCode.forCode(answer.errorCode()));
            return;
        }
        phase = Phase.STABLE;
        attempt++;
        owned.addAll(read(answer.assignment()));
        heardMs = world.nowMs();
        heartbeatAtMs = world.nowMs() + HEARTBEAT_MS;
        commitAtMs = world.nowMs() + COMMIT_MS;
        world.trace(name + " owns " + owned + " in generation " + generation);
    }

    private void heartbeat() {
        HeartbeatRequest request =
                HeartbeatRequest.builder()
                        .groupId(group.id())
                        .memberId(memberId)
                        .groupInstanceId(instanceId)
                        .generationId(generation)
                        .build();
        int asked = generation;
        int life = life();
        group.net()
                .<HeartbeatResponse>call(
                        name,
                        instanceId == null ? 0 : 3,
                        (to, from, reply, now, out) -> to.heartbeat(from, request, reply, now, out),
                        _ -> {},
                        answer ->
                                whenAwake(
                                        life,
                                        () -> {
                                            if (generation == asked) {
                                                heard(ErrorCode.forCode(answer.errorCode()));
                                            }
                                        }));
    }

    private void commit() {
        SimOffsets.Signature signature = signature();
        offsets.commit(
                signature,
                partition -> {
                    ClassicOwners owners = group.classicOwners();
                    if (owners != null) {
                        owners.committed(
                                signature.generationOrEpoch(),
                                signature.memberId(),
                                instanceId,
                                partition);
                    }
                },
                error -> {
                    if (phase == Phase.STABLE && generation == signature.generationOrEpoch()) {
                        heard(error);
                    }
                });
    }

    private void heard(ErrorCode error) {
        if (error == ErrorCode.NONE) {
            heardMs = world.nowMs();
        } else {
            refused(error);
        }
    }

    private void refused(ErrorCode error) {
        world.trace(name + " is refused: " + error);
        switch (error) {
            case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> {
                if (phase == Phase.STABLE && error == ErrorCode.REBALANCE_IN_PROGRESS) {
                    if (isBusy()) {
                        heardMs = world.nowMs();
                        return;
                    }
                }
                giveUp(0);
                if (world.chance(0.8)) {
                    join();
                }
            }
            case UNKNOWN_MEMBER_ID -> {
                memberId = "";
                giveUp(100);
            }
            case FENCED_INSTANCE_ID -> fenced();
            default -> throw new Violation(name + " did nothing to deserve " + error);
        }
    }

    /** Its records take so long that it does not come to joining again; it heartbeats all along. */
    private boolean isBusy() {
        if (world.faults && world.nowMs() >= busyUntilMs && world.chance(0.1)) {
            busyUntilMs = world.nowMs() + world.between(1_000, 30_000);
        }
        return world.faults && world.nowMs() < busyUntilMs;
    }

    @Override
    void leave() {
        MemberIdentity self =
                MemberIdentity.builder().memberId(memberId).groupInstanceId(instanceId).build();
        LeaveGroupRequest request =
                LeaveGroupRequest.builder().groupId(group.id()).members(List.of(self)).build();
        if (!memberId.isEmpty()) {
            group.net()
                    .<LeaveGroupResponse>call(
                            name,
                            3,
                            (to, from, reply, now, out) ->
                                    to.leaveGroup(from, request, reply, now, out),
                            _ -> {},
                            _ -> {});
        }
        crash();
    }

    @Override
    boolean isSettled() {
        return phase == Phase.STABLE;
    }

    int generation() {
        return generation;
    }

    @Override
    Set<Integer> owned() {
        return owned;
    }

    @Override
    boolean isIn(Recognised recognised) {
        return recognised.classic(memberId, generation) || recognised.consumer(memberId);
    }
}
