package io.odradek.controller.state;

import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.List;

/** Records of one batch of a command that may need several. Confined to its decision. */
final class Batch {
    private final List<MetadataRecord> records = new ArrayList<>();
    private final int bytesMax;
    private int bytes;

    Batch(View view) {
        this.bytesMax = view.settings().batchBytes();
    }

    void add(MetadataRecord record) {
        records.add(record);
        bytes += record.getSerializedSize();
    }

    /** What follows belongs in another. */
    boolean full() {
        return bytes >= bytesMax;
    }

    List<MetadataRecord> records() {
        return records;
    }
}
