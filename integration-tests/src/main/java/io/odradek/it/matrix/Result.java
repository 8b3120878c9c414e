package io.odradek.it.matrix;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a client's run showed, column by column.
 *
 * <p>Thread-safe: every method is synchronized.
 */
final class Result {
    /** The columns of the table that a run fills. */
    enum Column {
        PRODUCE,
        CONSUME,
        GROUP,
        FAILOVER,
        CROSS
    }

    private final Client client;
    private final Map<Column, List<String>> faults = new EnumMap<>(Column.class);
    private final List<String> stumbles = new ArrayList<>();
    private boolean stumbled;
    private int attempt = 1;

    Result(Client client) {
        this.client = client;
    }

    Client client() {
        return client;
    }

    /** The column was tried and, so far, is well. */
    synchronized void tried(Column column) {
        faults.computeIfAbsent(column, c -> new ArrayList<>());
    }

    synchronized void fault(Column column, String fault) {
        faults.computeIfAbsent(column, c -> new ArrayList<>()).add(fault);
    }

    /** It did not get through a step: its program ended, or kept us waiting. */
    synchronized void stumble(Column column, String fault) {
        fault(column, fault);
        stumbles.add(fault);
        stumbled = true;
    }

    /**
     * Whether it may try once more: it did not get through, and broke no promise on the way. What
     * it showed so far is forgotten then, but not that it stumbled.
     */
    synchronized boolean again() {
        int all = faults.values().stream().mapToInt(List::size).sum();
        if (!stumbled || attempt > 1 || all > stumbles.size()) {
            return false;
        }
        faults.clear();
        stumbled = false;
        attempt++;
        return true;
    }

    /** 1, or 2 once it tried again. */
    synchronized int attempt() {
        return attempt;
    }

    /** What stood in its way, in this attempt or the first. */
    synchronized List<String> stumbles() {
        return List.copyOf(stumbles);
    }

    synchronized boolean wasTried(Column column) {
        return faults.containsKey(column);
    }

    synchronized boolean good(Column column) {
        return wasTried(column) && faultsOf(column).isEmpty();
    }

    synchronized boolean allGood() {
        return faults.values().stream().allMatch(List::isEmpty);
    }

    synchronized List<String> faultsOf(Column column) {
        return List.copyOf(faults.getOrDefault(column, List.of()));
    }
}
