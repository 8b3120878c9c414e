package io.odradek.sim.client;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsRequest.CreatableTopic;
import io.odradek.wire.message.CreateTopicsResponse;

import java.util.List;

/** Creates topics, trying until they are there. */
public final class TopicAdmin {
    private static final long MS = SimClient.MS;
    private static final short CREATE_VERSION = 7;

    private final SimClient client;

    public TopicAdmin(SimClient client) {
        this.client = client;
    }

    public void create(String topic, int partitions, int replicas, Runnable done) {
        client.call(
                client.anyBroker(),
                CreateTopicsRequest.builder()
                        .topics(
                                List.of(
                                        CreatableTopic.builder()
                                                .name(topic)
                                                .numPartitions(partitions)
                                                .replicationFactor((short) replicas)
                                                .build()))
                        .timeoutMs(2000)
                        .build(),
                CREATE_VERSION,
                answer -> {
                    ErrorCode error =
                            ErrorCode.forCode(
                                    ((CreateTopicsResponse) answer)
                                            .topics()
                                            .getFirst()
                                            .errorCode());
                    if (error == ErrorCode.NONE || error == ErrorCode.TOPIC_ALREADY_EXISTS) {
                        done.run();
                    } else {
                        client.after(200 * MS, () -> create(topic, partitions, replicas, done));
                    }
                },
                why -> client.after(200 * MS, () -> create(topic, partitions, replicas, done)));
    }
}
