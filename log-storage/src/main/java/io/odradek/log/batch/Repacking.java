package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * What a topic wants done to the inside of compressed batches before they are appended: another
 * codec than the producer's, or a look at every key. Pure and thread-safe: all state is in the
 * call. It takes a codec's time and, at most, the unpacked records twice: call it on an I/O thread.
 */
public final class Repacking {

    /** What came of it. */
    public sealed interface Outcome {

        /**
         * @param batches ready to be appended: what was given, when nothing had to change
         */
        record Packed(ByteBuffer batches) implements Outcome {}

        record Refused(BatchProblem problem) implements Outcome {}
    }

    private final BatchRules rules;
    private final Packing packing;
    private final long nowMs;
    private final BatchValidator validator = new BatchValidator();
    private final RecordBatchView view = new RecordBatchView();
    private final Bytes out;

    private Repacking(ByteBuffer records, BatchRules rules, Packing packing, long nowMs) {
        // A plain batch grows by its codec's headers and by nothing that was not counted.
        this.rules = rules.withMaxMessageBytes(Integer.MAX_VALUE);
        this.packing = packing;
        this.nowMs = nowMs;
        this.out = new Bytes(records.remaining() + 256, Integer.MAX_VALUE - 64);
    }

    /**
     * Whether any of these batches has to be unpacked. What is no batch at all is for {@link
     * BatchValidator} to refuse.
     */
    public static boolean isNeeded(ByteBuffer records, BatchRules rules, Packing packing) {
        if (packing.codec() == null && !rules.keyRequired()) {
            return false;
        }
        RecordBatchView batch = new RecordBatchView();
        int at = records.position();
        while (records.limit() - at >= BatchFormat.RECORDS) {
            batch.wrap(records, at);
            int size = batch.sizeInBytes();
            if (batch.magic() != BatchFormat.CURRENT_MAGIC
                    || size < BatchFormat.RECORDS
                    || size > records.limit() - at
                    || !Compression.isKnown(batch.compressionId())) {
                return false;
            }
            if (isNeeded(batch, rules, packing)) {
                return true;
            }
            at += size;
        }
        return false;
    }

    private static boolean isNeeded(RecordBatchView batch, BatchRules rules, Packing packing) {
        return packing.changes(batch.compression())
                || (rules.keyRequired() && batch.isCompressed());
    }

    /**
     * Unpacks, checks every record as if it had come uncompressed, and packs anew. Offsets, times,
     * producer and order stay. {@link BatchValidator} has yet to see what comes out.
     */
    public static Outcome of(ByteBuffer records, BatchRules rules, Packing packing, long nowMs) {
        return new Repacking(records, rules, packing, nowMs).run(records);
    }

    private Outcome run(ByteBuffer records) {
        for (int at = records.position(); at < records.limit(); at += view.sizeInBytes()) {
            view.wrap(records, at);
            BatchProblem problem = BatchValidator.checkArrived(view, records.limit() - at);
            if (problem != null) {
                return new Outcome.Refused(problem);
            }
            if (!Compression.isKnown(view.compressionId()) || !isNeeded(view, rules, packing)) {
                out.put(view.slice());
                continue;
            }
            try {
                problem = repack();
            } catch (MalformedRecordException e) {
                problem =
                        new BatchProblem(
                                e.reason(), "The record batch is refused: " + e.getMessage());
            }
            if (problem != null) {
                return new Outcome.Refused(problem);
            }
        }
        return new Outcome.Packed(out.view());
    }

    private @Nullable BatchProblem repack() {
        ByteBuffer records =
                Codecs.unpack(view.compression(), recordsOf(view), packing.unpackedBytesMax());
        RecordBatchView plain = assemble(view, Compression.NONE, records);
        BatchProblem problem = validator.checkProduced(plain, plain.sizeInBytes(), rules, nowMs);
        if (problem == null) {
            @Nullable Compression codec = packing.codec();
            if (codec == null) {
                out.put(view.slice());
            } else if (codec == Compression.NONE) {
                out.put(plain.slice());
            } else {
                out.put(assemble(plain, codec, recordsOf(plain)).slice());
            }
        }
        return problem;
    }

    private static ByteBuffer recordsOf(RecordBatchView batch) {
        return batch.buffer()
                .slice(
                        batch.position() + BatchFormat.RECORDS,
                        batch.sizeInBytes() - BatchFormat.RECORDS);
    }

    /** A batch with that header, and with these records in that codec. */
    private RecordBatchView assemble(
            RecordBatchView header, Compression codec, ByteBuffer records) {
        Bytes bytes = new Bytes(BatchFormat.RECORDS + records.remaining(), Integer.MAX_VALUE - 64);
        bytes.put(header.buffer().slice(header.position(), BatchFormat.RECORDS));
        Codecs.pack(codec, packing.level(), records, bytes);
        ByteBuffer batch = bytes.view();
        batch.putInt(BatchFormat.LENGTH, batch.limit() - BatchFormat.PREFIX);
        int attributes = (header.attributes() & ~BatchFormat.COMPRESSION_BITS) | codec.id();
        batch.putShort(BatchFormat.ATTRIBUTES, (short) attributes);
        RecordBatchView assembled = new RecordBatchView().wrap(batch, 0);
        batch.putInt(BatchFormat.CRC, assembled.computeCrc());
        return assembled;
    }
}
