package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.TestCoordinator.Request;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.message.ConsumerProtocolSubscription;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.wire.message.SyncGroupResponse;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What one member of a classic group says, request by request. */
final class ClassicClient {
    static final String GROUP = "orders";
    static final int SESSION_MS = 10_000;
    static final int REBALANCE_MS = 60_000;

    final TestCoordinator coordinator;
    int joinVersion = 9;
    String memberId = "";
    @Nullable String instanceId;
    int generation = -1;
    int sessionTimeoutMs = SESSION_MS;
    int rebalanceTimeoutMs = REBALANCE_MS;
    String protocolType = "consumer";
    List<JoinGroupRequestProtocol> protocols = List.of(protocol("range", "t"));

    ClassicClient(TestCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    static ClassicClient fixed(TestCoordinator coordinator, String instanceId) {
        ClassicClient client = new ClassicClient(coordinator);
        client.instanceId = instanceId;
        return client;
    }

    static JoinGroupRequestProtocol protocol(String name, String... topics) {
        return new JoinGroupRequestProtocol(name, subscription(topics));
    }

    static ByteBuffer subscription(String... topics) {
        short version = 1;
        var subscription =
                ConsumerProtocolSubscription.builder().topics(Arrays.asList(topics)).build();
        ByteBuffer bytes = ByteBuffer.allocate(2 + subscription.size(version));
        bytes.putShort(version);
        subscription.write(new WireWriter(bytes), version);
        return bytes.flip();
    }

    Answer<JoinGroupResponse> join() {
        return coordinator.ask(
                joinVersion,
                (to, from, reply, now, out) -> to.joinGroup(from, joinRequest(), reply, now, out));
    }

    JoinGroupRequest joinRequest() {
        return JoinGroupRequest.builder()
                .groupId(GROUP)
                .memberId(memberId)
                .groupInstanceId(instanceId)
                .sessionTimeoutMs(sessionTimeoutMs)
                .rebalanceTimeoutMs(joinVersion == 0 ? -1 : rebalanceTimeoutMs)
                .protocolType(protocolType)
                .protocols(protocols)
                .build();
    }

    /** As often as it takes to be parked or refused: a new member is sent back with its id. */
    Answer<JoinGroupResponse> joinFully() {
        Answer<JoinGroupResponse> answer = join();
        if (answer.isThere() && answer.get().errorCode() == ErrorCode.MEMBER_ID_REQUIRED.code()) {
            memberId = answer.get().memberId();
            return join();
        }
        return answer;
    }

    /** Takes over what a successful join says. */
    JoinGroupResponse joined(Answer<JoinGroupResponse> answer) {
        JoinGroupResponse response = answer.get();
        if (response.errorCode() != 0) {
            throw new AssertionError(ErrorCode.forCode(response.errorCode()));
        }
        memberId = response.memberId();
        generation = response.generationId();
        return response;
    }

    boolean leads(JoinGroupResponse joined) {
        return joined.leader().equals(memberId);
    }

    Answer<SyncGroupResponse> sync(Map<String, String> assignments) {
        return sync(
                SyncGroupRequest.builder()
                        .groupId(GROUP)
                        .generationId(generation)
                        .memberId(memberId)
                        .groupInstanceId(instanceId)
                        .assignments(
                                assignments.entrySet().stream()
                                        .map(
                                                e ->
                                                        new SyncGroupRequestAssignment(
                                                                e.getKey(), bytes(e.getValue())))
                                        .toList())
                        .build());
    }

    Answer<SyncGroupResponse> sync(SyncGroupRequest request) {
        return coordinator.ask(
                5, (to, from, reply, now, out) -> to.syncGroup(from, request, reply, now, out));
    }

    ErrorCode heartbeat() {
        HeartbeatRequest request =
                HeartbeatRequest.builder()
                        .groupId(GROUP)
                        .generationId(generation)
                        .memberId(memberId)
                        .groupInstanceId(instanceId)
                        .build();
        return ErrorCode.forCode(
                coordinator
                        .ask(
                                4,
                                (Request<HeartbeatResponse>)
                                        (to, from, reply, now, out) ->
                                                to.heartbeat(from, request, reply, now, out))
                        .get()
                        .errorCode());
    }

    LeaveGroupResponse leave() {
        return leave(
                MemberIdentity.builder()
                        .memberId(memberId)
                        .groupInstanceId(instanceId)
                        .reason("closing")
                        .build());
    }

    LeaveGroupResponse leave(MemberIdentity... members) {
        LeaveGroupRequest request =
                LeaveGroupRequest.builder().groupId(GROUP).members(List.of(members)).build();
        return coordinator
                .<LeaveGroupResponse>ask(
                        5,
                        (to, from, reply, now, out) ->
                                to.leaveGroup(from, request, reply, now, out))
                .get();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
