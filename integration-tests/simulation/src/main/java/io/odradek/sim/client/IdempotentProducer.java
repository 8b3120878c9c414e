package io.odradek.sim.client;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.InitProducerIdRequest;
import io.odradek.wire.message.InitProducerIdResponse;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceRequest.PartitionProduceData;
import io.odradek.wire.message.ProduceRequest.TopicProduceData;
import io.odradek.wire.message.ProduceResponse;
import io.odradek.wire.message.ProduceResponse.PartitionProduceResponse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A producer with idempotence and acks=all. It numbers its batches for each partition, has a few of
 * them under way, and after any failure waits until it knows of all that are, then sends what was
 * not acknowledged again in order, for ever: whatever happens in between, each record must be in
 * the log exactly once.
 */
public final class IdempotentProducer {
    private static final long MS = SimClient.MS;
    private static final short PRODUCE_VERSION = 11;
    private static final short INIT_VERSION = 4;

    private final SimClient client;
    private final History history;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<String> topics;
    private final int inFlightMax;
    private final long pauseNanosMax;
    private long producerId = -1;
    private short producerEpoch;
    private boolean ended;

    /**
     * @param inFlightMax batches of one partition under way, at most five
     * @param pauseNanosMax between new batches of one partition
     */
    public IdempotentProducer(
            SimClient client,
            History history,
            List<Address> partitions,
            int inFlightMax,
            long pauseNanosMax) {
        this.client = client;
        this.history = history;
        this.inFlightMax = inFlightMax;
        this.pauseNanosMax = pauseNanosMax;
        this.topics = partitions.stream().map(Address::topic).distinct().toList();
        partitions.forEach(at -> lanes.add(new Lane(at)));
    }

    public void begin() {
        client.call(
                client.anyBroker(),
                InitProducerIdRequest.builder()
                        .transactionalId(null)
                        .transactionTimeoutMs(60_000)
                        .build(),
                INIT_VERSION,
                answer -> {
                    InitProducerIdResponse given = (InitProducerIdResponse) answer;
                    if (given.errorCode() != ErrorCode.NONE.code()) {
                        client.after(100 * MS, this::begin);
                        return;
                    }
                    producerId = given.producerId();
                    producerEpoch = given.producerEpoch();
                    client.refresh(topics);
                    lanes.forEach(Lane::begin);
                },
                why -> client.after(100 * MS, this::begin));
    }

    /** Writes nothing new; what is begun is brought to its end. */
    public void end() {
        ended = true;
    }

    /** Whether all that was begun is acknowledged. */
    public boolean isDone() {
        return lanes.stream().allMatch(lane -> lane.unacknowledged.isEmpty());
    }

    /** What it still waits for, for people. */
    public String pending() {
        StringBuilder text = new StringBuilder();
        for (Lane lane : lanes) {
            if (!lane.unacknowledged.isEmpty()) {
                text.append(lane.at)
                        .append(" from ")
                        .append(lane.unacknowledged.getFirst().first)
                        .append(" last told ")
                        .append(lane.lastProblem)
                        .append("; ");
            }
        }
        return text.toString();
    }

    private record Batch(Written first, int sequence, int count) {}

    /** One partition's batches, in order. */
    private final class Lane {
        private final Address at;
        private final List<Batch> unacknowledged = new ArrayList<>();
        private final ArrayDeque<Batch> unsent = new ArrayDeque<>();
        private int nextSequence;
        private long nextNumber;
        private int underWay;
        private int sentBelow;
        private int target;
        private boolean retrying;
        private boolean failed;
        private boolean retryScheduled;
        private String lastProblem = "nothing";

        Lane(Address at) {
            this.at = at;
        }

        void begin() {
            client.after(client.random().nextLong(pauseNanosMax + 1), this::write);
        }

        private void write() {
            if (ended) {
                return;
            }
            if (unacknowledged.size() < 5) {
                int count = 1 + client.random().nextInt(3);
                Batch batch =
                        new Batch(new Written(client.host(), nextNumber), nextSequence, count);
                nextNumber += count;
                nextSequence += count;
                unacknowledged.add(batch);
                unsent.add(batch);
                pump();
            }
            begin();
        }

        private void pump() {
            if (failed) {
                return;
            }
            while (!unsent.isEmpty() && underWay < inFlightMax && !retrying) {
                // A broker remembers only the last few batches, and newer ones make it forget. So
                // what was sent before goes alone, and new ones do not go to another leader.
                boolean again = unsent.peek().sequence < sentBelow;
                if (again && underWay > 0) {
                    return;
                }
                OptionalInt leader = client.leader(at);
                if (leader.isEmpty()) {
                    fail("no leader known");
                    return;
                }
                if (underWay > 0 && leader.getAsInt() != target) {
                    return;
                }
                target = leader.getAsInt();
                retrying = again;
                send(leader.getAsInt(), unsent.remove());
            }
        }

        private void send(int leader, Batch batch) {
            BatchBuilder builder =
                    new BatchBuilder().producer(producerId, producerEpoch, batch.sequence);
            for (int i = 0; i < batch.count; i++) {
                Written record = new Written(batch.first.writer(), batch.first.number() + i);
                builder.add(1_750_000_000_000L + client.nowNanos() / MS, null, record.bytes());
            }
            underWay++;
            sentBelow = Math.max(sentBelow, batch.sequence + batch.count);
            history.told(
                    "producer " + client.host(),
                    at,
                    "sends %s, sequence %d + %d, to %d"
                            .formatted(batch.first, batch.sequence, batch.count, leader));
            client.call(
                    leader,
                    ProduceRequest.builder()
                            .transactionalId(null)
                            .acks((short) -1)
                            .timeoutMs(1500)
                            .topicData(
                                    List.of(
                                            TopicProduceData.builder()
                                                    .name(at.topic())
                                                    .partitionData(
                                                            List.of(
                                                                    new PartitionProduceData(
                                                                            at.partition(),
                                                                            new ByteRecords(
                                                                                    builder
                                                                                            .build()))))
                                                    .build()))
                            .build(),
                    PRODUCE_VERSION,
                    answer -> answered(batch, answer),
                    why -> {
                        over();
                        fail(why);
                    });
        }

        private void over() {
            underWay--;
            retrying = false;
        }

        private void answered(Batch batch, Response answer) {
            over();
            PartitionProduceResponse part =
                    ((ProduceResponse) answer)
                            .responses()
                            .getFirst()
                            .partitionResponses()
                            .getFirst();
            ErrorCode error = ErrorCode.forCode(part.errorCode());
            switch (error) {
                case NONE -> {
                    unacknowledged.remove(batch);
                    history.acknowledged(at, batch.first, batch.count, part.baseOffset());
                }
                case DUPLICATE_SEQUENCE_NUMBER -> {
                    unacknowledged.remove(batch);
                    history.acknowledged(at, batch.first, batch.count, -1);
                }
                // The first open batch may be told so only by a leader that is none any more.
                case OUT_OF_ORDER_SEQUENCE_NUMBER,
                        NOT_LEADER_OR_FOLLOWER,
                        UNKNOWN_TOPIC_OR_PARTITION,
                        LEADER_NOT_AVAILABLE,
                        NOT_ENOUGH_REPLICAS,
                        NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                        REQUEST_TIMED_OUT,
                        KAFKA_STORAGE_ERROR,
                        FENCED_LEADER_EPOCH,
                        UNKNOWN_LEADER_EPOCH ->
                        fail(error.name());
                default -> {
                    history.surprised("producer " + client.host(), error + " of " + at);
                    fail(error.name());
                }
            }
            settle();
        }

        private void fail(String why) {
            history.told("producer " + client.host(), at, why);
            failed = true;
            lastProblem = why;
            settle();
        }

        /** Once nothing is under way any more, begins again with the first that is open. */
        private void settle() {
            if (!failed) {
                pump();
            } else if (underWay == 0 && !retryScheduled) {
                retryScheduled = true;
                client.refresh(topics);
                client.after(
                        (20 + client.random().nextInt(80)) * MS,
                        () -> {
                            retryScheduled = false;
                            failed = false;
                            unsent.clear();
                            unsent.addAll(unacknowledged);
                            pump();
                        });
            }
        }
    }
}
