package io.odradek.log.batch;

import java.nio.ByteBuffer;

/**
 * Makes record batches of format 2 of what clients before 0.11 produce. Pure, and thread-safe: all
 * state is in the call. Its memory is what the set unpacks to, at most three times.
 */
public final class UpConversion {

    /** What one set's compressed messages may unpack to. */
    public static final int UNPACKED_BYTES_MAX = 64 << 20;

    /** What a record takes beside key and value, at most. */
    private static final int RECORD_OVERHEAD_MAX = 40;

    /** What came of it. */
    public sealed interface Outcome {

        /**
         * @param batches ready to be appended; empty when the set was
         */
        record Converted(ByteBuffer batches, int records) implements Outcome {}

        record Refused(BatchProblem problem) implements Outcome {}
    }

    private final BatchRules rules;
    private final Bytes out;
    private final int plainBytesMax;
    private BatchBuilder batch = new BatchBuilder();
    private Compression codec = Compression.NONE;
    private int records;

    /** Plain bytes of the largest batch that came out too large and can be split; 0 for none. */
    private int tooLarge;

    private UpConversion(BatchRules rules, Bytes out, int plainBytesMax) {
        this.rules = rules;
        this.out = out;
        this.plainBytesMax = plainBytesMax;
    }

    /** Whether these are old messages: what else there is needs no conversion, or is no record. */
    public static boolean isNeeded(ByteBuffer records) {
        if (records.remaining() < BatchFormat.MAGIC_END) {
            return false;
        }
        byte magic = records.get(records.position() + BatchFormat.MAGIC);
        return magic >= 0 && magic < BatchFormat.CURRENT_MAGIC;
    }

    /**
     * Converts a message set as it was produced. Keys, values, nulls, order, times and codec stay;
     * neighbours with one codec share a batch, unless it would exceed {@code max.message.bytes}.
     * {@link BatchValidator} has yet to see the batches.
     */
    public static Outcome convert(ByteBuffer set, BatchRules rules, int unpackedBytesMax) {
        int plainBytesMax = Integer.MAX_VALUE;
        while (true) {
            UpConversion attempt =
                    new UpConversion(
                            rules,
                            new Bytes(set.remaining() + 256, Integer.MAX_VALUE - 64),
                            plainBytesMax);
            try {
                attempt.run(new MessageSetReader(set, rules.maxMessageBytes(), unpackedBytesMax));
            } catch (MalformedRecordException e) {
                return new Outcome.Refused(
                        new BatchProblem(
                                e.reason(), "The message set is refused: " + e.getMessage()));
            }
            if (attempt.tooLarge == 0) {
                return new Outcome.Converted(attempt.out.view(), attempt.records);
            }
            plainBytesMax = attempt.tooLarge / 2;
        }
    }

    private void run(MessageSetReader messages) {
        while (messages.next()) {
            check(messages);
            if (batch.count() > 0
                    && (messages.compression() != codec || isFull(bytesAtMost(messages)))) {
                close();
            }
            codec = messages.compression();
            batch.add(messages.timestamp(), messages.key(), messages.value());
            records++;
        }
        if (batch.count() > 0) {
            close();
        }
    }

    private void check(MessageSetReader messages) {
        if (rules.timestampType() == TimestampType.CREATE_TIME
                && messages.timestampType() == TimestampType.LOG_APPEND_TIME) {
            throw new MalformedRecordException(
                    RejectReason.INVALID_TIMESTAMP,
                    "it claims log append time, but the topic uses"
                            + " message.timestamp.type=CreateTime");
        }
        if (rules.keyRequired() && messages.key() == null) {
            throw new MalformedRecordException(
                    RejectReason.INVALID_RECORD,
                    "a record has no key, which a compacted topic requires");
        }
    }

    private boolean isFull(long more) {
        long bytes = batch.sizeInBytes() + more;
        return bytes > plainBytesMax
                || (codec == Compression.NONE && bytes > rules.maxMessageBytes());
    }

    private static long bytesAtMost(MessageSetReader messages) {
        ByteBuffer key = messages.key();
        ByteBuffer value = messages.value();
        return RECORD_OVERHEAD_MAX
                + (key == null ? 0L : key.remaining())
                + (value == null ? 0L : value.remaining());
    }

    private void close() {
        ByteBuffer built = batch.compression(codec).build();
        if (built.remaining() > rules.maxMessageBytes() && batch.count() > 1) {
            tooLarge = Math.max(tooLarge, batch.sizeInBytes());
        }
        out.put(built);
        batch = new BatchBuilder();
    }
}
