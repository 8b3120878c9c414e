package io.odradek.controller.state;

import static io.odradek.controller.image.PartitionImage.NO_LEADER;

import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Elects leaders at an operator's word (KIP-183, KIP-460). Leaderships that return by themselves:
 * {@link Balance}.
 *
 * @param unclean any replica will do where there is no leader; else the preferred one
 * @param partitions by topic name
 * @param all every partition that needs it, instead
 */
public record ElectLeaders(boolean unclean, boolean all, List<Target> partitions) {

    public record Target(String topic, int partition) {}

    public record Result(Target target, ApiError error) {}

    Decision<List<Result>> decide(View view) {
        return decide(view, all ? everyone(view) : partitions, 0, List.of());
    }

    private Decision<List<Result>> decide(
            View view, List<Target> targets, int from, List<Result> sofar) {
        Draft draft = new Draft(view.image());
        Batch batch = new Batch(view);
        List<Result> results = new ArrayList<>(sofar);
        int next = from;
        while (next < targets.size() && !batch.full()) {
            Target target = targets.get(next++);
            try {
                MetadataRecord record = elect(view, draft, target);
                draft.add(record);
                batch.add(record);
                results.add(new Result(target, ApiError.NONE));
            } catch (Refusal refusal) {
                if (!all) {
                    results.add(new Result(target, refusal.error()));
                }
            }
        }
        if (next == targets.size()) {
            return Decision.of(batch.records(), results);
        }
        int rest = next;
        return Decision.first(batch.records(), results, v -> decide(v, targets, rest, results));
    }

    private List<Target> everyone(View view) {
        List<Target> targets = new ArrayList<>();
        for (TopicPartition tp :
                unclean ? view.index().leaderless() : view.index().notPreferred()) {
            view.image()
                    .topic(tp.topicId())
                    .ifPresent(t -> targets.add(new Target(t.name(), tp.partition())));
        }
        return targets;
    }

    private MetadataRecord elect(View view, Draft draft, Target target) throws Refusal {
        Optional<TopicImage> topic = draft.image().topic(target.topic());
        int i = target.partition();
        if (topic.isEmpty() || i < 0 || i >= topic.get().partitions().size()) {
            throw new Refusal(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "There is no partition " + target.topic() + "-" + i + ".");
        }
        PartitionImage partition = topic.get().partitions().get(i);
        if (unclean
                ? partition.leader() != NO_LEADER
                : partition.leader() == partition.replicas().getFirst()) {
            throw new Refusal(
                    ErrorCode.ELECTION_NOT_NEEDED,
                    "%s-%d is led by broker %d; no election is needed."
                            .formatted(target.topic(), i, partition.leader()));
        }
        int minIsr = view.configs().minInsyncReplicas(target.topic());
        return new PartitionEdit(topic.get().id(), partition, minIsr, view::isActive)
                .election(
                        unclean ? PartitionEdit.Election.UNCLEAN : PartitionEdit.Election.PREFERRED)
                .record()
                .orElseThrow(() -> unavailable(target, partition));
    }

    private Refusal unavailable(Target target, PartitionImage partition) {
        return unclean
                ? new Refusal(
                        ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE,
                        "None of the replicas %s of %s-%d is running."
                                .formatted(
                                        partition.replicas(), target.topic(), target.partition()))
                : new Refusal(
                        ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
                        "Broker %d, the preferred leader of %s-%d, is not in its ISR %s."
                                .formatted(
                                        partition.replicas().getFirst(),
                                        target.topic(),
                                        target.partition(),
                                        partition.isr()));
    }
}
