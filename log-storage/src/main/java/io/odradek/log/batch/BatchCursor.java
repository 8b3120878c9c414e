package io.odradek.log.batch;

import java.nio.ByteBuffer;

/**
 * Walks the batches of a buffer from its position to its limit. An incomplete batch at the end ends
 * the walk quietly; a size that no batch can have ends it as {@link #isMalformed}.
 */
public final class BatchCursor {

    private final RecordBatchView view = new RecordBatchView();
    private final ByteBuffer buffer;
    private final int end;
    private int next;
    private boolean malformed;

    public BatchCursor(ByteBuffer buffer) {
        this.buffer = buffer;
        this.next = buffer.position();
        this.end = buffer.limit();
    }

    /** Moves {@link #view} to the next whole batch; false when there is none. */
    public boolean next() {
        if (malformed || end - next < BatchFormat.PREFIX) {
            return false;
        }
        int length = buffer.getInt(next + BatchFormat.LENGTH);
        if (length < BatchFormat.RECORDS - BatchFormat.PREFIX) {
            malformed = true;
            return false;
        }
        if (length > end - next - BatchFormat.PREFIX) {
            return false;
        }
        view.wrap(buffer, next);
        next += BatchFormat.PREFIX + length;
        return true;
    }

    /** The same object every time. */
    public RecordBatchView view() {
        return view;
    }

    /** The absolute index after the last batch {@link #next} found. */
    public int position() {
        return next;
    }

    /** Bytes after the last whole batch. */
    public int remaining() {
        return end - next;
    }

    public boolean isMalformed() {
        return malformed;
    }
}
