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
