package io.odradek.controller.state;

import static io.odradek.controller.image.PartitionImage.NO_LEADER;

import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Elects leaders at an operator's word (KIP-183, KIP-460), or because leaderships drifted away from
 * the preferred replicas.
 *
 * @param unclean any replica will do where there is no leader; else the preferred one
 * @param partitions by topic name
 * @param all every partition that needs it, instead
 */
public record ElectLeaders(boolean unclean, boolean all, List<Target> partitions) {

    public record Target(String topic, int partition) {}

    public record Result(Target target, ApiError error) {}

    Decision<List<Result>> decide(View view) {
        List<Target> targets = all ? everyone(view) : partitions;
        Draft draft = new Draft(view.image());
        List<Result> results = new ArrayList<>();
        for (Target target : targets) {
            try {
                draft.add(elect(view, draft, target));
                results.add(new Result(target, ApiError.NONE));
            } catch (Refusal refusal) {
                if (!all) {
                    results.add(new Result(target, refusal.error()));
                }
            }
        }
        return Decision.of(draft.records(), results);
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

    /**
     * Gives leaderships back to brokers that lack more than the allowed share of theirs, {@code
     * most} at a time.
     */
    static Decision<Integer> rebalance(View view, int most) {
        Map<Integer, Integer> away = new HashMap<>();
        for (TopicPartition tp : view.index().notPreferred()) {
            away.merge(preferred(view, tp), 1, Integer::sum);
        }
        away.entrySet()
                .removeIf(
                        e ->
                                e.getValue() * 100L
                                        <= (long) preferences(view, e.getKey())
                                                * view.settings().leaderImbalancePercent());
        List<MetadataRecord> records = new ArrayList<>();
        Edits edits = new Edits(view, view::isActive);
        for (TopicPartition tp : view.index().notPreferred()) {
            if (records.size() < most && away.containsKey(preferred(view, tp))) {
                edits.of(tp)
                        .election(PartitionEdit.Election.PREFERRED)
                        .record()
                        .ifPresent(records::add);
            }
        }
        return Decision.of(records, records.size());
    }

    private static int preferred(View view, TopicPartition tp) {
        return BrokerLife.partition(view, tp).replicas().getFirst();
    }

    private static int preferences(View view, int brokerId) {
        int count = 0;
        for (TopicPartition tp : view.index().of(brokerId)) {
            if (preferred(view, tp) == brokerId) {
                count++;
            }
        }
        return count;
    }
}
