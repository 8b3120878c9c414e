package io.odradek.sim.client;

import io.odradek.raft.sim.Scheduler;
import io.odradek.raft.sim.SimProcess;
import io.odradek.sim.net.Streams;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.MetadataRequest;
import io.odradek.wire.message.MetadataResponse;
import io.odradek.wire.message.MetadataResponse.MetadataResponsePartition;
import io.odradek.wire.message.MetadataResponse.MetadataResponseTopic;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/** A client process: who leads what, as far as it knows, and a way to ask. */
public final class SimClient {
    static final long MS = 1_000_000;
    private static final long REQUEST_TIMEOUT_NANOS = 3000 * MS;
    private static final long METADATA_TIMEOUT_NANOS = 1000 * MS;
    private static final short METADATA_VERSION = 12;

    private final int host;
    private final SimProcess process;
    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final List<Integer> brokers;
    private final Network network;
    private final Streams streams;
    private final Map<Address, Integer> leaders = new HashMap<>();
    private final Map<UUID, String> names = new HashMap<>();
    private boolean refreshing;

    public SimClient(
            int host,
            Scheduler scheduler,
            Streams streams,
            List<Integer> brokers,
            SplittableRandom random) {
        this.host = host;
        this.scheduler = scheduler;
        this.process = new SimProcess(scheduler, 1);
        this.streams = streams;
        this.brokers = List.copyOf(brokers);
        this.random = random;
        this.network = new Network(streams, host, process);
    }

    public int host() {
        return host;
    }

    SplittableRandom random() {
        return random;
    }

    long nowNanos() {
        return scheduler.nowNanos();
    }

    void after(long delayNanos, Runnable task) {
        process.after(delayNanos, task);
    }

    OptionalInt leader(Address at) {
        Integer leader = leaders.get(at);
        return leader == null || leader < 0 ? OptionalInt.empty() : OptionalInt.of(leader);
    }

    /** The partitions of {@code topics}, as far as it knows them, in order. */
    List<Address> partitions(List<String> topics) {
        return leaders.keySet().stream()
                .filter(at -> topics.contains(at.topic()))
                .sorted()
                .toList();
    }

    /** Whether it knows of each of these topics that it is there. */
    boolean knows(List<String> topics) {
        return names.values().containsAll(topics);
    }

    @Nullable String topicName(UUID id) {
        return names.get(id);
    }

    /** Of a topic that it has asked about. */
    UUID topicId(String name) {
        return names.entrySet().stream()
                .filter(topic -> topic.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The process ends; its system may or may not say so to the brokers. */
    void die(boolean told) {
        process.kill();
        streams.processDied(host, told);
    }

    void pause() {
        process.pause();
    }

    void resume() {
        process.resume();
    }

    int anyBroker() {
        return brokers.get(random.nextInt(brokers.size()));
    }

    void call(
            int broker,
            Request request,
            int version,
            Consumer<Response> answered,
            Consumer<String> failed) {
        call(broker, REQUEST_TIMEOUT_NANOS, request, version, answered, failed);
    }

    void call(
            int broker,
            long timeoutNanos,
            Request request,
            int version,
            Consumer<Response> answered,
            Consumer<String> failed) {
        network.call(
                broker, timeoutNanos, new Network.Call(request, (short) version, answered, failed));
    }

    /** Asks again who leads, unless that is being asked already. */
    void refresh(List<String> topics) {
        if (refreshing) {
            return;
        }
        refreshing = true;
        List<MetadataRequest.MetadataRequestTopic> asked = new ArrayList<>();
        for (String topic : topics) {
            asked.add(MetadataRequest.MetadataRequestTopic.builder().name(topic).build());
        }
        network.call(
                anyBroker(),
                METADATA_TIMEOUT_NANOS,
                new Network.Call(
                        MetadataRequest.builder()
                                .topics(asked)
                                .allowAutoTopicCreation(false)
                                .build(),
                        METADATA_VERSION,
                        answer -> {
                            refreshing = false;
                            learn((MetadataResponse) answer);
                        },
                        why -> refreshing = false));
    }

    private void learn(MetadataResponse answer) {
        for (MetadataResponseTopic topic : answer.topics()) {
            if (topic.errorCode() != ErrorCode.NONE.code() || topic.name() == null) {
                continue;
            }
            names.put(topic.topicId(), topic.name());
            for (MetadataResponsePartition partition : topic.partitions()) {
                leaders.put(
                        new Address(topic.name(), partition.partitionIndex()),
                        partition.leaderId());
            }
        }
    }
}
