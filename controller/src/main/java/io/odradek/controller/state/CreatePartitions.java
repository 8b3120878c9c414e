package io.odradek.controller.state;

import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Adds partitions to topics. */
public record CreatePartitions(List<Item> topics, boolean validateOnly) {

    /**
     * @param count of partitions afterwards
     * @param assignments replicas of the new ones, in order; empty to have them placed
     */
    public record Item(String topic, int count, List<List<Integer>> assignments) {}

    public record Result(String topic, ApiError error) {}

    Decision<List<Result>> decide(View view) {
        Draft draft = new Draft(view.image());
        Set<String> seen = new HashSet<>();
        List<Result> results = new ArrayList<>();
        int left = ControllerSettings.PARTITIONS_PER_REQUEST_MAX;
        for (Item item : topics) {
            try {
                if (!seen.add(item.topic())) {
                    throw new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "Topic '" + item.topic() + "' is named twice.");
                }
                left -= add(view, draft, item, left);
                results.add(new Result(item.topic(), ApiError.NONE));
            } catch (Refusal refusal) {
                results.add(new Result(item.topic(), refusal.error()));
            }
        }
        return validateOnly ? Decision.reply(results) : Decision.of(draft.records(), results);
    }

    private static int add(View view, Draft draft, Item item, int left) throws Refusal {
        TopicImage topic =
                draft.image()
                        .topic(item.topic())
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                                "Topic '" + item.topic() + "' does not exist."));
        int present = topic.partitions().size();
        int added = item.count() - present;
        if (added <= 0) {
            throw new Refusal(
                    ErrorCode.INVALID_PARTITIONS,
                    "The topic %s currently has %d partition(s); %d would not be an increase."
                            .formatted(topic.name(), present, item.count()));
        }
        CreateTopics.limit(added, left);
        int factor = Reassignments.target(topic.partitions().get(0)).size();
        List<List<Integer>> replicas =
                item.assignments().isEmpty()
                        ? new ReplicaPlacement(view.image(), view.random())
                                .place(present, added, factor)
                        : manual(view, item, present, added, factor);
        List<MetadataRecord> records = new ArrayList<>();
        for (int i = 0; i < added; i++) {
            records.add(
                    ImageRecords.partition(
                            topic.id(), CreateTopics.fresh(view, present + i, replicas.get(i))));
        }
        draft.addAll(records);
        return added;
    }

    private static List<List<Integer>> manual(
            View view, Item item, int present, int added, int factor) throws Refusal {
        if (item.assignments().size() != added) {
            throw new Refusal(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    "%d partition(s) are to be added, but %d are assigned."
                            .formatted(added, item.assignments().size()));
        }
        for (int i = 0; i < added; i++) {
            List<Integer> brokers = item.assignments().get(i);
            ManualAssignment.validate(view, present + i, brokers);
            if (brokers.size() != factor) {
                throw new Refusal(
                        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        "Partition %d is assigned to %d broker(s), but the topic's replication factor is %d."
                                .formatted(present + i, brokers.size(), factor));
            }
        }
        return item.assignments();
    }
}
