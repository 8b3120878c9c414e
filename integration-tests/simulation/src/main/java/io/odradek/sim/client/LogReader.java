package io.odradek.sim.client;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.FetchRequest.FetchPartition;
import io.odradek.wire.message.FetchRequest.FetchTopic;
import io.odradek.wire.message.FetchResponse;
import io.odradek.wire.message.FetchResponse.PartitionData;

import java.util.List;
import java.util.OptionalInt;

/** Reads one partition from its beginning, for ever, as a consumer without a group does. */
public final class LogReader {
    private static final long MS = SimClient.MS;
    private static final short FETCH_VERSION = 12;

    private final SimClient client;
    private final History history;
    private final Address at;
    private final long restMs;
    private long position;
    private boolean toEnd;
    private boolean done;

    public LogReader(SimClient client, History history, Address at) {
        this(client, history, at, 0, 10);
    }

    /**
     * @param from where it begins
     * @param restMs between two reads, at least
     */
    LogReader(SimClient client, History history, Address at, long from, long restMs) {
        this.client = client;
        this.history = history;
        this.at = at;
        this.position = from;
        this.restMs = restMs;
    }

    /** Reads no more. */
    void stop() {
        done = true;
    }

    public void begin() {
        client.refresh(List.of(at.topic()));
        later(20);
    }

    /** Tells when it has reached what is the end by then. */
    public void finish() {
        toEnd = true;
    }

    public boolean isDone() {
        return done;
    }

    public Address at() {
        return at;
    }

    public long position() {
        return position;
    }

    private void later(long ms) {
        client.after((ms + client.random().nextLong(ms + 1)) * MS, this::fetch);
    }

    private void fetch() {
        if (done) {
            return;
        }
        OptionalInt leader = client.leader(at);
        if (leader.isEmpty()) {
            client.refresh(List.of(at.topic()));
            later(100);
            return;
        }
        client.call(
                leader.getAsInt(),
                FetchRequest.builder()
                        .replicaId(-1)
                        .maxWaitMs(300)
                        .minBytes(1)
                        .maxBytes(1 << 20)
                        .sessionId(0)
                        .sessionEpoch(-1)
                        .topics(
                                List.of(
                                        FetchTopic.builder()
                                                .topic(at.topic())
                                                .partitions(
                                                        List.of(
                                                                FetchPartition.builder()
                                                                        .partition(at.partition())
                                                                        .currentLeaderEpoch(-1)
                                                                        .fetchOffset(position)
                                                                        .lastFetchedEpoch(-1)
                                                                        .partitionMaxBytes(
                                                                                client.random()
                                                                                                .nextBoolean()
                                                                                        ? 500
                                                                                        : 1 << 16)
                                                                        .build()))
                                                .build()))
                        .build(),
                FETCH_VERSION,
                this::answered,
                why -> {
                    client.refresh(List.of(at.topic()));
                    later(50);
                });
    }

    private void answered(Response answer) {
        if (done) {
            return;
        }
        FetchResponse response = (FetchResponse) answer;
        if (response.errorCode() != 0 || response.responses().isEmpty()) {
            later(50);
            return;
        }
        PartitionData part = response.responses().getFirst().partitions().getFirst();
        ErrorCode error = ErrorCode.forCode(part.errorCode());
        switch (error) {
            case NONE -> {
                take(part);
                later(restMs);
            }
            // Said by a leader that is none any more; were it true, the calm would show it.
            case OFFSET_OUT_OF_RANGE,
                    NOT_LEADER_OR_FOLLOWER,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_LEADER_EPOCH,
                    OFFSET_NOT_AVAILABLE,
                    REPLICA_NOT_AVAILABLE,
                    KAFKA_STORAGE_ERROR -> {
                client.refresh(List.of(at.topic()));
                later(50);
            }
            default -> {
                history.surprised("reader of " + at, error.name());
                later(100);
            }
        }
    }

    private void take(PartitionData part) {
        int size =
                ReadRecords.each(
                        part.records(),
                        (offset, record) -> {
                            if (offset >= position) {
                                history.read(at, offset, record);
                                position = offset + 1;
                            }
                        },
                        () -> history.surprised("reader of " + at, "a damaged batch"));
        if (toEnd && size == 0 && position >= part.highWatermark()) {
            done = true;
            history.readToEnd(at, position);
        }
    }
}
