package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.state.ControllerState.Command;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** A controller state whose every decision is committed at once, with a clock to turn. */
final class Harness {
    static final String CLUSTER_ID = "5L6g3nShT-eMCtK--X86sw";

    final ControllerSettings settings;
    final RandomGenerator random;
    ControllerState state;
    long nowMs = 1_000;
    long offset;

    /** The records of the last command. */
    List<MetadataRecord> last = new ArrayList<>();

    /** How many batches it took. */
    int batches;

    private final Map<Integer, UUID> incarnations = new HashMap<>();
    private final Map<Integer, Long> streams = new HashMap<>();
    private long nextStream;

    Harness(Map<String, String> staticConfigs) {
        this(staticConfigs, new SplittableRandom(1));
    }

    Harness(Map<String, String> staticConfigs, RandomGenerator random) {
        this(staticConfigs, random, 1 << 20);
    }

    /**
     * @param batchBytes how much of a command that may be several batches goes into one
     */
    Harness(Map<String, String> staticConfigs, RandomGenerator random, int batchBytes) {
        ControllerSettings defaults = ControllerSettings.of(CLUSTER_ID, staticConfigs);
        this.settings =
                new ControllerSettings(
                        CLUSTER_ID,
                        staticConfigs,
                        defaults.patience(),
                        defaults.features(),
                        batchBytes);
        this.random = random;
        this.state = new ControllerState(ClusterImage.EMPTY, settings, random, nowMs);
        run(ControllerState.bootstrap());
    }

    /** Three unfenced brokers 1, 2, 3 and min.insync.replicas as given. */
    static Harness ofThree(int minInsyncReplicas) {
        Harness harness =
                new Harness(Map.of("min.insync.replicas", Integer.toString(minInsyncReplicas)));
        for (int id = 1; id <= 3; id++) {
            harness.join(id, "");
        }
        return harness;
    }

    <R> R run(Command<R> command) {
        last = new ArrayList<>();
        batches = 0;
        @Nullable Command<R> next = command;
        while (true) {
            Decision<R> decision = next.decide(state, nowMs, offset + 1);
            commit(decision);
            next = ControllerState.rest(decision);
            if (next == null) {
                return decision.reply();
            }
        }
    }

    /** The log takes the first batch of {@code command} and is too busy for the others. */
    void runOneBatch(Command<?> command) {
        last = new ArrayList<>();
        batches = 0;
        commit(command.decide(state, nowMs, offset + 1));
    }

    private void commit(Decision<?> decision) {
        List<MetadataRecord> records = decision.records();
        if (records.isEmpty()) {
            state.accept(decision);
            return;
        }
        ClusterImage before = state.image();
        ImageDelta delta = state.preview(decision, offset + 1, 1);
        offset++;
        batches++;
        last.addAll(records);
        state.accept(decision, delta);
        assertEquals(before.apply(offset, 1, records), state.image());
    }

    /** Another controller takes over: it knows the image, and nobody's stream. */
    void takeover() {
        state = new ControllerState(state.image(), settings, random, nowMs);
        streams.clear();
    }

    ClusterImage image() {
        return state.image();
    }

    Registration registration(int id, String rack, UUID incarnation, long previousEpoch) {
        return new Registration(
                CLUSTER_ID,
                id,
                incarnation,
                List.of(new BrokerImage.Endpoint("PLAINTEXT", "host" + id, 9092, "PLAINTEXT")),
                rack,
                List.of(new UUID(id, 1)),
                new Patience(9_000, 1_500),
                previousEpoch,
                false,
                nextStream++);
    }

    Registration.Reply register(Registration registration) {
        Registration.Reply reply = run(ControllerState.register(registration));
        if (!reply.error().isError()) {
            incarnations.put(registration.brokerId(), registration.incarnationId());
            streams.put(registration.brokerId(), registration.stream());
        }
        return reply;
    }

    /** A new process of broker {@code id} registers and is unfenced. */
    void join(int id, String rack) {
        UUID incarnation = new UUID(random.nextLong(), random.nextLong());
        Registration.Reply reply = register(registration(id, rack, incarnation, -1));
        assertFalse(reply.error().isError(), () -> reply.error().message());
        assertFalse(heartbeat(id).fenced());
    }

    /** The process of {@code id}, with its incarnation, presents itself again. */
    Registration.Reply reattach(int id) {
        BrokerImage broker = broker(id);
        return register(registration(id, broker.rack(), incarnation(id), broker.epoch()));
    }

    UUID incarnation(int id) {
        return Objects.requireNonNull(incarnations.get(id));
    }

    long stream(int id) {
        return Objects.requireNonNull(streams.get(id));
    }

    Heartbeat.Reply heartbeat(int id) {
        return heartbeat(id, false, false);
    }

    /** Some directories of {@code id} have failed. */
    Heartbeat.Reply heartbeat(int id, List<UUID> offlineLogDirs) {
        return run(
                ControllerState.heartbeat(
                        new Heartbeat(
                                id, broker(id).epoch(), offset, false, false, offlineLogDirs)));
    }

    /** Broker {@code id} says where its replica of the only partition of a topic is. */
    ApiError assign(int id, String topic, UUID directory) {
        UUID topicId = image().topic(topic).orElseThrow().id();
        return assign(id, List.of(new AssignReplicas.Item(topicId, 0, directory))).getFirst();
    }

    List<ApiError> assign(int id, List<AssignReplicas.Item> items) {
        return run(ControllerState.assignReplicas(
                        new AssignReplicas(id, broker(id).epoch(), items)))
                .results();
    }

    /** A new process with these directories registers and is unfenced. */
    void join(int id, List<UUID> logDirs, boolean hasOfflineLogDirs) {
        Registration r = registration(id, "", new UUID(random.nextLong(), random.nextLong()), -1);
        Registration.Reply reply =
                register(
                        new Registration(
                                r.clusterId(),
                                id,
                                r.incarnationId(),
                                r.endpoints(),
                                "",
                                logDirs,
                                r.patience(),
                                -1,
                                false,
                                List.of(),
                                hasOfflineLogDirs,
                                r.stream()));
        assertFalse(reply.error().isError(), () -> reply.error().message());
        assertFalse(heartbeat(id).fenced());
    }

    Heartbeat.Reply heartbeat(int id, boolean wantFence, boolean wantShutdown) {
        return run(
                ControllerState.heartbeat(
                        new Heartbeat(
                                id,
                                broker(id).epoch(),
                                offset,
                                wantFence,
                                wantShutdown,
                                List.of())));
    }

    /** The process dies: its stream ends, and it is fenced. */
    void die(int id) {
        if (state.streamEnded(id, stream(id))) {
            run(ControllerState.fenceExpired());
        }
    }

    void create(String topic, int... replicas) {
        createWith(topic, Map.of(), replicas);
    }

    /** One partition with these replicas. */
    void createWith(String topic, Map<String, String> configs, int... replicas) {
        CreateTopics.Result result =
                run(ControllerState.createTopics(
                                new CreateTopics(
                                        List.of(
                                                new CreateTopics.NewTopic(
                                                        topic,
                                                        -1,
                                                        -1,
                                                        List.of(
                                                                new CreateTopics.Assignment(
                                                                        0, ints(replicas))),
                                                        new HashMap<>(configs))),
                                        false)))
                        .getFirst();
        assertEquals(ErrorCode.NONE, result.error().code(), result.error().message());
    }

    static List<Integer> ints(int... values) {
        List<Integer> list = new ArrayList<>();
        Arrays.stream(values).forEach(list::add);
        return list;
    }

    /** Moves partition 0 to {@code replicas}; none takes the move back. */
    ErrorCode reassign(String topic, int... replicas) {
        return run(ControllerState.alterReassignments(
                        new AlterReassignments(
                                true,
                                List.of(
                                        new AlterReassignments.Item(
                                                topic,
                                                0,
                                                replicas.length == 0 ? null : ints(replicas))))))
                .results()
                .getFirst()
                .code();
    }

    BrokerImage broker(int id) {
        @Nullable BrokerImage broker = image().brokers().get(id);
        return Objects.requireNonNull(broker);
    }

    TopicImage topic(String name) {
        return image().topic(name).orElseThrow();
    }

    PartitionImage partition(String topic) {
        return topic(topic).partitions().get(0);
    }

    /** The leader asks for another ISR. */
    AlterPartitions.Result alterIsr(String topic, int... isr) {
        PartitionImage partition = partition(topic);
        return alter(
                new AlterPartitions.Item(
                        topic(topic).id(),
                        0,
                        partition.leaderEpoch(),
                        partition.partitionEpoch(),
                        Arrays.stream(isr)
                                .mapToObj(id -> new AlterPartitions.Member(id, -1))
                                .toList(),
                        partition.recovering()));
    }

    AlterPartitions.Result alter(AlterPartitions.Item item) {
        int leader = image().partition(item.topicId(), 0).orElseThrow().leader();
        return run(ControllerState.alterPartitions(
                        new AlterPartitions(leader, broker(leader).epoch(), List.of(item))))
                .partitions()
                .getFirst();
    }

    ApiError alterConfig(
            ConfigResource resource, String key, AlterConfigs.Kind kind, @Nullable String value) {
        return run(ControllerState.alterConfigs(
                        new AlterConfigs(
                                List.of(
                                        new AlterConfigs.Item(
                                                resource,
                                                List.of(
                                                        new AlterConfigs.Operation(
                                                                key, kind, value)))),
                                false,
                                false)))
                .getFirst()
                .error();
    }
}
