package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.broker.coordinator.group.consumer.SimulatedConsumer;
import io.odradek.broker.coordinator.group.consumer.Topics;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupDescribeResponse;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;

import java.util.List;
import java.util.stream.Collectors;

/** A consumer of the consumer protocol in front of a coordinator. */
final class ConsumerClient {
    static final String GROUP = ClassicClient.GROUP;

    final TestCoordinator coordinator;
    final SimulatedConsumer self;

    ConsumerClient(TestCoordinator coordinator, String memberId, String... topics) {
        this(coordinator, new SimulatedConsumer(GROUP, memberId, null, List.of(topics)));
    }

    private ConsumerClient(TestCoordinator coordinator, SimulatedConsumer self) {
        this.coordinator = coordinator;
        this.self = self;
    }

    static ConsumerClient fixed(TestCoordinator coordinator, String memberId, String instanceId) {
        return new ConsumerClient(
                coordinator, new SimulatedConsumer(GROUP, memberId, instanceId, List.of("t")));
    }

    static Answer<ConsumerGroupHeartbeatResponse> ask(
            TestCoordinator coordinator, int version, ConsumerGroupHeartbeatRequest request) {
        return coordinator.ask(
                version,
                (to, from, reply, now, out) ->
                        to.consumerGroupHeartbeat(from, request, reply, now, out));
    }

    ConsumerGroupHeartbeatResponse ask(ConsumerGroupHeartbeatRequest request) {
        return ask(coordinator, 1, request).get();
    }

    /** Sends what it has to say and takes over the answer, which is to be a success. */
    ConsumerGroupHeartbeatResponse beat() {
        ConsumerGroupHeartbeatResponse answer = ask(self.next());
        assertEquals(ErrorCode.NONE, self.answered(answer), answer.errorMessage());
        return answer;
    }

    ErrorCode refused() {
        return self.answered(ask(self.next()));
    }

    ErrorCode leave(int how) {
        return ErrorCode.forCode(ask(self.leaving(how)).errorCode());
    }

    /** Such as {@code t-0 t-1}. */
    String owned() {
        return self.owned().stream()
                .map(p -> name(p) + "-" + p.partition())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String name(SimulatedConsumer.Partition partition) {
        for (String name : List.of("t", "u", "a", "b", "c", "d")) {
            if (Topics.id(name).equals(partition.topic())) {
                return name;
            }
        }
        return partition.topic().toString();
    }

    ConsumerGroupDescribeResponse.DescribedGroup describe() {
        return describe(coordinator);
    }

    static ConsumerGroupDescribeResponse.DescribedGroup describe(TestCoordinator coordinator) {
        return coordinator
                .<ConsumerGroupDescribeResponse.DescribedGroup>ask(
                        1,
                        (to, from, reply, now, out) ->
                                to.describeConsumerGroup(from, GROUP, reply, now, out))
                .get();
    }
}
