package io.odradek.broker.replica;

import io.odradek.broker.metadata.ControlTransport;
import io.odradek.controller.image.Uuids;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.AlterPartitionItem;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.AlterPartitionResponse;
import io.odradek.wire.control.AlterPartitionResult;
import io.odradek.wire.control.IsrMember;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Carries proposals for in-sync sets to the controller: one request at a time, and whatever is
 * proposed meanwhile goes together with the next. Confined to the control shard.
 */
final class IsrRequests {
    private static final Logger log = LoggerFactory.getLogger(IsrRequests.class);
    private static final long RETRY_NANOS = 50_000_000;
    private static final int ITEMS_MAX = 10_000;

    private record Pending(IsrProposal proposal, Consumer<IsrAnswer> answer) {}

    private final ControlTransport transport;
    private final Shard control;
    private final int brokerId;
    private final LongSupplier brokerEpoch;
    private final Map<PartitionKey, Pending> waiting = new LinkedHashMap<>();
    private boolean inFlight;
    private boolean closed;

    IsrRequests(ControlTransport transport, Shard control, int brokerId, LongSupplier brokerEpoch) {
        this.transport = transport;
        this.control = control;
        this.brokerId = brokerId;
        this.brokerEpoch = brokerEpoch;
    }

    /** From any shard. A newer proposal for a partition takes the place of one not yet sent. */
    void propose(PartitionKey key, IsrProposal proposal, Consumer<IsrAnswer> answer) {
        control.execute(
                () -> {
                    waiting.remove(key);
                    waiting.put(key, new Pending(proposal, answer));
                    sendNext();
                });
    }

    void close() {
        closed = true;
        waiting.clear();
    }

    private void sendNext() {
        if (inFlight || closed || waiting.isEmpty()) {
            return;
        }
        inFlight = true;
        Map<PartitionKey, Pending> batch = new HashMap<>();
        AlterPartitionRequest.Builder request =
                AlterPartitionRequest.newBuilder()
                        .setBrokerId(brokerId)
                        .setBrokerEpoch(brokerEpoch.getAsLong());
        var entries = waiting.entrySet().iterator();
        while (entries.hasNext() && batch.size() < ITEMS_MAX) {
            var entry = entries.next();
            entries.remove();
            batch.put(entry.getKey(), entry.getValue());
            request.addPartitions(item(entry.getKey(), entry.getValue().proposal));
        }
        var unused =
                transport
                        .alterPartition(request.build())
                        .whenComplete(
                                (response, failure) ->
                                        control.execute(() -> answered(batch, response, failure)));
    }

    private static AlterPartitionItem item(PartitionKey key, IsrProposal proposal) {
        AlterPartitionItem.Builder item =
                AlterPartitionItem.newBuilder()
                        .setTopicId(Uuids.toProto(key.topicId()))
                        .setPartition(key.partition())
                        .setLeaderEpoch(proposal.leaderEpoch())
                        .setPartitionEpoch(proposal.partitionEpoch());
        for (IsrProposal.Member member : proposal.members()) {
            item.addNewIsr(
                    IsrMember.newBuilder()
                            .setBrokerId(member.brokerId())
                            .setBrokerEpoch(member.brokerEpoch()));
        }
        return item.build();
    }

    private void answered(
            Map<PartitionKey, Pending> batch,
            @Nullable AlterPartitionResponse response,
            @Nullable Throwable failure) {
        if (failure != null || response == null) {
            // Whether it took effect is unknown; the partition epoch makes a repetition harmless.
            log.debug("No controller took {} ISR changes; trying again.", batch.size(), failure);
            batch.forEach(waiting::putIfAbsent);
            control.schedule(
                    () -> {
                        inFlight = false;
                        sendNext();
                    },
                    RETRY_NANOS);
            return;
        }
        inFlight = false;
        if (response.getErrorCode() != 0) {
            log.warn(
                    "The controller refused {} ISR changes: {}.",
                    batch.size(),
                    ErrorCode.forCode(response.getErrorCode()));
            batch.values().forEach(p -> p.answer.accept(new IsrAnswer.Refused(p.proposal)));
        } else {
            for (AlterPartitionResult result : response.getPartitionsList()) {
                PartitionKey key =
                        new PartitionKey(
                                Uuids.fromProto(result.getTopicId()), result.getPartition());
                @Nullable Pending pending = batch.remove(key);
                if (pending != null) {
                    pending.answer.accept(answer(key, pending.proposal, result));
                }
            }
            List<Pending> unanswered = new ArrayList<>(batch.values());
            unanswered.forEach(p -> p.answer.accept(new IsrAnswer.Refused(p.proposal)));
        }
        sendNext();
    }

    private static IsrAnswer answer(
            PartitionKey key, IsrProposal proposal, AlterPartitionResult result) {
        ErrorCode error = ErrorCode.forCode(result.getErrorCode());
        return switch (error) {
            case NONE ->
                    new IsrAnswer.Accepted(
                            proposal, List.copyOf(result.getIsrList()), result.getPartitionEpoch());
            case INVALID_UPDATE_VERSION,
                    NEW_LEADER_ELECTED,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_TOPIC_ID,
                    UNKNOWN_TOPIC_OR_PARTITION ->
                    new IsrAnswer.Superseded(proposal);
            default -> {
                log.info("The controller refused the ISR {} of {}: {}.", proposal, key, error);
                yield new IsrAnswer.Refused(proposal);
            }
        };
    }
}
