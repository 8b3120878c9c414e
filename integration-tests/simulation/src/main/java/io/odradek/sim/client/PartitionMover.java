package io.odradek.sim.client;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.AlterPartitionReassignmentsRequest;
import io.odradek.wire.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.odradek.wire.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.odradek.wire.message.AlterPartitionReassignmentsResponse;
import io.odradek.wire.message.ElectLeadersRequest;
import io.odradek.wire.message.ElectLeadersRequest.TopicPartitions;
import io.odradek.wire.message.ElectLeadersResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An operator who cannot leave things alone: moves partitions to other brokers, calls some moves
 * off, and lets preferred replicas lead.
 */
public final class PartitionMover {
    private static final long MS = SimClient.MS;
    private static final short MOVE_VERSION = 1;
    private static final short ELECT_VERSION = 2;
    private static final byte PREFERRED = 0;

    private final SimClient client;
    private final History history;
    private final List<Address> partitions;
    private final List<Integer> brokers;
    private final int replicas;
    private final long everyMsMax;
    private final Map<String, Long> answers = new TreeMap<>();
    private boolean settled;

    /**
     * @param everyMsMax between two of its acts, at most
     */
    public PartitionMover(
            SimClient client,
            History history,
            List<Address> partitions,
            List<Integer> brokers,
            int replicas,
            long everyMsMax) {
        this.client = client;
        this.history = history;
        this.partitions = partitions;
        this.brokers = brokers;
        this.replicas = replicas;
        this.everyMsMax = everyMsMax;
    }

    public void begin() {
        client.after(
                client.random().nextLong(everyMsMax) * MS,
                () -> {
                    if (!settled) {
                        act();
                        begin();
                    }
                });
    }

    /** Moves nothing any more; what is under way goes on. */
    public void settle() {
        settled = true;
    }

    /** What it was told, and how often. */
    public Map<String, Long> answers() {
        return answers;
    }

    private void act() {
        Address at = partitions.get(client.random().nextInt(partitions.size()));
        switch (client.random().nextInt(5)) {
            case 0 -> move(at, null);
            case 1 -> elect(at);
            default -> move(at, someBrokers());
        }
    }

    private List<Integer> someBrokers() {
        List<Integer> left = new ArrayList<>(brokers);
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < replicas) {
            chosen.add(left.remove(client.random().nextInt(left.size())));
        }
        return chosen;
    }

    private void move(Address at, @Nullable List<Integer> to) {
        client.call(
                client.anyBroker(),
                AlterPartitionReassignmentsRequest.builder()
                        .timeoutMs(2000)
                        .allowReplicationFactorChange(true)
                        .topics(
                                List.of(
                                        new ReassignableTopic(
                                                at.topic(),
                                                List.of(
                                                        new ReassignablePartition(
                                                                at.partition(), to)))))
                        .build(),
                MOVE_VERSION,
                answer -> {
                    var response = (AlterPartitionReassignmentsResponse) answer;
                    short code =
                            response.errorCode() != 0
                                    ? response.errorCode()
                                    : response.responses()
                                            .getFirst()
                                            .partitions()
                                            .getFirst()
                                            .errorCode();
                    told(
                            at,
                            to == null ? "move called off" : "partition moved",
                            to == null ? "not to move" : "to move to " + to,
                            code);
                },
                why -> {});
    }

    private void elect(Address at) {
        client.call(
                client.anyBroker(),
                ElectLeadersRequest.builder()
                        .electionType(PREFERRED)
                        .topicPartitions(
                                List.of(new TopicPartitions(at.topic(), List.of(at.partition()))))
                        .timeoutMs(2000)
                        .build(),
                ELECT_VERSION,
                answer -> {
                    var response = (ElectLeadersResponse) answer;
                    short code = response.errorCode();
                    if (code == 0 && !response.replicaElectionResults().isEmpty()) {
                        code =
                                response.replicaElectionResults()
                                        .getFirst()
                                        .partitionResult()
                                        .getFirst()
                                        .errorCode();
                    }
                    told(at, "preferred leader", "preferred leader", code);
                },
                why -> {});
    }

    private void told(Address at, String act, String what, short code) {
        ErrorCode error = ErrorCode.forCode(code);
        answers.merge(act + ": " + error, 1L, Long::sum);
        history.told("operator " + client.host(), at, what + ": " + error);
        switch (error) {
            case NONE,
                    NO_REASSIGNMENT_IN_PROGRESS,
                    INVALID_REPLICA_ASSIGNMENT,
                    ELECTION_NOT_NEEDED,
                    PREFERRED_LEADER_NOT_AVAILABLE,
                    NOT_CONTROLLER,
                    REQUEST_TIMED_OUT -> {}
            default -> history.surprised("operator " + client.host(), what + ": " + error);
        }
    }
}
