package io.odradek.controller.state;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Keeps eligible leader replicas true when the rules they follow from change. */
final class EligibleLeaders {
    private EligibleLeaders() {}

    /**
     * With a lower min.insync.replicas a leader may move the watermark alone, so those outside its
     * ISR stop being eligible in the same batch; and where unclean elections are allowed now,
     * partitions without a leader get one.
     *
     * @param after the image with the new configs
     */
    static List<MetadataRecord> afterConfigChange(View view, ClusterImage after) {
        List<MetadataRecord> records = new ArrayList<>();
        if (after.configs() == view.image().configs()) {
            return records;
        }
        EffectiveConfigs before = view.configs();
        EffectiveConfigs now = new EffectiveConfigs(after, view.settings());
        List<TopicPartition> touched = new ArrayList<>(view.index().withElr());
        view.index().leaderless().stream()
                .filter(tp -> !view.index().withElr().contains(tp))
                .forEach(touched::add);
        for (TopicPartition tp : touched) {
            @Nullable TopicImage topic = view.image().topics().get(tp.topicId());
            if (topic == null) {
                continue;
            }
            boolean minIsrChanged =
                    before.minInsyncReplicas(topic.name()) != now.minInsyncReplicas(topic.name());
            boolean uncleanNow =
                    !before.uncleanElection(topic.name()) && now.uncleanElection(topic.name());
            if (minIsrChanged || uncleanNow) {
                PartitionImage partition = topic.partitions().get(tp.partition());
                new PartitionEdit(
                                tp.topicId(),
                                partition,
                                now.minInsyncReplicas(topic.name()),
                                view::isActive)
                        .uncleanAllowed(now.uncleanElection(topic.name()))
                        .record()
                        .ifPresent(records::add);
            }
        }
        return records;
    }
}
