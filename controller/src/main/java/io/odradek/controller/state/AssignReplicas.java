package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.Uuids;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A broker says in which of its directories replicas are (KIP-858). */
public record AssignReplicas(int brokerId, long brokerEpoch, List<Item> replicas) {

    public record Item(UUID topicId, int partition, UUID directory) {}

    /** {@code results} answer the items in their order, unless the whole request is refused. */
    public record Reply(ApiError error, List<ApiError> results) {}

    Decision<Reply> decide(View view) {
        return decide(view, List.of());
    }

    private Decision<Reply> decide(View view, List<ApiError> sofar) {
        ApiError stale = BrokerEpochs.check(view, brokerId, brokerEpoch);
        if (stale.isError()) {
            return Decision.reply(new Reply(stale, List.of()));
        }
        Draft draft = new Draft(view.image());
        Batch batch = new Batch(view);
        List<ApiError> results = new ArrayList<>(sofar);
        while (results.size() < replicas.size() && !batch.full()) {
            Item item = replicas.get(results.size());
            try {
                edit(view, draft, item)
                        .record()
                        .ifPresent(
                                record -> {
                                    draft.add(record);
                                    batch.add(record);
                                });
                results.add(ApiError.NONE);
            } catch (Refusal refusal) {
                results.add(refusal.error());
            }
        }
        Reply reply = new Reply(ApiError.NONE, List.copyOf(results));
        return results.size() == replicas.size()
                ? Decision.of(batch.records(), reply)
                : Decision.first(batch.records(), reply, v -> decide(v, reply.results()));
    }

    private PartitionEdit edit(View view, Draft draft, Item item) throws Refusal {
        String name = Uuids.toString(item.topicId()) + "-" + item.partition();
        @Nullable TopicImage topic = draft.image().topic(item.topicId()).orElse(null);
        if (topic == null) {
            throw new Refusal(ErrorCode.UNKNOWN_TOPIC_ID, "No topic has the id of " + name + ".");
        }
        @Nullable PartitionImage now =
                draft.image().partition(item.topicId(), item.partition()).orElse(null);
        if (now == null) {
            throw new Refusal(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no partition " + name + ".");
        }
        if (!now.isReplica(brokerId)) {
            throw new Refusal(
                    ErrorCode.NOT_LEADER_OR_FOLLOWER,
                    "Broker %d has no replica of %s.".formatted(brokerId, name));
        }
        PartitionEdit edit =
                new PartitionEdit(
                                topic.id(),
                                now,
                                view.configs().minInsyncReplicas(topic.name()),
                                view::isActive)
                        .uncleanAllowed(view.configs().uncleanElection(topic.name()))
                        .assign(brokerId, item.directory());
        return beginsAnew(view, now, item.directory()) ? edit.distrust(Set.of(brokerId)) : edit;
    }

    /** Its directory failed, and here it is in another: it cannot have its records from there. */
    private boolean beginsAnew(View view, PartitionImage now, UUID directory) {
        @Nullable BrokerImage broker = view.image().brokers().get(brokerId);
        UUID before = now.directory(brokerId);
        return broker != null
                && !broker.hasOnline(before)
                && !before.equals(directory)
                && !directory.equals(PartitionImage.LOST);
    }
}
