package io.odradek.sim.client;

import io.odradek.sim.client.GroupEvent.Owns;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest.TopicPartitions;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A member by the consumer protocol (KIP-848): one kind of request, that says what it has and is
 * told what to have. It gives up before it takes, and commits before it gives up. Like the Java
 * client, it also acknowledges an assignment that changes nothing.
 */
final class ConsumerLife implements MemberLife {
    private static final int VERSION = 1;

    /** A server's clock may be fast; by then its session may be over there. */
    private static final long CERTAIN_MS = SESSION_MS * 85L / 100;

    private static final int LEFT = -1;
    private static final int AWAY = -2;

    private final Seat seat;
    private final Coordination coordination;
    private final MemberWork work;
    private final String memberId;
    private final Map<UUID, List<Integer>> saidLast = new TreeMap<>();
    private Set<Address> owned = new TreeSet<>();
    private Map<UUID, List<Integer>> target = new TreeMap<>();
    private int epoch;
    private int round;
    private long certainUntil;
    private boolean tellsAll = true;
    private boolean unacknowledged;
    private boolean asking;
    private boolean waits;
    private boolean giving;
    private boolean commits;
    private boolean over;

    ConsumerLife(Seat seat) {
        this.seat = seat;
        this.coordination = seat.coordination();
        this.memberId =
                new UUID(seat.client().random().nextLong(), seat.client().host()).toString();
        this.work =
                new MemberWork(
                        seat.data(),
                        seat.history(),
                        coordination,
                        new GroupOffsets(coordination, seat.history()),
                        this::sender);
    }

    private GroupOffsets.Sender sender() {
        return new GroupOffsets.Sender(memberId, seat.instanceId(), epoch);
    }

    @Override
    public Set<Address> owned() {
        return over || epoch <= 0 ? Set.of() : owned;
    }

    @Override
    public String toString() {
        return "epoch %d %s of %s%s".formatted(epoch, owned, target, giving ? ", giving" : "");
    }

    @Override
    public void begin() {
        seat.data().refresh(seat.topics());
        seat.client().refresh(seat.topics());
        coordination.later(this::heartbeat);
    }

    // ------------------------------------------------------------------ heartbeats

    private void heartbeatAfter(long ms) {
        if (!waits) {
            waits = true;
            seat.client()
                    .after(
                            ms * SimClient.MS,
                            () -> {
                                waits = false;
                                heartbeat();
                            });
        }
    }

    private void heartbeat() {
        if (over || asking) {
            return;
        }
        asking = true;
        boolean whole = tellsAll || epoch == 0;
        Map<UUID, List<Integer>> has = giving ? new TreeMap<>(saidLast) : ids(owned);
        boolean acknowledges = unacknowledged && !giving && owned.equals(wanted());
        boolean tellsOwned = whole || acknowledges || !has.equals(saidLast);
        if (tellsOwned) {
            unacknowledged &= !acknowledges;
            saidLast.clear();
            saidLast.putAll(has);
        }
        long sentAt = seat.client().nowNanos();
        coordination.ask(
                ConsumerGroupHeartbeatRequest.builder()
                        .groupId(seat.group())
                        .memberId(memberId)
                        .memberEpoch(epoch)
                        .instanceId(seat.instanceId())
                        .rebalanceTimeoutMs(whole ? REBALANCE_MS : -1)
                        .subscribedTopicNames(whole ? seat.topics() : null)
                        .subscribedTopicRegex(null)
                        .topicPartitions(tellsOwned ? said(epoch == 0 ? Map.of() : has) : null)
                        .build(),
                VERSION,
                3000,
                answer -> {
                    asking = false;
                    answered((ConsumerGroupHeartbeatResponse) answer, whole, sentAt);
                },
                why -> {
                    asking = false;
                    tellsAll = true;
                    heartbeatAfter(100);
                });
    }

    private static List<TopicPartitions> said(Map<UUID, List<Integer>> partitions) {
        List<TopicPartitions> all = new ArrayList<>();
        partitions.forEach((topic, numbers) -> all.add(new TopicPartitions(topic, numbers)));
        return all;
    }

    private void answered(ConsumerGroupHeartbeatResponse answer, boolean whole, long sentAt) {
        if (over) {
            return;
        }
        ErrorCode error = ErrorCode.forCode(answer.errorCode());
        switch (error) {
            case NONE -> {
                if (whole) {
                    tellsAll = false;
                }
                epoch = answer.memberEpoch();
                certainUntil = sentAt + CERTAIN_MS * SimClient.MS;
                ConsumerGroupHeartbeatResponse.Assignment assignment = answer.assignment();
                if (assignment != null) {
                    unacknowledged = true;
                    target = new TreeMap<>();
                    assignment
                            .topicPartitions()
                            .forEach(topic -> target.put(topic.topicId(), topic.partitions()));
                }
                tell();
                reconcile();
                heartbeatAfter(HEARTBEAT_MS);
            }
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> {
                lose();
                heartbeatAfter(50);
            }
            case FENCED_INSTANCE_ID, UNRELEASED_INSTANCE_ID -> {
                end();
                seat.fenced().run();
            }
            default -> {
                if (!coordination.mustAskAgain(error)) {
                    seat.surprised("%s of a heartbeat: %s".formatted(error, answer.errorMessage()));
                }
                tellsAll = true;
                heartbeatAfter(150);
            }
        }
    }

    /** Others have its place: it gives up everything and comes anew. */
    private void lose() {
        round++;
        epoch = 0;
        tellsAll = true;
        target = new TreeMap<>();
        work.drop();
        owned = new TreeSet<>();
        tell();
    }

    private void tell() {
        seat.history()
                .grouped(
                        new Owns(
                                seat.group(),
                                seat.member(),
                                GroupEvent.Protocol.CONSUMER,
                                epoch,
                                new TreeSet<>(owned),
                                seat.client().nowNanos(),
                                certainUntil,
                                coordination.coordinator()));
    }

    // ------------------------------------------------------------------ what it has

    private Map<UUID, List<Integer>> ids(Set<Address> partitions) {
        Map<UUID, List<Integer>> all = new TreeMap<>();
        for (Address at : partitions) {
            all.computeIfAbsent(seat.client().topicId(at.topic()), _ -> new ArrayList<>())
                    .add(at.partition());
        }
        return all;
    }

    /** What it is to have; null while it does not know all the names. */
    private @Nullable Set<Address> wanted() {
        Set<Address> wanted = new TreeSet<>();
        for (Map.Entry<UUID, List<Integer>> topic : target.entrySet()) {
            String name = seat.client().topicName(topic.getKey());
            if (name == null) {
                seat.client().refresh(seat.topics());
                return null;
            }
            topic.getValue().forEach(number -> wanted.add(new Address(name, number)));
        }
        return wanted;
    }

    private void reconcile() {
        Set<Address> wanted = wanted();
        if (giving || wanted == null || wanted.equals(owned)) {
            return;
        }
        Set<Address> surplus = new TreeSet<>(owned);
        surplus.removeAll(wanted);
        if (surplus.isEmpty()) {
            take(wanted);
            return;
        }
        giving = true;
        int here = round;
        work.pause(surplus);
        owned.removeAll(surplus);
        tell();
        work.commit(
                sender(),
                surplus,
                () -> {
                    giving = false;
                    if (!over && here == round) {
                        work.forget(surplus);
                        heartbeat();
                    }
                });
    }

    private void take(Set<Address> wanted) {
        Set<Address> fresh = new TreeSet<>(wanted);
        fresh.removeAll(owned);
        owned = wanted;
        tell();
        work.begin(fresh);
        heartbeat();
    }

    // ------------------------------------------------------------------ commits, and the end

    @Override
    public void commit() {
        if (!over && epoch > 0 && !commits) {
            commits = true;
            work.commit(sender(), owned, () -> commits = false);
        }
    }

    @Override
    public void leave(Runnable gone) {
        work.pause(owned);
        if (over || epoch == 0) {
            end();
            gone.run();
            return;
        }
        work.commit(sender(), owned, () -> goodbye(gone));
    }

    private void goodbye(Runnable gone) {
        end();
        coordination.ask(
                ConsumerGroupHeartbeatRequest.builder()
                        .groupId(seat.group())
                        .memberId(memberId)
                        .instanceId(seat.instanceId())
                        .memberEpoch(seat.instanceId() == null ? LEFT : AWAY)
                        .rebalanceTimeoutMs(-1)
                        .subscribedTopicNames(null)
                        .subscribedTopicRegex(null)
                        .topicPartitions(null)
                        .build(),
                VERSION,
                3000,
                answer -> gone.run(),
                why -> gone.run());
    }

    private void end() {
        if (!over) {
            over = true;
            work.drop();
            owned = new TreeSet<>();
            tell();
        }
    }
}
