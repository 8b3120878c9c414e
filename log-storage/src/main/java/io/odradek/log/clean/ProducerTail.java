package io.odradek.log.clean;

import io.odradek.log.batch.RecordBatchView;

import java.util.Map;

/**
 * Where the log last heard of each idempotent producer: those batches stay, if only as headers, so
 * that a replica made of the compacted log answers duplicates as this one does.
 *
 * @param last by producer id
 */
public record ProducerTail(Map<Long, Last> last) {

    /**
     * @param lastOffset of its last batch in that epoch; -1 when only a marker told of the epoch
     */
    public record Last(short epoch, long lastOffset) {}

    public ProducerTail {
        last = Map.copyOf(last);
    }

    boolean endsWith(RecordBatchView batch) {
        Last known = batch.hasProducerId() ? last.get(batch.producerId()) : null;
        if (known == null) {
            return false;
        }
        return batch.isControl()
                ? known.lastOffset < 0 && known.epoch == batch.producerEpoch()
                : known.lastOffset == batch.lastOffset();
    }
}
