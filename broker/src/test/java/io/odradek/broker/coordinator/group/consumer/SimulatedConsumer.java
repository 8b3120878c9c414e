package io.odradek.broker.coordinator.group.consumer;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
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
 * A consumer of the consumer protocol as far as its group sees it: what it says next, and what it
 * makes of the answer. It has no clock and no connection; whoever plays it sends its requests one
 * at a time, and tells it when no answer came.
 */
public final class SimulatedConsumer {
    /** A partition of a topic. */
    public record Partition(UUID topic, int partition) implements Comparable<Partition> {
        @Override
        public int compareTo(Partition other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
        }
    }

    private final String groupId;
    private final String memberId;
    private final @Nullable String instanceId;
    private List<String> topics;
    private @Nullable String regex;
    private @Nullable String assignor;
    private int rebalanceTimeoutMs = 60_000;
    private int epoch;
    private Set<Partition> owned = new TreeSet<>();
    private boolean sayEverything;
    private boolean sayOwned;
    private boolean saySubscription;

    public SimulatedConsumer(
            String groupId, String memberId, @Nullable String instanceId, List<String> topics) {
        this.groupId = groupId;
        this.memberId = memberId;
        this.instanceId = instanceId;
        this.topics = topics;
    }

    public SimulatedConsumer regex(String regex) {
        this.regex = regex;
        saySubscription = true;
        return this;
    }

    public SimulatedConsumer assignor(String name) {
        this.assignor = name;
        return this;
    }

    public SimulatedConsumer rebalanceTimeoutMs(int ms) {
        this.rebalanceTimeoutMs = ms;
        return this;
    }

    public void subscribe(List<String> others) {
        topics = others;
        saySubscription = true;
    }

    public String memberId() {
        return memberId;
    }

    public @Nullable String instanceId() {
        return instanceId;
    }

    public int epoch() {
        return epoch;
    }

    /** What it reads now. */
    public Set<Partition> owned() {
        return owned;
    }

    /** What it says next: everything when it joins or is unsure, else what has changed. */
    public ConsumerGroupHeartbeatRequest next() {
        boolean everything = epoch == 0 || sayEverything;
        return request(epoch)
                .rackId(null)
                .rebalanceTimeoutMs(everything ? rebalanceTimeoutMs : -1)
                .subscribedTopicNames(everything || saySubscription ? topics : null)
                .subscribedTopicRegex(everything || saySubscription ? regex : null)
                .serverAssignor(everything ? assignor : null)
                .topicPartitions(everything || sayOwned ? claims() : null)
                .build();
    }

    /**
     * What it says last, or for a while.
     *
     * @param how -1 or -2
     */
    public ConsumerGroupHeartbeatRequest leaving(int how) {
        return request(how).build();
    }

    private ConsumerGroupHeartbeatRequest.Builder request(int said) {
        return ConsumerGroupHeartbeatRequest.builder()
                .groupId(groupId)
                .memberId(memberId)
                .memberEpoch(said)
                .instanceId(instanceId);
    }

    private List<ConsumerGroupHeartbeatRequest.TopicPartitions> claims() {
        Map<UUID, List<Integer>> byTopic = new TreeMap<>();
        for (Partition one : owned) {
            byTopic.computeIfAbsent(one.topic, t -> new ArrayList<>()).add(one.partition);
        }
        List<ConsumerGroupHeartbeatRequest.TopicPartitions> claims = new ArrayList<>();
        byTopic.forEach(
                (topic, partitions) ->
                        claims.add(
                                new ConsumerGroupHeartbeatRequest.TopicPartitions(
                                        topic, partitions)));
        return claims;
    }

    /** The answer to {@link #next}. Refused, it lets go of everything and joins anew. */
    public ErrorCode answered(ConsumerGroupHeartbeatResponse answer) {
        ErrorCode error = ErrorCode.forCode(answer.errorCode());
        if (error != ErrorCode.NONE) {
            if (error == ErrorCode.FENCED_MEMBER_EPOCH || error == ErrorCode.UNKNOWN_MEMBER_ID) {
                forget();
            }
            return error;
        }
        epoch = answer.memberEpoch();
        sayEverything = false;
        sayOwned = false;
        saySubscription = false;
        if (answer.assignment() != null) {
            Set<Partition> given = new TreeSet<>();
            for (var topic : answer.assignment().topicPartitions()) {
                topic.partitions().forEach(p -> given.add(new Partition(topic.topicId(), p)));
            }
            sayOwned = !given.equals(owned);
            owned = given;
        }
        return error;
    }

    /** No answer came: it cannot know what was heard. */
    public void unanswered() {
        sayEverything = true;
    }

    /** As after a restart. */
    public void forget() {
        epoch = 0;
        owned = new TreeSet<>();
        sayEverything = false;
        sayOwned = false;
    }
}
