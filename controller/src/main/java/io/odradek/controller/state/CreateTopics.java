package io.odradek.controller.state;

import static io.odradek.controller.image.PartitionImage.NO_LEADER;

import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.Uuids;
import io.odradek.controller.record.Records;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Creates topics, each of them wholly or not at all. */
public record CreateTopics(List<NewTopic> topics, boolean validateOnly) {

    /**
     * @param partitions -1 for the default, or when {@code assignments} are given
     * @param replicationFactor the same
     * @param configs a null value is refused
     */
    public record NewTopic(
            String name,
            int partitions,
            int replicationFactor,
            List<Assignment> assignments,
            Map<String, @Nullable String> configs) {}

    /** Replicas chosen by the caller, the preferred leader first. */
    public record Assignment(int partition, List<Integer> brokers) {}

    /**
     * @param id all zero when the topic was not created
     * @param configs as they take effect; empty on error
     */
    public record Result(
            String name,
            UUID id,
            ApiError error,
            int partitions,
            int replicationFactor,
            List<ConfigValue> configs) {}

    Decision<List<Result>> decide(View view) {
        Draft draft = new Draft(view.image());
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        topics.stream().map(NewTopic::name).filter(n -> !seen.add(n)).forEach(twice::add);
        List<Result> results = new ArrayList<>();
        int partitions = 0;
        for (NewTopic topic : topics) {
            if (twice.contains(topic.name())) {
                if (seen.remove(topic.name())) {
                    results.add(
                            failed(
                                    topic.name(),
                                    new ApiError(
                                            ErrorCode.INVALID_REQUEST,
                                            "Topic '" + topic.name() + "' is named twice.")));
                }
                continue;
            }
            try {
                Result result =
                        create(
                                view,
                                draft,
                                topic,
                                ControllerSettings.PARTITIONS_PER_REQUEST_MAX - partitions);
                partitions += result.partitions();
                results.add(result);
            } catch (Refusal refusal) {
                results.add(failed(topic.name(), refusal.error()));
            }
        }
        return validateOnly ? Decision.reply(results) : Decision.of(draft.records(), results);
    }

    private static Result failed(String name, ApiError error) {
        return new Result(name, Uuids.ZERO, error, -1, -1, List.of());
    }

    private Result create(View view, Draft draft, NewTopic topic, int partitionsLeft)
            throws Refusal {
        TopicNames.validate(topic.name(), draft.image());
        ConfigResource resource = ConfigResource.topic(topic.name());
        Map<String, String> configs = new HashMap<>();
        for (Map.Entry<String, @Nullable String> config : topic.configs().entrySet()) {
            configs.put(config.getKey(), ConfigRules.notNull(config.getKey(), config.getValue()));
        }
        ConfigRules.validateTopic(topic.name(), configs);
        List<List<Integer>> replicas = replicas(view, topic, partitionsLeft);
        UUID id = randomId(view.random());
        List<MetadataRecord> records = new ArrayList<>();
        records.add(Records.topic(topic.name(), id));
        for (int p = 0; p < replicas.size(); p++) {
            records.add(ImageRecords.partition(id, fresh(view, p, replicas.get(p))));
        }
        configs.forEach((key, value) -> records.add(Records.config(resource, key, value)));
        draft.addAll(records);
        return new Result(
                topic.name(),
                validateOnly ? Uuids.ZERO : id,
                ApiError.NONE,
                replicas.size(),
                replicas.getFirst().size(),
                new EffectiveConfigs(draft.image(), view.settings()).all(topic.name()));
    }

    private static List<List<Integer>> replicas(View view, NewTopic topic, int partitionsLeft)
            throws Refusal {
        if (!topic.assignments().isEmpty()) {
            if (topic.partitions() != -1 || topic.replicationFactor() != -1) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "Topic '"
                                + topic.name()
                                + "' has both replica assignments and a number of partitions or a replication factor; leave those at -1.");
            }
            limit(topic.assignments().size(), partitionsLeft);
            return ManualAssignment.validate(view, topic.assignments(), 0);
        }
        int partitions =
                topic.partitions() == -1 ? view.settings().numPartitions() : topic.partitions();
        if (partitions < 1) {
            throw new Refusal(
                    ErrorCode.INVALID_PARTITIONS,
                    "Number of partitions must be larger than 0, or -1 for the default; it is "
                            + partitions
                            + ".");
        }
        limit(partitions, partitionsLeft);
        int factor =
                topic.replicationFactor() == -1
                        ? view.settings().replicationFactor()
                        : topic.replicationFactor();
        return new ReplicaPlacement(view.image(), view.random()).place(0, partitions, factor);
    }

    static void limit(int partitions, int partitionsLeft) throws Refusal {
        if (partitions > partitionsLeft) {
            throw new Refusal(
                    ErrorCode.POLICY_VIOLATION,
                    "One request may create at most "
                            + ControllerSettings.PARTITIONS_PER_REQUEST_MAX
                            + " partitions; spread them over several.");
        }
    }

    /** A partition nobody has written to: all its active replicas are in sync. */
    static PartitionImage fresh(View view, int partition, List<Integer> replicas) {
        List<Integer> isr = replicas.stream().filter(view::isActive).toList();
        return new PartitionImage(
                partition,
                replicas,
                isr,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                isr.isEmpty() ? NO_LEADER : isr.getFirst(),
                0,
                0,
                false,
                directories(view, replicas));
    }

    private static List<UUID> directories(View view, List<Integer> replicas) {
        List<UUID> directories = replicas.stream().map(view::onlyDirectory).toList();
        return directories.stream().allMatch(PartitionImage.UNASSIGNED::equals)
                ? List.of()
                : directories;
    }

    /**
     * As Kafka draws ids: version 4, none that starts with a dash, which tools would take amiss.
     */
    private static UUID randomId(RandomGenerator random) {
        while (true) {
            long most = (random.nextLong() & 0xFFFFFFFF_FFFF0FFFL) | 0x4000L;
            long least = (random.nextLong() & 0x3FFFFFFF_FFFFFFFFL) | 0x80000000_00000000L;
            UUID id = new UUID(most, least);
            if (!Uuids.toString(id).startsWith("-")) {
                return id;
            }
        }
    }
}
