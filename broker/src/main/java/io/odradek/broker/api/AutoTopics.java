package io.odradek.broker.api;

import io.odradek.broker.api.Forwarder.Outcome;
import io.odradek.broker.net.RequestContext;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsRequest.CreatableTopic;
import io.odradek.wire.message.CreateTopicsResponse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Creates topics because clients asked about them. Requests for the same topic at the same time
 * cause one creation; the others are told to ask again. Thread-safe.
 */
public final class AutoTopics {
    private static final short VERSION = 7;
    private static final long TIMEOUT_MS = 5_000;
    private static final int AT_ONCE_MAX = 1_000;
    private static final int CONTROLLER_DECIDES = -1;

    private final boolean enabled;
    private final Forwarder forwarder;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    public AutoTopics(boolean enabled, Forwarder forwarder) {
        this.enabled = enabled;
        this.forwarder = forwarder;
    }

    boolean enabled() {
        return enabled;
    }

    /**
     * Creates {@code names} and then tells what to say about those that are still missing.
     *
     * @param then called on the control shard, or at once when there is nothing to do
     */
    void create(RequestContext context, Set<String> names, Consumer<Map<String, ErrorCode>> then) {
        List<String> mine = new ArrayList<>();
        for (String name : names) {
            if (underWay.size() < AT_ONCE_MAX && underWay.add(name)) {
                mine.add(name);
            }
        }
        if (mine.isEmpty()) {
            then.accept(Map.of());
            return;
        }
        CreateTopicsRequest request =
                CreateTopicsRequest.builder()
                        .topics(
                                mine.stream()
                                        .map(
                                                name ->
                                                        CreatableTopic.builder()
                                                                .name(name)
                                                                .numPartitions(CONTROLLER_DECIDES)
                                                                .replicationFactor(
                                                                        (short) CONTROLLER_DECIDES)
                                                                .build())
                                        .toList())
                        .timeoutMs((int) TIMEOUT_MS)
                        .build();
        forwarder.forward(
                context,
                request,
                VERSION,
                TIMEOUT_MS,
                outcome -> {
                    mine.forEach(underWay::remove);
                    then.accept(failures(outcome));
                });
    }

    private static Map<String, ErrorCode> failures(Outcome outcome) {
        Map<String, ErrorCode> failures = new HashMap<>();
        if (outcome instanceof Outcome.Answered(Response response)
                && response instanceof CreateTopicsResponse created) {
            for (var topic : created.topics()) {
                ErrorCode error = ErrorCode.forCode(topic.errorCode());
                // Somebody else was first: it is about to appear here too.
                if (error != ErrorCode.NONE && error != ErrorCode.TOPIC_ALREADY_EXISTS) {
                    failures.put(topic.name(), error);
                }
            }
        }
        return failures;
    }
}
