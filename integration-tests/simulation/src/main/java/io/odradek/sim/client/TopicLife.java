package io.odradek.sim.client;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.FetchRequest.FetchPartition;
import io.odradek.wire.message.FetchRequest.FetchTopic;
import io.odradek.wire.message.FetchResponse;
import io.odradek.wire.message.MetadataRequest;
import io.odradek.wire.message.MetadataRequest.MetadataRequestTopic;
import io.odradek.wire.message.MetadataResponse;
import io.odradek.wire.message.MetadataResponse.MetadataResponsePartition;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceRequest.PartitionProduceData;
import io.odradek.wire.message.ProduceRequest.TopicProduceData;
import io.odradek.wire.message.ProduceResponse;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * One life of a topic, known by its id: it is written to, then read from the beginning until every
 * acknowledged record was found. Nothing may be in it that was written in another life.
 */
final class TopicLife {
    private static final long MS = SimClient.MS;
    private static final short PRODUCE_VERSION = 13;
    private static final short FETCH_VERSION = 13;
    private static final short METADATA_VERSION = 12;
    private static final long PER_LIFE = 1_000_000;

    private final SimClient client;
    private final History history;
    private final String name;
    private final UUID id;
    private final int life;
    private final BooleanSupplier over;
    private final Runnable lived;
    private final Map<Integer, Integer> leaders = new HashMap<>();
    private final List<Partition> partitions = new ArrayList<>();
    private int reading;

    /**
     * @param life numbers the lives of one name from 1
     * @param over whether no more is to be written
     * @param lived called once, when everything acknowledged was read
     */
    TopicLife(
            SimClient client,
            History history,
            String name,
            UUID id,
            int partitions,
            int life,
            BooleanSupplier over,
            Runnable lived) {
        this.client = client;
        this.history = history;
        this.name = name;
        this.id = id;
        this.life = life;
        this.over = over;
        this.lived = lived;
        this.reading = partitions;
        for (int p = 0; p < partitions; p++) {
            this.partitions.add(new Partition(p));
        }
    }

    void begin() {
        partitions.forEach(Partition::write);
    }

    /** Which acknowledged records are still to be found, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("life " + life + " with id " + id);
        partitions.forEach(
                p ->
                        text.append(", partition ")
                                .append(p.partition)
                                .append(" lacks ")
                                .append(p.missing)
                                .append(", last told ")
                                .append(p.lastProblem));
        return text.toString();
    }

    private void refresh() {
        client.call(
                client.anyBroker(),
                MetadataRequest.builder()
                        .topics(List.of(MetadataRequestTopic.builder().topicId(id).build()))
                        .allowAutoTopicCreation(false)
                        .build(),
                METADATA_VERSION,
                answer -> {
                    var topic = ((MetadataResponse) answer).topics().getFirst();
                    for (MetadataResponsePartition partition : topic.partitions()) {
                        leaders.put(partition.partitionIndex(), partition.leaderId());
                    }
                },
                why -> {});
    }

    private final class Partition {
        private final int partition;
        private final SortedSet<Long> missing = new TreeSet<>();
        private long next;
        private long position;
        private String lastProblem = "nothing";

        Partition(int partition) {
            this.partition = partition;
        }

        private void later(Runnable task, long ms) {
            client.after((ms + client.random().nextLong(ms + 1)) * MS, task);
        }

        private void again(String why, Runnable task) {
            lastProblem = why;
            refresh();
            later(task, 100);
        }

        void write() {
            if (over.getAsBoolean()) {
                read();
                return;
            }
            int leader = leaders.getOrDefault(partition, -1);
            if (leader < 0) {
                again("no leader known", this::write);
                return;
            }
            long number = life * PER_LIFE + next++;
            ByteBuffer batch =
                    new BatchBuilder()
                            .add(
                                    1_750_000_000_000L + client.nowNanos() / MS,
                                    null,
                                    new Written(client.host(), number).bytes())
                            .build();
            client.call(
                    leader,
                    ProduceRequest.builder()
                            .transactionalId(null)
                            .acks((short) -1)
                            .timeoutMs(1500)
                            .topicData(
                                    List.of(
                                            TopicProduceData.builder()
                                                    .topicId(id)
                                                    .partitionData(
                                                            List.of(
                                                                    new PartitionProduceData(
                                                                            partition,
                                                                            new ByteRecords(
                                                                                    batch))))
                                                    .build()))
                            .build(),
                    PRODUCE_VERSION,
                    answer -> {
                        int code =
                                ((ProduceResponse) answer)
                                        .responses()
                                        .getFirst()
                                        .partitionResponses()
                                        .getFirst()
                                        .errorCode();
                        if (code == 0) {
                            missing.add(number);
                            later(this::write, 30);
                        } else {
                            expect(ErrorCode.forCode((short) code));
                            again(ErrorCode.forCode((short) code).name(), this::write);
                        }
                    },
                    why -> again(why, this::write));
        }

        /** Not a soul deletes the topic meanwhile, so it is there, whatever a broker knows. */
        private void expect(ErrorCode error) {
            switch (error) {
                case UNKNOWN_TOPIC_ID,
                        UNKNOWN_TOPIC_OR_PARTITION,
                        INCONSISTENT_TOPIC_ID,
                        NOT_LEADER_OR_FOLLOWER,
                        LEADER_NOT_AVAILABLE,
                        NOT_ENOUGH_REPLICAS,
                        NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                        REQUEST_TIMED_OUT,
                        KAFKA_STORAGE_ERROR,
                        OFFSET_OUT_OF_RANGE,
                        OFFSET_NOT_AVAILABLE -> {}
                default -> history.surprised("life %d of %s".formatted(life, name), error.name());
            }
        }

        private void read() {
            int leader = leaders.getOrDefault(partition, -1);
            if (leader < 0) {
                again("no leader known", this::read);
                return;
            }
            client.call(
                    leader,
                    FetchRequest.builder()
                            .maxWaitMs(300)
                            .minBytes(1)
                            .maxBytes(1 << 20)
                            .sessionId(0)
                            .sessionEpoch(-1)
                            .topics(
                                    List.of(
                                            FetchTopic.builder()
                                                    .topicId(id)
                                                    .partitions(
                                                            List.of(
                                                                    FetchPartition.builder()
                                                                            .partition(partition)
                                                                            .currentLeaderEpoch(-1)
                                                                            .fetchOffset(position)
                                                                            .lastFetchedEpoch(-1)
                                                                            .partitionMaxBytes(
                                                                                    1 << 16)
                                                                            .build()))
                                                    .build()))
                            .build(),
                    FETCH_VERSION,
                    answer -> read((FetchResponse) answer),
                    why -> again(why, this::read));
        }

        private void read(FetchResponse answer) {
            if (answer.errorCode() != 0 || answer.responses().isEmpty()) {
                again(ErrorCode.forCode(answer.errorCode()).name(), this::read);
                return;
            }
            var part = answer.responses().getFirst().partitions().getFirst();
            if (part.errorCode() != 0) {
                ErrorCode error = ErrorCode.forCode(part.errorCode());
                expect(error);
                again(error.name(), this::read);
                return;
            }
            ReadRecords.each(part.records(), this::found, () -> surprised("a damaged batch"));
            if (missing.isEmpty()) {
                if (--reading == 0) {
                    lived.run();
                }
            } else if (position >= part.highWatermark()) {
                // A leader that is none any more may have less; from the beginning, with another.
                position = 0;
                again("not all is there", this::read);
            } else {
                later(this::read, 5);
            }
        }

        private void found(long offset, Written record) {
            if (record.writer() != client.host() || record.number() / PER_LIFE != life) {
                surprised("%s at offset %d is of another life".formatted(record, offset));
            }
            missing.remove(record.number());
            position = Math.max(position, offset + 1);
        }

        private void surprised(String what) {
            history.surprised("life %d of %s-%d, id %s".formatted(life, name, partition, id), what);
        }
    }
}
