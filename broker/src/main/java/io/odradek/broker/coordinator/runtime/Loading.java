package io.odradek.broker.coordinator.runtime;

import io.odradek.broker.replica.LedPartition;
import io.odradek.log.io.Shard;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.LogSlice;
import io.odradek.log.partition.ReadOutcome;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Reads a coordinator's log from its start to its end: chunk after chunk on I/O threads, replayed
 * on the shard in slices so short that others hardly notice. Confined to the shard.
 *
 * <p>The end is the leader's own, committed or not: what is in its log will be committed, and no
 * answer leaves before.
 */
final class Loading<S extends ReplicatedState> {
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int CLOCK_EVERY = 64;

    /** What came of it. */
    interface Listener<S extends ReplicatedState> {
        void loaded(S machine, Loading<S> statistics);

        /** The reason names the offset. */
        void failed(String why);
    }

    private final Shard shard;
    private final Executor io;
    private final LedPartition log;
    private final CoordinatorKind<S> kind;
    private final int chunkBytes;
    private final Listener<S> listener;
    private final S machine;
    private final OpenTransactions transactions = new OpenTransactions();
    private final long startedNanos;
    private long offset;
    private boolean cancelled;
    private long records;
    private long unknown;
    private long bytes;

    Loading(
            Shard shard,
            Executor io,
            LedPartition log,
            CoordinatorKind<S> kind,
            int chunkBytes,
            Listener<S> listener) {
        this.shard = shard;
        this.io = io;
        this.log = log;
        this.kind = kind;
        this.chunkBytes = chunkBytes;
        this.listener = listener;
        this.machine = kind.machines().get();
        this.startedNanos = shard.nanoTime();
        this.offset = log.logStartOffset();
    }

    /** Whether the log holds nothing. */
    boolean isEmpty() {
        return bytes == 0;
    }

    void cancel() {
        cancelled = true;
    }

    /** Reads the next chunk, or ends. */
    void next() {
        if (cancelled) {
            return;
        }
        if (offset >= log.logEndOffset()) {
            listener.loaded(machine, this);
            return;
        }
        try {
            switch (log.read(offset, chunkBytes)) {
                case LogSlice slice -> {
                    long next = slice.nextOffset();
                    io.execute(() -> decode(slice, next));
                }
                case ReadOutcome.Empty(long at) ->
                        listener.failed("nothing can be read at offset " + at);
                case ReadOutcome.OutOfRange(long start, long end) -> {
                    if (start > offset) {
                        offset = start;
                        shard.execute(this::next);
                    } else {
                        listener.failed(
                                "offset %d is not in the log, which ends at %d"
                                        .formatted(offset, end));
                    }
                }
            }
        } catch (LogException e) {
            listener.failed("offset %d cannot be read: %s".formatted(offset, e.getMessage()));
        }
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever it is, the coordinator must not just stop.
    private void decode(LogSlice slice, long next) {
        try {
            LogChunk chunk = LogChunk.read(slice, kind.reader(), transactions);
            shard.execute(() -> replay(chunk, 0, next));
        } catch (LoadException | RuntimeException e) {
            shard.execute(() -> failed(String.valueOf(e.getMessage())));
        }
    }

    private void failed(String why) {
        if (!cancelled) {
            listener.failed(why);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // A machine that trips over a record must not serve.
    private void replay(LogChunk chunk, int from, long next) {
        if (cancelled) {
            return;
        }
        List<LogChunk.Entry> entries = chunk.entries();
        long until = shard.nanoTime() + SLICE_NANOS;
        int at = from;
        try {
            while (at < entries.size()) {
                machine.replay(entries.get(at).record());
                at++;
                if (at % CLOCK_EVERY == 0 && shard.nanoTime() - until >= 0) {
                    int rest = at;
                    shard.execute(() -> replay(chunk, rest, next));
                    return;
                }
            }
        } catch (RuntimeException e) {
            failed(
                    "the record at offset %d makes no sense: %s"
                            .formatted(entries.get(at).offset(), e));
            return;
        }
        records += entries.size();
        unknown += chunk.unknown();
        bytes += chunk.bytes();
        offset = next;
        next();
    }

    @Override
    public String toString() {
        return "%d records (%d bytes) in %d ms%s%s"
                .formatted(
                        records,
                        bytes,
                        TimeUnit.NANOSECONDS.toMillis(shard.nanoTime() - startedNanos),
                        unknown == 0 ? "" : "; left alone " + unknown + " of unknown types",
                        transactions.records() == 0
                                ? ""
                                : "; left out "
                                        + transactions.records()
                                        + " of unfinished transactions");
    }
}
