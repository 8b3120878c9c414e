package io.odradek.it.history;

import java.util.ArrayList;
import java.util.List;

/** One consumer and all it was given. Confined to the thread that polls, until that has ended. */
public final class Reader {
    /** What a reader may see. */
    public enum Isolation {
        READ_UNCOMMITTED,
        READ_COMMITTED
    }

    private final String name;
    private final Isolation isolation;
    private final List<ReaderEvent> events = new ArrayList<>();

    public Reader(String name, Isolation isolation) {
        this.name = name;
        this.isolation = isolation;
    }

    public String name() {
        return name;
    }

    public Isolation isolation() {
        return isolation;
    }

    public void add(ReaderEvent event) {
        events.add(event);
    }

    public List<ReaderEvent> events() {
        return events;
    }

    public long records() {
        long n = 0;
        for (ReaderEvent event : events) {
            if (event instanceof ReaderEvent.Poll poll) {
                n += poll.offsets().length;
            }
        }
        return n;
    }
}
