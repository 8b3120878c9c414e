package io.odradek.it.history;

import java.util.ArrayList;
import java.util.List;

/**
 * What the members of a consumer group did together. Thread-safe: methods that members use are
 * synchronized.
 */
public final class Group {
    /** Where a new owner of a partition began to read. */
    public record Start(String member, Partition partition, long ownedNanos, long firstOffset) {}

    /**
     * A member's commit.
     *
     * @param offset the next to read
     * @param doneNanos when it was answered or, if it was not, from when on it cannot take effect
     * @param sure it was answered, without an error
     */
    public record Commit(
            String member,
            Partition partition,
            long offset,
            long begunNanos,
            long doneNanos,
            boolean sure) {}

    private final String name;
    private final List<Start> starts = new ArrayList<>();
    private final List<Commit> commits = new ArrayList<>();

    public Group(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public synchronized void add(Start start) {
        starts.add(start);
    }

    public synchronized void add(Commit commit) {
        commits.add(commit);
    }

    public synchronized List<Start> starts() {
        return List.copyOf(starts);
    }

    public synchronized List<Commit> commits() {
        return List.copyOf(commits);
    }
}
