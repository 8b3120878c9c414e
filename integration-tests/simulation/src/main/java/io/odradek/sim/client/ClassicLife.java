package io.odradek.sim.client;

import io.odradek.sim.client.GroupEvent.Owns;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.JoinGroupResponse.JoinGroupResponseMember;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.wire.message.SyncGroupResponse;

import java.util.List;
import java.util.Set;

/**
 * A member by the classic protocol, eager: before it joins again it gives up all it has. What it
 * does at each error is what Apache's consumer does.
 */
final class ClassicLife implements MemberLife {
    private static final String TYPE = "consumer";
    private static final String STRATEGY = "range";
    private static final int JOIN_VERSION = 9;
    private static final int SYNC_VERSION = 5;
    private static final int HEARTBEAT_VERSION = 4;
    private static final int LEAVE_VERSION = 5;

    private enum State {
        JOINS,
        MEMBER,
        OVER
    }

    private final Seat seat;
    private final Coordination coordination;
    private final MemberWork work;
    private State state = State.JOINS;
    private String memberId = "";
    private int generation = -1;
    private Set<Address> owned = Set.of();
    private boolean heartbeats;
    private boolean commits;

    ClassicLife(Seat seat) {
        this.seat = seat;
        this.coordination = seat.coordination();
        this.work =
                new MemberWork(
                        seat.data(),
                        seat.history(),
                        coordination,
                        new GroupOffsets(coordination, seat.history()),
                        () -> GroupOffsets.Sender.NOBODY);
    }

    @Override
    public Set<Address> owned() {
        return state == State.MEMBER ? owned : Set.of();
    }

    @Override
    public String toString() {
        return "%s generation %d %s".formatted(state, generation, owned);
    }

    @Override
    public void begin() {
        seat.data().refresh(seat.topics());
        seat.client().refresh(seat.topics());
        coordination.later(this::join);
    }

    // ------------------------------------------------------------------ join and sync

    private void join() {
        if (state != State.JOINS) {
            return;
        }
        seat.client().refresh(seat.topics());
        coordination.ask(
                JoinGroupRequest.builder()
                        .groupId(seat.group())
                        .sessionTimeoutMs(SESSION_MS)
                        .rebalanceTimeoutMs(REBALANCE_MS)
                        .memberId(memberId)
                        .groupInstanceId(seat.instanceId())
                        .protocolType(TYPE)
                        .protocols(
                                List.of(
                                        new JoinGroupRequestProtocol(
                                                STRATEGY, Assignments.wish(seat.topics()))))
                        .build(),
                JOIN_VERSION,
                REBALANCE_MS + 5000,
                answer -> joined((JoinGroupResponse) answer),
                why -> coordination.later(this::join));
    }

    private void joined(JoinGroupResponse answer) {
        if (state != State.JOINS) {
            return;
        }
        ErrorCode error = ErrorCode.forCode(answer.errorCode());
        switch (error) {
            case NONE -> {
                memberId = answer.memberId();
                generation = answer.generationId();
                sync(answer);
            }
            case MEMBER_ID_REQUIRED -> {
                memberId = answer.memberId();
                join();
            }
            default -> joinAfter(error, "a join");
        }
    }

    /** What every refusal means to a member that has nothing. */
    private void joinAfter(ErrorCode error, String of) {
        switch (error) {
            case UNKNOWN_MEMBER_ID -> {
                memberId = "";
                generation = -1;
            }
            case ILLEGAL_GENERATION -> generation = -1;
            case REBALANCE_IN_PROGRESS -> {}
            case FENCED_INSTANCE_ID -> {
                end();
                seat.fenced().run();
                return;
            }
            default -> {
                if (!coordination.mustAskAgain(error)) {
                    seat.surprised("%s of %s".formatted(error, of));
                }
            }
        }
        coordination.later(this::join);
    }

    private void sync(JoinGroupResponse joined) {
        if (state != State.JOINS) {
            return;
        }
        boolean leads = joined.leader().equals(joined.memberId()) && !joined.skipAssignment();
        if (leads && !seat.client().knows(seat.topics())) {
            seat.client().refresh(seat.topics());
            coordination.later(() -> sync(joined));
            return;
        }
        List<SyncGroupRequestAssignment> assignments =
                leads
                        ? Assignments.range(
                                joined.members().stream()
                                        .map(JoinGroupResponseMember::memberId)
                                        .toList(),
                                seat.client().partitions(seat.topics()))
                        : List.of();
        coordination.ask(
                SyncGroupRequest.builder()
                        .groupId(seat.group())
                        .generationId(generation)
                        .memberId(memberId)
                        .groupInstanceId(seat.instanceId())
                        .protocolType(TYPE)
                        .protocolName(STRATEGY)
                        .assignments(assignments)
                        .build(),
                SYNC_VERSION,
                REBALANCE_MS + 5000,
                answer -> synced((SyncGroupResponse) answer),
                why -> coordination.later(this::join));
    }

    private void synced(SyncGroupResponse answer) {
        if (state != State.JOINS) {
            return;
        }
        ErrorCode error = ErrorCode.forCode(answer.errorCode());
        if (error != ErrorCode.NONE) {
            joinAfter(error, "a sync");
            return;
        }
        state = State.MEMBER;
        own(Assignments.read(answer.assignment()));
        work.begin(owned);
        heartbeatLater();
    }

    private void own(Set<Address> partitions) {
        owned = partitions;
        long now = seat.client().nowNanos();
        seat.history()
                .grouped(
                        new Owns(
                                seat.group(),
                                seat.member(),
                                GroupEvent.Protocol.CLASSIC,
                                generation,
                                partitions,
                                now,
                                now,
                                coordination.coordinator()));
    }

    // ------------------------------------------------------------------ being a member

    private void heartbeatLater() {
        if (!heartbeats) {
            heartbeats = true;
            seat.client()
                    .after(
                            HEARTBEAT_MS * SimClient.MS,
                            () -> {
                                heartbeats = false;
                                heartbeat();
                            });
        }
    }

    private void heartbeat() {
        if (state != State.MEMBER) {
            return;
        }
        heartbeats = true;
        coordination.ask(
                HeartbeatRequest.builder()
                        .groupId(seat.group())
                        .generationId(generation)
                        .memberId(memberId)
                        .groupInstanceId(seat.instanceId())
                        .build(),
                HEARTBEAT_VERSION,
                3000,
                answer -> {
                    heartbeats = false;
                    beaten(ErrorCode.forCode(((HeartbeatResponse) answer).errorCode()));
                },
                why -> {
                    heartbeats = false;
                    heartbeatLater();
                });
    }

    private void beaten(ErrorCode error) {
        if (state != State.MEMBER) {
            return;
        }
        switch (error) {
            case NONE -> heartbeatLater();
            case REBALANCE_IN_PROGRESS -> commitThen(this::joinAgain);
            case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, FENCED_INSTANCE_ID -> {
                giveUp();
                joinAfter(error, "a heartbeat");
            }
            default -> {
                if (!coordination.mustAskAgain(error)) {
                    seat.surprised("%s of a heartbeat".formatted(error));
                }
                heartbeatLater();
            }
        }
    }

    private void giveUp() {
        state = State.JOINS;
        work.drop();
        own(Set.of());
    }

    private void joinAgain() {
        if (state == State.MEMBER) {
            giveUp();
            join();
        }
    }

    // ------------------------------------------------------------------ commits, and the end

    @Override
    public void commit() {
        if (state == State.MEMBER && !commits) {
            commits = true;
            commitThen(() -> commits = false);
        }
    }

    private void commitThen(Runnable then) {
        work.commit(new GroupOffsets.Sender(memberId, seat.instanceId(), generation), owned, then);
    }

    /** A static member just goes: its place waits for it. */
    @Override
    public void leave(Runnable gone) {
        if (state == State.JOINS) {
            goodbye(gone);
            return;
        }
        work.pause(owned);
        commitThen(() -> goodbye(gone));
    }

    private void goodbye(Runnable gone) {
        end();
        if (memberId.isEmpty() || seat.instanceId() != null) {
            gone.run();
            return;
        }
        coordination.ask(
                LeaveGroupRequest.builder()
                        .groupId(seat.group())
                        .members(
                                List.of(
                                        MemberIdentity.builder()
                                                .memberId(memberId)
                                                .reason("closed")
                                                .build()))
                        .build(),
                LEAVE_VERSION,
                3000,
                answer -> gone.run(),
                why -> gone.run());
    }

    private void end() {
        if (state != State.OVER) {
            state = State.OVER;
            work.drop();
            own(Set.of());
        }
    }
}
