package io.odradek.broker.coordinator.group.sim;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A consumer of KIP-848 as clients are: heartbeats, gives up what it is no longer assigned, says
 * so, takes what it is given; after an answer that did not come it says everything again.
 */
final class SimConsumerMember extends SimMember {
    private static final int REBALANCE_MS = 20_000;
    private static final int HEARTBEAT_MS = 2_000;
    private static final int COMMIT_MS = 2_000;
    private static final int PATIENCE_MS = 3_000;
    private static final int LEFT = -1;
    private static final int AWAY = -2;

    private final SimGroup group;
    private final @Nullable String instanceId;
    private final int version;
    private final SimOffsets offsets;
    private final Set<Integer> owned = new TreeSet<>();
    private @Nullable Set<Integer> assigned;
    private String memberId = "";
    private int epoch;
    private boolean mustSay;
    private boolean mustSayAll;
    private long revokesAtMs;
    private long heartbeatAtMs;
    private long commitAtMs;

    /** Of the heartbeat that is under way; 0 for none. */
    private long attempt;

    private long attempts;
    private long attemptEndsMs;

    SimConsumerMember(SimGroup group, String name, @Nullable String instanceId, int version) {
        super(group.world(), name);
        this.group = group;
        this.instanceId = instanceId;
        this.version = version;
        this.offsets = new SimOffsets(group, this, name);
    }

    @Override
    void born() {
        memberId =
                version == 0
                        ? ""
                        : new UUID(world.random.nextLong(), world.random.nextLong()).toString();
        giveUp(0);
    }

    private void giveUp(long backoffMs) {
        epoch = 0;
        owned.clear();
        offsets.forget();
        assigned = null;
        attempt = 0;
        mustSayAll = true;
        heartbeatAtMs = world.nowMs() + backoffMs;
    }

    @Override
    void tick() {
        if (attempt != 0 && world.nowMs() >= attemptEndsMs) {
            attempt = 0;
            mustSayAll = true;
        }
        if (epoch > 0) {
            reconcile();
            offsets.advance(owned, signature());
            if (world.nowMs() >= commitAtMs) {
                commitAtMs = world.nowMs() + COMMIT_MS;
                commit();
            }
        }
        if (attempt == 0 && (mustSay || world.nowMs() >= heartbeatAtMs)) {
            heartbeat();
        }
    }

    /** First it gives up, which takes a while, then it takes. */
    private void reconcile() {
        Set<Integer> target = assigned;
        if (target == null || target.equals(owned)) {
            return;
        }
        if (!target.containsAll(owned)) {
            if (revokesAtMs == 0) {
                revokesAtMs = world.nowMs() + (world.faults ? world.between(0, 3_000) : 0);
            }
            if (world.nowMs() < revokesAtMs) {
                return;
            }
            commit();
            for (int partition : Set.copyOf(owned)) {
                if (!target.contains(partition)) {
                    owned.remove(partition);
                    offsets.forget(partition);
                }
            }
        }
        revokesAtMs = 0;
        owned.addAll(target);
        mustSay = true;
        world.trace(name + " owns " + owned + " at epoch " + epoch);
    }

    private SimOffsets.Signature signature() {
        return new SimOffsets.Signature(memberId, instanceId, epoch);
    }

    private void commit() {
        offsets.commit(signature(), _ -> {}, _ -> {});
    }

    private void heartbeat() {
        boolean all = mustSayAll || epoch == 0;
        ConsumerGroupHeartbeatRequest.Builder request =
                ConsumerGroupHeartbeatRequest.builder()
                        .groupId(group.id())
                        .memberId(memberId)
                        .memberEpoch(epoch)
                        .instanceId(instanceId);
        if (all) {
            request.rebalanceTimeoutMs(REBALANCE_MS).subscribedTopicNames(List.of(SimWorld.TOPIC));
        }
        if (all || mustSay) {
            request.topicPartitions(
                    owned.isEmpty()
                            ? List.of()
                            : List.of(
                                    new ConsumerGroupHeartbeatRequest.TopicPartitions(
                                            SimWorld.TOPIC_ID, List.copyOf(owned))));
        }
        mustSay = false;
        mustSayAll = false;
        heartbeatAtMs = world.nowMs() + HEARTBEAT_MS;
        attemptEndsMs = world.nowMs() + PATIENCE_MS;
        attempt = ++attempts;
        long own = attempt;
        send(
                request.build(),
                answer -> {
                    if (attempt == own) {
                        attempt = 0;
                        heard(answer);
                    }
                });
    }

    private void send(
            ConsumerGroupHeartbeatRequest request,
            Consumer<ConsumerGroupHeartbeatResponse> arrived) {
        int life = life();
        group.net()
                .<ConsumerGroupHeartbeatResponse>call(
                        name,
                        version,
                        (to, from, reply, now, out) ->
                                to.consumerGroupHeartbeat(from, request, reply, now, out),
                        _ -> {},
                        answer -> whenAwake(life, () -> arrived.accept(answer)));
    }

    private void heard(ConsumerGroupHeartbeatResponse answer) {
        ErrorCode error = ErrorCode.forCode(answer.errorCode());
        switch (error) {
            case NONE -> {
                String own = answer.memberId();
                if (own != null) {
                    memberId = own;
                }
                epoch = answer.memberEpoch();
                var assignment = answer.assignment();
                if (assignment != null) {
                    Set<Integer> fresh = new TreeSet<>();
                    assignment.topicPartitions().forEach(t -> fresh.addAll(t.partitions()));
                    assigned = fresh;
                    revokesAtMs = 0;
                }
            }
            case FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID -> {
                world.trace(name + " is fenced: " + error);
                giveUp(0);
            }
            case UNRELEASED_INSTANCE_ID -> giveUp(1_000);
            case FENCED_INSTANCE_ID -> fenced();
            case GROUP_ID_NOT_FOUND -> giveUp(500);
            default ->
                    throw new Violation(
                            name + " did nothing to deserve " + error + answer.errorMessage());
        }
    }

    @Override
    void leave() {
        if (epoch > 0) {
            boolean comesBack = instanceId != null && world.chance(0.7);
            send(
                    ConsumerGroupHeartbeatRequest.builder()
                            .groupId(group.id())
                            .memberId(memberId)
                            .memberEpoch(comesBack ? AWAY : LEFT)
                            .instanceId(instanceId)
                            .build(),
                    _ -> {});
        }
        crash();
    }

    @Override
    boolean isSettled() {
        return epoch > 0 && owned.equals(assigned);
    }

    @Override
    Set<Integer> owned() {
        return owned;
    }

    @Override
    boolean isIn(Recognised recognised) {
        return epoch > 0 && recognised.consumer(memberId);
    }
}
