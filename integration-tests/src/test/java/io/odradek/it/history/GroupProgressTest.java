package io.odradek.it.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.it.history.Anomaly.Kind;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Where a new owner of a partition may begin, after commits known and unknown. */
final class GroupProgressTest {
    private final HandWritten history = new HandWritten();
    private final Group group = history.group();

    @Test
    void aNewOwnerBeginsWhereTheLastOneCommitted() {
        commit(10, 1, 2, true);
        commit(20, 3, 4, true);
        begin(5, 20);
        assertEquals(List.of(), history.anomalies());
    }

    @Test
    void withoutACommitItBeginsAtTheBeginning() {
        begin(5, 0);
        assertEquals(List.of(), history.anomalies());
    }

    @Test
    void beginningBeforeTheCommitForgetsIt() {
        commit(10, 1, 2, true);
        commit(20, 3, 4, true);
        begin(5, 10);
        assertEquals(List.of(Kind.LOST_COMMIT), history.kinds());
    }

    @Test
    void beginningPastEveryCommitSkips() {
        commit(10, 1, 2, true);
        begin(5, 11);
        assertEquals(List.of(Kind.GROUP_SKIP), history.kinds());
    }

    @Test
    void aCommitWithoutAnAnswerMayHaveTakenEffectOrNot() {
        commit(10, 1, 2, true);
        commit(20, 3, 100, false);
        begin(5, 10);
        begin(6, 20);
        assertEquals(List.of(), history.anomalies());
    }

    @Test
    void ofTwoCommitsUnderWayAtOnceEitherMayStand() {
        commit(20, 1, 4, true);
        commit(10, 2, 3, true);
        begin(5, 10);
        begin(6, 20);
        assertEquals(List.of(), history.anomalies());
    }

    @Test
    void aCommitAfterTheOwnersBeginningDoesNotCount() {
        commit(10, 1, 2, true);
        commit(20, 6, 7, true);
        begin(5, 10);
        assertEquals(List.of(), history.anomalies());
    }

    private void commit(long offset, long begun, long done, boolean sure) {
        group.add(new Group.Commit("m", HandWritten.P, offset, begun, done, sure));
    }

    private void begin(long ownedNanos, long offset) {
        group.add(new Group.Start("m", HandWritten.P, ownedNanos, offset));
    }
}
