package io.odradek.broker.fetch;

import io.odradek.broker.convert.Conversions;
import io.odradek.broker.convert.ConvertedRecords;
import io.odradek.broker.convert.OldErrors;
import io.odradek.log.batch.DownConversion;
import io.odradek.log.partition.LogSlice;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.message.FetchResponse.PartitionData;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/**
 * Makes an answer's batches messages of format 0 (Fetch 0 and 1) or 1 (2 and 3). Blocks; for an I/O
 * thread. One partition is read and converted after the other.
 */
final class OldFetch {
    private static final Logger log = LoggerFactory.getLogger(OldFetch.class);
    private static final short FORMAT_1 = 2;
    private static final short FORMAT_2 = 4;

    private final FetchCall call;
    private final Conversions conversions;
    private int left;
    private boolean first = true;

    private OldFetch(FetchCall call, Conversions conversions) {
        this.call = call;
        this.conversions = conversions;
    }

    /** Whether a client that fetches in this version reads old messages only. */
    static boolean isOld(short version) {
        return version < FORMAT_2;
    }

    /** Replaces every {@link OldSlice} in the lists, and closes it. */
    static void convert(
            Collection<List<PartitionData>> lists, FetchCall call, Conversions conversions) {
        OldFetch fetch = new OldFetch(call, conversions);
        int granted = conversions.grant(Math.max(1, call.bytesMax()));
        fetch.left = granted;
        try {
            lists.forEach(list -> list.replaceAll(fetch::convert));
        } finally {
            conversions.release(granted);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // What one partition breaks the others do without.
    private PartitionData convert(PartitionData data) {
        if (!(data.records() instanceof OldSlice(LogSlice slice, int bytesMax, Runnable damaged))) {
            return data;
        }
        try (slice) {
            if (left <= 0 && !first) {
                return without(data, ErrorCode.NONE);
            }
            ByteBuffer batches = ByteBuffer.allocate(slice.sizeInBytes());
            slice.copyTo(batches);
            int sound = slice.soundBytes();
            if (sound < slice.sizeInBytes()) {
                damaged.run();
                batches.position(Math.min(sound, batches.position()));
            }
            if (sound == 0) {
                return storageError(data);
            }
            return converted(
                    data,
                    DownConversion.convert(
                            batches.flip(),
                            slice.firstOffset(),
                            (byte) (call.context().apiVersion() < FORMAT_1 ? 0 : 1),
                            Math.min(bytesMax, left),
                            DownConversion.UNPACKED_BYTES_MAX));
        } catch (IOException e) {
            log.warn("Partition {} of {} cannot be read.", data.partitionIndex(), slice, e);
            return storageError(data);
        } catch (RuntimeException e) {
            log.error("Converting {} failed; this is a bug.", slice, e);
            return without(data, ErrorCode.UNKNOWN_SERVER_ERROR);
        }
    }

    private PartitionData converted(PartitionData data, DownConversion.Converted converted) {
        ByteBuffer messages = converted.messages();
        if (!messages.hasRemaining()) {
            if (converted.damage() == null) {
                return without(data, ErrorCode.NONE);
            }
            log.warn(
                    "Client '{}' at {} cannot be given old messages of partition {}: {}",
                    call.context().clientId(),
                    call.context().clientHost(),
                    data.partitionIndex(),
                    converted.damage());
            return without(data, ErrorCode.CORRUPT_MESSAGE);
        }
        first = false;
        left -= messages.remaining();
        conversions.charge(ConvertedRecords.chargeOf(messages));
        return data.toBuilder().records(new ConvertedRecords(messages, conversions)).build();
    }

    private PartitionData storageError(PartitionData data) {
        return without(
                data, OldErrors.fetch(call.context().apiVersion(), ErrorCode.KAFKA_STORAGE_ERROR));
    }

    private static PartitionData without(PartitionData data, ErrorCode error) {
        return data.toBuilder()
                .errorCode(error.code())
                .records(new ByteRecords(Limits.EMPTY))
                .build();
    }
}
