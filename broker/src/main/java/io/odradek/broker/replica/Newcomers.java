package io.odradek.broker.replica;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.RecordBatchView;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongToIntFunction;

/**
 * Producers that a leader knows nothing of and that begin in the middle of their numbers. Either
 * the log forgot them, by retention or because its topic was made anew: then they go on. Or what
 * comes first was refused a moment ago, say by a broker that did not lead yet, and will be sent
 * again: then whoever took the second batch would shut out the first for ever. Apache Kafka takes
 * it. Here it is told to come back, which costs a producer that is right nothing but some retries.
 * Confined to its shard.
 */
final class Newcomers {
    /** So often a producer insists on a batch before it is believed to be its first. */
    static final int ATTEMPTS = 3;

    private static final int REMEMBERED = 1000;

    private record Seen(int lowestSequence, int attempts) {}

    private record Claim(PartitionKey partition, long producerId) {}

    private final Map<Claim, Seen> seen =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Claim, Seen> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private final RecordBatchView view = new RecordBatchView();

    /**
     * @param lastSequence what the log knows of a producer, -1 for nothing
     * @return whether {@code records} must come back, behind what belongs before them
     */
    boolean defers(PartitionKey partition, ByteBuffer records, LongToIntFunction lastSequence) {
        if (!isNew(records, lastSequence)) {
            return false;
        }
        Claim claim = new Claim(partition, view.producerId());
        int sequence = view.baseSequence();
        if (sequence == 0) {
            seen.remove(claim);
            return false;
        }
        Seen now = note(claim, sequence);
        if (now.lowestSequence == sequence && now.attempts > ATTEMPTS) {
            seen.remove(claim);
            return false;
        }
        return true;
    }

    /** {@code records} were refused for another reason, and will come back. */
    void refused(PartitionKey partition, ByteBuffer records, LongToIntFunction lastSequence) {
        if (isNew(records, lastSequence)) {
            note(new Claim(partition, view.producerId()), view.baseSequence());
        }
    }

    private Seen note(Claim claim, int sequence) {
        Seen before = seen.get(claim);
        Seen now;
        if (before == null || sequence < before.lowestSequence) {
            now = new Seen(sequence, 1);
        } else if (sequence == before.lowestSequence) {
            now = new Seen(sequence, before.attempts + 1);
        } else {
            return before;
        }
        seen.put(claim, now);
        return now;
    }

    private boolean isNew(ByteBuffer records, LongToIntFunction lastSequence) {
        if (records.remaining() < BatchFormat.RECORDS) {
            return false;
        }
        view.wrap(records, records.position());
        return view.magic() == BatchFormat.CURRENT_MAGIC
                && view.hasProducerId()
                && !view.isControl()
                && lastSequence.applyAsInt(view.producerId()) == BatchFormat.NO_SEQUENCE;
    }
}
