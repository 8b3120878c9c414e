package io.odradek.broker.replica;

/** Records in the log whose producer waits. Confined to its partition's shard. */
final class PendingAck {
    private final AppendBatch batch;
    private final int slot;
    private final AppendAnswer whenDone;
    private boolean done;

    PendingAck(AppendBatch batch, int slot, AppendAnswer whenDone) {
        this.batch = batch;
        this.slot = slot;
        this.whenDone = whenDone;
    }

    void succeed() {
        finish(whenDone);
    }

    void finish(AppendAnswer answer) {
        if (!done) {
            done = true;
            batch.finished(slot, answer);
        }
    }

    boolean isDone() {
        return done;
    }
}
