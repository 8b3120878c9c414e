package io.odradek.broker.api;

import io.odradek.broker.api.Forwarder.Outcome;
import io.odradek.broker.net.RequestContext;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsRequest.CreatableTopic;
import io.odradek.wire.message.CreateTopicsRequest.CreatableTopicConfig;
import io.odradek.wire.message.CreateTopicsResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Creates the topics that coordinators keep their state in, when somebody first needs them: one
 * request at a time, however many ask. Thread-safe.
 */
public final class InternalTopics {
    private static final Logger log = LoggerFactory.getLogger(InternalTopics.class);
    private static final short VERSION = 7;
    private static final int TIMEOUT_MS = 5_000;

    /** Such a topic. */
    public record Plan(
            String name,
            int partitions,
            int replicas,
            Map<String, String> configs,
            String replicasKey) {}

    private final Forwarder forwarder;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, String> lastFailures = new ConcurrentHashMap<>();

    public InternalTopics(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    /** Begins to create it, unless that is under way. */
    void create(RequestContext context, Plan plan) {
        if (!underWay.add(plan.name())) {
            return;
        }
        CreatableTopic topic =
                CreatableTopic.builder()
                        .name(plan.name())
                        .numPartitions(plan.partitions())
                        .replicationFactor((short) plan.replicas())
                        .configs(
                                plan.configs().entrySet().stream()
                                        .map(
                                                e ->
                                                        new CreatableTopicConfig(
                                                                e.getKey(), e.getValue()))
                                        .toList())
                        .build();
        CreateTopicsRequest request =
                CreateTopicsRequest.builder().topics(List.of(topic)).timeoutMs(TIMEOUT_MS).build();
        forwarder.forward(
                context,
                request,
                VERSION,
                TIMEOUT_MS,
                outcome -> {
                    underWay.remove(plan.name());
                    report(plan, failure(outcome));
                });
    }

    private static String failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed(ErrorCode _, String message) -> message;
            case Outcome.Answered(CreateTopicsResponse created) ->
                    created.topics().stream()
                            .filter(t -> isFailure(ErrorCode.forCode(t.errorCode())))
                            .map(t -> ErrorCode.forCode(t.errorCode()) + ": " + t.errorMessage())
                            .collect(Collectors.joining("; "));
            case Outcome.Answered(var other) -> "an unexpected answer: " + other.apiKey();
        };
    }

    private static boolean isFailure(ErrorCode error) {
        return error != ErrorCode.NONE && error != ErrorCode.TOPIC_ALREADY_EXISTS;
    }

    /** Clients ask again and again; the operator is told once. */
    private void report(Plan plan, String failure) {
        if (failure.isEmpty()) {
            lastFailures.remove(plan.name());
            log.info("Created the topic {}.", plan.name());
        } else if (!failure.equals(lastFailures.put(plan.name(), failure))) {
            log.warn(
                    "The topic {} cannot be created, so its coordinators stay unavailable: {}."
                            + " It wants {}={}; clients go on asking.",
                    plan.name(),
                    failure,
                    plan.replicasKey(),
                    plan.replicas());
        }
    }
}
