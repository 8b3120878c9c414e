package io.odradek.controller.state;

import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves partitions to other brokers, or takes such a move back (KIP-455). Each partition on its
 * own; a large request is several batches.
 *
 * <p>A moving partition has the old replicas and the new ones. Once all the new ones are in sync,
 * the old ones go, in the batch that says so.
 *
 * @param factorMayChange false refuses another number of replicas (KIP-860)
 */
public record AlterReassignments(boolean factorMayChange, List<Item> partitions) {

    /**
     * @param replicas where it is to be, the preferred leader first; null takes a move back
     */
    public record Item(String topic, int partition, @Nullable List<Integer> replicas) {}

    /** {@code results} answer the items in their order. */
    public record Reply(List<ApiError> results) {}

    Decision<Reply> decide(View view) {
        return decide(view, new ArrayList<>(partitions.size()));
    }

    private Decision<Reply> decide(View view, List<ApiError> results) {
        Draft draft = new Draft(view.image());
        Batch batch = new Batch(view);
        while (results.size() < partitions.size() && !batch.full()) {
            Item item = partitions.get(results.size());
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
        List<ApiError> sofar = List.copyOf(results);
        return sofar.size() == partitions.size()
                ? Decision.of(batch.records(), new Reply(sofar))
                : Decision.first(
                        batch.records(), new Reply(sofar), v -> decide(v, new ArrayList<>(sofar)));
    }

    private PartitionEdit edit(View view, Draft draft, Item item) throws Refusal {
        String name = item.topic() + "-" + item.partition();
        Optional<TopicImage> topic = draft.image().topic(item.topic());
        if (topic.isEmpty()
                || item.partition() < 0
                || item.partition() >= topic.get().partitions().size()) {
            throw new Refusal(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no partition " + name + ".");
        }
        PartitionImage now = topic.get().partitions().get(item.partition());
        boolean unclean = view.configs().uncleanElection(item.topic());
        PartitionEdit edit =
                new PartitionEdit(
                                topic.get().id(),
                                now,
                                view.configs().minInsyncReplicas(item.topic()),
                                view::isActive)
                        .uncleanAllowed(unclean);
        List<Integer> original = Reassignments.original(now);
        @Nullable List<Integer> target = item.replicas();
        if (target == null) {
            if (!Reassignments.isMoving(now)) {
                throw new Refusal(
                        ErrorCode.NO_REASSIGNMENT_IN_PROGRESS,
                        "No reassignment of " + name + " is in progress.");
            }
            Reassignments.mayDropTo(view, name, now, original, unclean);
            return edit.replicas(original, List.of(), List.of());
        }
        validate(view, name, now, target);
        List<Integer> adding = target.stream().filter(id -> !original.contains(id)).toList();
        List<Integer> removing = original.stream().filter(id -> !target.contains(id)).toList();
        List<Integer> all = new ArrayList<>(target);
        all.addAll(removing);
        Reassignments.mayDropTo(view, name, now, all, unclean);
        return edit.replicas(all, adding, removing);
    }

    private void validate(View view, String name, PartitionImage now, List<Integer> target)
            throws Refusal {
        ManualAssignment.validateBrokers(view, name, target);
        int factor = Reassignments.target(now).size();
        if (!factorMayChange && target.size() != factor) {
            throw new Refusal(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "%s has %d replica(s) and would have %d, and the request does not allow that to change."
                            .formatted(name, factor, target.size()));
        }
    }
}
