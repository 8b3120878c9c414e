package io.odradek.controller.state;

import io.odradek.controller.image.TopicImage;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Edits of many partitions in one decision: each topic's configs are looked up once. Confined to
 * the decision.
 */
final class Edits {
    private final View view;
    private final Activity activity;
    private final EffectiveConfigs configs;
    private final Map<UUID, Rules> rules = new HashMap<>();

    private record Rules(int minInsyncReplicas, boolean uncleanAllowed) {}

    /**
     * @param activity who may lead, as it is once the decision is taken
     */
    Edits(View view, Activity activity) {
        this.view = view;
        this.activity = activity;
        this.configs = view.configs();
    }

    PartitionEdit of(TopicPartition tp) {
        Rules of = rules.computeIfAbsent(tp.topicId(), this::rulesOf);
        return new PartitionEdit(
                        tp.topicId(),
                        BrokerLife.partition(view, tp),
                        of.minInsyncReplicas(),
                        activity)
                .uncleanAllowed(of.uncleanAllowed());
    }

    private Rules rulesOf(UUID topicId) {
        @Nullable TopicImage topic = view.image().topics().get(topicId);
        String name = Objects.requireNonNull(topic, "indexed topic").name();
        return new Rules(configs.minInsyncReplicas(name), configs.uncleanElection(name));
    }
}
