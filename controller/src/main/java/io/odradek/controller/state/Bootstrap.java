package io.odradek.controller.state;

import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.record.Records;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The first batch of a cluster, written by its first leader. */
final class Bootstrap {
    private Bootstrap() {}

    static Decision<Boolean> decide(View view) {
        String known = view.image().clusterId();
        String expected = view.settings().clusterId();
        if (!known.isEmpty()) {
            if (!known.equals(expected)) {
                throw new IllegalStateException(
                        "The metadata log belongs to cluster %s, but this node was formatted for cluster %s: start it with its own metadata.log.dir."
                                .formatted(known, expected));
            }
            return Decision.reply(false);
        }
        List<MetadataRecord> records = new ArrayList<>();
        records.add(Records.cluster(expected));
        new TreeMap<>(view.settings().features())
                .forEach((name, level) -> records.add(ImageRecords.feature(name, level)));
        // Eligible leader replicas are only true if every broker and controller goes by the same
        // value, so it becomes the cluster's own.
        TopicConfig minIsr = TopicConfigs.MIN_INSYNC_REPLICAS;
        String value = String.valueOf(view.configs().value("", minIsr).value());
        records.add(Records.config(ConfigResource.brokerDefault(), minIsr.name(), value));
        return Decision.of(records, true);
    }
}
