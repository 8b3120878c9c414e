package io.odradek.controller.state;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.List;

/** A batch in the making; later items of a request see what earlier ones did. Confined. */
final class Draft {
    private final ImageBuilder builder;
    private final List<MetadataRecord> records = new ArrayList<>();
    private final ClusterImage base;

    Draft(ClusterImage base) {
        this.base = base;
        this.builder = new ImageBuilder(base);
    }

    void add(MetadataRecord record) {
        builder.replay(record);
        records.add(record);
    }

    void addAll(List<MetadataRecord> more) {
        more.forEach(this::add);
    }

    ClusterImage image() {
        return builder.build(base.offset(), base.epoch());
    }

    List<MetadataRecord> records() {
        return records;
    }
}
