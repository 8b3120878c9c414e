package io.odradek.sim.client;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsRequest.CreatableTopic;
import io.odradek.wire.message.CreateTopicsResponse;
import io.odradek.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.odradek.wire.message.DeleteTopicsRequest;
import io.odradek.wire.message.DeleteTopicsRequest.DeleteTopicState;
import io.odradek.wire.message.DeleteTopicsResponse;
import io.odradek.wire.message.MetadataRequest;
import io.odradek.wire.message.MetadataRequest.MetadataRequestTopic;
import io.odradek.wire.message.MetadataResponse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Creates a topic, lets it be used for a while, deletes it and creates it again under the same
 * name, for ever: each time it must be a new one, empty, that keeps what was acknowledged.
 */
public final class TopicChurn {
    private static final long MS = SimClient.MS;
    private static final short CREATE_VERSION = 7;
    private static final short DELETE_VERSION = 6;
    private static final short METADATA_VERSION = 12;

    private final SimClient client;
    private final History history;
    private final String name;
    private final int replicas;
    private final long lifeMsMax;
    private final Set<UUID> deleted = new HashSet<>();
    private int lives;
    private boolean settling;
    private boolean done;
    private Object doing = "nothing yet";

    /**
     * @param lifeMsMax how long each life is written to, at most
     */
    public TopicChurn(
            SimClient client, History history, String name, int replicas, long lifeMsMax) {
        this.client = client;
        this.history = history;
        this.name = name;
        this.replicas = replicas;
        this.lifeMsMax = lifeMsMax;
    }

    public void begin() {
        create(1 + client.random().nextInt(3));
    }

    /** The life it has now is its last. */
    public void settle() {
        settling = true;
    }

    /** Whether the last life was read to its end. */
    public boolean isDone() {
        return done;
    }

    /** How often it was born. */
    public int lives() {
        return lives;
    }

    /** What keeps it, for people. */
    public String pending() {
        return done ? "" : name + ": " + doing + "; ";
    }

    private void create(int partitions) {
        doing = "being created";
        client.call(
                client.anyBroker(),
                CreateTopicsRequest.builder()
                        .topics(
                                List.of(
                                        CreatableTopic.builder()
                                                .name(name)
                                                .numPartitions(partitions)
                                                .replicationFactor((short) replicas)
                                                .build()))
                        .timeoutMs(2000)
                        .build(),
                CREATE_VERSION,
                answer -> {
                    CreatableTopicResult result =
                            ((CreateTopicsResponse) answer).topics().getFirst();
                    ErrorCode error = ErrorCode.forCode(result.errorCode());
                    tell("creation: %s, id %s".formatted(error, result.topicId()));
                    switch (error) {
                        case NONE -> born(result.topicId(), result.numPartitions());
                        // By an attempt whose answer was lost, or by a broker that is behind.
                        case TOPIC_ALREADY_EXISTS -> find(partitions);
                        default -> later(() -> create(partitions));
                    }
                },
                why -> later(() -> create(partitions)));
    }

    private void find(int partitions) {
        client.call(
                client.anyBroker(),
                MetadataRequest.builder()
                        .topics(List.of(MetadataRequestTopic.builder().name(name).build()))
                        .allowAutoTopicCreation(false)
                        .build(),
                METADATA_VERSION,
                answer -> {
                    var topic = ((MetadataResponse) answer).topics().getFirst();
                    tell("is there with id " + topic.topicId());
                    if (topic.errorCode() == 0 && !deleted.contains(topic.topicId())) {
                        born(topic.topicId(), topic.partitions().size());
                    } else {
                        later(() -> create(partitions));
                    }
                },
                why -> later(() -> create(partitions)));
    }

    private void born(UUID id, int partitions) {
        if (deleted.contains(id)) {
            history.surprised("churn of " + name, "born again with the id it had before: " + id);
        }
        lives++;
        long until = client.nowNanos() + client.random().nextLong(1, lifeMsMax) * MS;
        TopicLife life =
                new TopicLife(
                        client,
                        history,
                        name,
                        id,
                        partitions,
                        lives,
                        () -> settling || client.nowNanos() >= until,
                        () -> lived(id));
        doing = life;
        life.begin();
    }

    private void lived(UUID id) {
        if (settling) {
            done = true;
            return;
        }
        doing = "being deleted, id " + id;
        delete(id);
    }

    private void delete(UUID id) {
        Consumer<String> again = why -> later(() -> delete(id));
        client.call(
                client.anyBroker(),
                DeleteTopicsRequest.builder()
                        .topics(List.of(new DeleteTopicState(null, id)))
                        .timeoutMs(2000)
                        .build(),
                DELETE_VERSION,
                answer -> {
                    ErrorCode error =
                            ErrorCode.forCode(
                                    ((DeleteTopicsResponse) answer)
                                            .responses()
                                            .getFirst()
                                            .errorCode());
                    tell("deletion of id %s: %s".formatted(id, error));
                    switch (error) {
                        case NONE, UNKNOWN_TOPIC_ID -> {
                            deleted.add(id);
                            create(1 + client.random().nextInt(3));
                        }
                        default -> again.accept(error.name());
                    }
                },
                again);
    }

    private void tell(String what) {
        history.told("churn " + client.host(), new Address(name, -1), what);
    }

    private void later(Runnable task) {
        client.after((50 + client.random().nextLong(200)) * MS, task);
    }
}
