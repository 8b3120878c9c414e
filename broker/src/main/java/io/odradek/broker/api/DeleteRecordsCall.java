package io.odradek.broker.api;

import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.DeletionSink;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DeleteRecordsRequest;
import io.odradek.wire.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.odradek.wire.message.DeleteRecordsRequest.DeleteRecordsTopic;
import io.odradek.wire.message.DeleteRecordsResponse;
import io.odradek.wire.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import io.odradek.wire.message.DeleteRecordsResponse.DeleteRecordsTopicResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A DeleteRecords request until its last partition is answered or its time is up. Thread-safe: each
 * slot is taken once, by its shard or by the timer, and the count publishes them.
 */
final class DeleteRecordsCall implements DeletionSink {
    private record Answer(ErrorCode error, long lowWatermark) {}

    private static final Answer LATE = new Answer(ErrorCode.REQUEST_TIMED_OUT, -1);

    private final DeleteRecordsRequest request;
    private final Responder responder;
    private final AtomicReferenceArray<@Nullable Answer> answers;

    /** Slots to be answered, and one for the handler, which still distributes. */
    private final AtomicInteger left;

    DeleteRecordsCall(DeleteRecordsRequest request, Responder responder) {
        this.request = request;
        this.responder = responder;
        int slots = request.topics().stream().mapToInt(t -> t.partitions().size()).sum();
        this.answers = new AtomicReferenceArray<>(slots);
        this.left = new AtomicInteger(slots + 1);
    }

    @Override
    public void deleted(int slot, ErrorCode error, long lowWatermark) {
        answer(slot, new Answer(error, lowWatermark));
    }

    /** Every partition was asked; waits for them as long as the request says. */
    void distributed(Shard timers) {
        if (left.decrementAndGet() == 0) {
            responder.reply(response());
            return;
        }
        Shard.Timer unused =
                timers.schedule(
                        this::timeUp,
                        TimeUnit.MILLISECONDS.toNanos(Math.max(0, request.timeoutMs())));
    }

    private void timeUp() {
        for (int slot = 0; slot < answers.length(); slot++) {
            answer(slot, LATE);
        }
    }

    private void answer(int slot, Answer answer) {
        if (answers.compareAndSet(slot, null, answer) && left.decrementAndGet() == 0) {
            responder.reply(response());
        }
    }

    private DeleteRecordsResponse response() {
        List<DeleteRecordsTopicResult> topics = new ArrayList<>(request.topics().size());
        int slot = 0;
        for (DeleteRecordsTopic topic : request.topics()) {
            List<DeleteRecordsPartitionResult> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (DeleteRecordsPartition partition : topic.partitions()) {
                @Nullable Answer answer = answers.get(slot++);
                if (answer == null) {
                    throw new IllegalStateException(topic.name() + " was not answered for");
                }
                partitions.add(
                        new DeleteRecordsPartitionResult(
                                partition.partitionIndex(),
                                answer.lowWatermark(),
                                answer.error().code()));
            }
            topics.add(new DeleteRecordsTopicResult(topic.name(), partitions));
        }
        return new DeleteRecordsResponse(0, topics);
    }
}
