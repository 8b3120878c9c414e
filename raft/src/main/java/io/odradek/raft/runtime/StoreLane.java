package io.odradek.raft.runtime;

import io.odradek.log.io.Shard;
import io.odradek.raft.Entry;
import io.odradek.raft.core.Output;
import io.odradek.raft.store.RaftStore;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Carries out what the shard wants of the store, in order, off the shard. Whatever was asked for
 * while the disk was busy makes up the next batch, and one sync serves all of it.
 *
 * <p>Confined to its shard, but for {@link #run}, which has the store to itself: there is never
 * more than one batch under way.
 */
final class StoreLane {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLane.class);

    /** A piece of work on the store; what it returns then runs on the shard. */
    interface Job {
        Runnable run(RaftStore store) throws IOException;
    }

    /** What jobs return that have nothing to tell. */
    static final Runnable NOTHING = () -> {};

    /** What waits, in order. */
    private sealed interface Work {
        record Put(Output.Write write) implements Work {}

        record Do(Job job) implements Work {}
    }

    private final RaftStore store;
    private final Shard shard;
    private final Executor io;
    private final LongSupplier writeSequence;
    private final LongConsumer synced;
    private final Consumer<Runnable> turn;
    private final Consumer<Throwable> failed;

    private List<Work> waiting = new ArrayList<>();
    private long reported;
    private boolean busy;
    private boolean broken;
    private @Nullable Runnable closed;

    StoreLane(
            RaftStore store,
            Shard shard,
            Executor io,
            LongSupplier writeSequence,
            LongConsumer synced,
            Consumer<Runnable> turn,
            Consumer<Throwable> failed) {
        this.store = store;
        this.shard = shard;
        this.io = io;
        this.writeSequence = writeSequence;
        this.synced = synced;
        this.turn = turn;
        this.failed = failed;
    }

    void write(Output.Write write) {
        add(new Work.Put(write));
    }

    void submit(Job job) {
        add(new Work.Do(job));
    }

    private void add(Work work) {
        if (!broken && closed == null) {
            waiting.add(work);
        }
    }

    /** Closes the store once all that waits is done, or has failed; then runs {@code done}. */
    void close(Runnable done) {
        closed = done;
        kick();
    }

    /** Starts the next batch unless one is under way. */
    void kick() {
        if (busy) {
            return;
        }
        if (waiting.isEmpty()) {
            closeIfWanted();
            return;
        }
        busy = true;
        List<Work> batch = waiting;
        waiting = new ArrayList<>();
        long sequence = writeSequence.getAsLong();
        io.execute(() -> run(batch, sequence));
    }

    private void closeIfWanted() {
        Runnable done = closed;
        if (done == null) {
            return;
        }
        closed = null;
        busy = true;
        io.execute(
                () -> {
                    try {
                        store.close();
                    } catch (IOException e) {
                        // Everything that was promised is on the disk already.
                        LOG.warn("Could not close the raft store", e);
                    }
                    shard.execute(done);
                });
    }

    @SuppressWarnings("CatchingThrowable") // Whatever went wrong, the shard must learn of it.
    private void run(List<Work> batch, long sequence) {
        List<Runnable> after = new ArrayList<>();
        try {
            carryOut(batch, after);
        } catch (Throwable problem) {
            shard.execute(() -> fail(problem));
            return;
        }
        shard.execute(() -> finish(sequence, after));
    }

    private void carryOut(List<Work> batch, List<Runnable> after) throws IOException {
        // The vote goes first: no entry may be on the disk before its term is.
        for (Work work : batch.reversed()) {
            if (work instanceof Work.Put(Output.SaveVote(int term, int votedFor, UUID directory))) {
                store.saveVote(term, votedFor, directory);
                break;
            }
        }
        Appends appends = new Appends(store);
        boolean appended = false;
        for (Work work : batch) {
            if (work instanceof Work.Put(Output.Append append)) {
                appends.add(append);
                appended = true;
                continue;
            }
            appends.write();
            switch (work) {
                case Work.Put(Output.Write write) -> carryOut(write);
                case Work.Do(Job job) -> after.add(job.run(store));
            }
        }
        appends.write();
        if (appended) {
            store.sync();
        }
    }

    private void carryOut(Output.Write write) throws IOException {
        switch (write) {
            case Output.SaveVote _, Output.Append _ -> {}
            case Output.TruncateSuffix(long fromIndex) -> store.truncateFrom(fromIndex);
            case Output.ResetLog(long index, int term) -> store.resetLog(index, term);
        }
    }

    /** Gathers appends that follow each other, so that they cost one write. */
    private static final class Appends {
        private static final int BYTES_MAX = 1 << 20;

        private final RaftStore store;
        private final List<Entry> entries = new ArrayList<>();
        private int previousTerm;
        private int bytes;

        Appends(RaftStore store) {
            this.store = store;
        }

        void add(Output.Append append) throws IOException {
            if (entries.isEmpty()) {
                previousTerm = append.previousTerm();
            }
            for (Entry entry : append.entries()) {
                entries.add(entry);
                bytes += entry.weight();
            }
            if (bytes >= BYTES_MAX) {
                write();
            }
        }

        void write() throws IOException {
            if (!entries.isEmpty()) {
                store.append(entries, previousTerm);
                entries.clear();
                bytes = 0;
            }
        }
    }

    private void finish(long sequence, List<Runnable> after) {
        busy = false;
        turn.accept(
                () -> {
                    if (sequence > reported) {
                        reported = sequence;
                        synced.accept(sequence);
                    }
                    after.forEach(Runnable::run);
                });
        kick();
    }

    private void fail(Throwable problem) {
        busy = false;
        broken = true;
        waiting.clear();
        failed.accept(problem);
        kick();
    }
}
