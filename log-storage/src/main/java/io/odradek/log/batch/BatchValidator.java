package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a batch may enter the log. Confined: it reuses its scratch state. The records of
 * a compressed batch are not unpacked: the checksum covers them, and nothing the log does with them
 * depends on their inside; where a topic's rules do, {@link Repacking} unpacks them first.
 */
public final class BatchValidator {

    private final RecordScan scan = new RecordScan();

    /**
     * Checks a batch from a client and sets its timestamps as the topic wants them. {@code
     * available} is how many bytes are there from the batch's start.
     */
    public @Nullable BatchProblem checkProduced(
            RecordBatchView batch, int available, BatchRules rules, long nowMs) {
        BatchProblem problem = checkBytes(batch, available);
        if (problem == null && batch.sizeInBytes() > rules.maxMessageBytes()) {
            problem =
                    new BatchProblem(
                            RejectReason.TOO_LARGE,
                            "The record batch size of "
                                    + batch.sizeInBytes()
                                    + " bytes exceeds max.message.bytes="
                                    + rules.maxMessageBytes()
                                    + "; send smaller batches or raise it for the topic");
        }
        if (problem == null) {
            problem = checkSum(batch);
        }
        if (problem == null) {
            problem = checkHeader(batch);
        }
        if (problem == null && batch.isControl()) {
            problem = invalid("Clients cannot write control batches");
        }
        if (problem == null && !batch.isCompressed()) {
            String wrong = scan.scan(batch, rules.keyRequired());
            problem = wrong == null ? null : invalid("The record batch is inconsistent: " + wrong);
        }
        return problem == null ? stamp(batch, rules, nowMs) : problem;
    }

    /** Checks that a batch has arrived as it was sent, whatever it says. */
    static @Nullable BatchProblem checkArrived(RecordBatchView batch, int available) {
        BatchProblem problem = checkBytes(batch, available);
        return problem == null ? checkSum(batch) : problem;
    }

    private static @Nullable BatchProblem checkSum(RecordBatchView batch) {
        return batch.isCrcValid()
                ? null
                : corrupt("The checksum of the record batch does not fit its bytes");
    }

    /** Checks a batch that a leader has already checked: is it whole, and is it the same bytes? */
    public @Nullable BatchProblem checkReplicated(RecordBatchView batch, int available) {
        BatchProblem problem = checkBytes(batch, available);
        if (problem == null && !batch.isCrcValid()) {
            problem =
                    corrupt("The checksum of the replicated " + batch + " does not fit its bytes");
        }
        if (problem == null && (batch.baseOffset() < 0 || batch.lastOffsetDelta() < 0)) {
            problem = corrupt("The replicated " + batch + " has negative offsets");
        }
        return problem;
    }

    private static @Nullable BatchProblem checkBytes(RecordBatchView batch, int available) {
        if (available < BatchFormat.MAGIC_END) {
            return corrupt(available + " bytes are too few for a record batch");
        }
        byte magic = batch.magic();
        if (magic >= 0 && magic < BatchFormat.CURRENT_MAGIC) {
            return new BatchProblem(
                    RejectReason.UNSUPPORTED_FORMAT,
                    "Message format "
                            + magic
                            + " is not accepted here; use a client that writes format 2 (0.11 or"
                            + " later)");
        }
        if (magic != BatchFormat.CURRENT_MAGIC) {
            return corrupt("Unknown message format " + magic);
        }
        if (available < BatchFormat.RECORDS) {
            return corrupt(available + " bytes are too few for a record batch");
        }
        int size = batch.sizeInBytes();
        if (size < BatchFormat.RECORDS || size > available) {
            return corrupt(
                    "A record batch claims "
                            + size
                            + " bytes where "
                            + available
                            + " bytes have arrived");
        }
        return null;
    }

    private static @Nullable BatchProblem checkHeader(RecordBatchView batch) {
        int count = batch.recordCount();
        if (count <= 0) {
            return invalid("A record batch must hold at least one record, this one says " + count);
        }
        if (batch.lastOffsetDelta() != count - 1) {
            return invalid(
                    "The record batch says it has "
                            + count
                            + " records, but its last offset delta is "
                            + batch.lastOffsetDelta());
        }
        if (!Compression.isKnown(batch.compressionId())) {
            return invalid("Unknown compression type id " + batch.compressionId());
        }
        if (batch.hasProducerId()) {
            if (batch.producerId() < 0 || batch.producerEpoch() < 0 || batch.baseSequence() < 0) {
                return invalid(
                        "Producer id "
                                + batch.producerId()
                                + " comes with epoch "
                                + batch.producerEpoch()
                                + " and sequence "
                                + batch.baseSequence()
                                + ", which must not be negative");
            }
        } else if (batch.isTransactional()) {
            return invalid("A transactional batch needs a producer id");
        }
        return null;
    }

    private @Nullable BatchProblem stamp(RecordBatchView batch, BatchRules rules, long nowMs) {
        if (rules.timestampType() == TimestampType.LOG_APPEND_TIME) {
            batch.setMaxTimestamp(TimestampType.LOG_APPEND_TIME, nowMs);
            return null;
        }
        if (batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
            return new BatchProblem(
                    RejectReason.INVALID_TIMESTAMP,
                    "The batch claims log append time, but the topic uses"
                            + " message.timestamp.type=CreateTime");
        }
        long max = batch.isCompressed() ? batch.maxTimestamp() : scan.maxTimestamp();
        long min = batch.isCompressed() ? batch.baseTimestamp() : scan.minTimestamp();
        if (min != BatchFormat.NO_TIMESTAMP && nowMs - min > rules.timestampBeforeMaxMs()) {
            return outside(
                    min, nowMs, "message.timestamp.before.max.ms", rules.timestampBeforeMaxMs());
        }
        if (max != BatchFormat.NO_TIMESTAMP && max - nowMs > rules.timestampAfterMaxMs()) {
            return outside(
                    max, nowMs, "message.timestamp.after.max.ms", rules.timestampAfterMaxMs());
        }
        if (max != batch.maxTimestamp()) {
            batch.setMaxTimestamp(TimestampType.CREATE_TIME, max);
        }
        return null;
    }

    private static BatchProblem outside(long timestamp, long nowMs, String key, long bound) {
        return new BatchProblem(
                RejectReason.INVALID_TIMESTAMP,
                "Timestamp "
                        + timestamp
                        + " is further from the broker's clock ("
                        + nowMs
                        + ") than "
                        + key
                        + "="
                        + bound);
    }

    private static BatchProblem corrupt(String message) {
        return new BatchProblem(RejectReason.CORRUPT, message);
    }

    private static BatchProblem invalid(String message) {
        return new BatchProblem(RejectReason.INVALID_RECORD, message);
    }
}
