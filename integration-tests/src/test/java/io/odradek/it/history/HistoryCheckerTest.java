package io.odradek.it.history;

import static io.odradek.it.history.Reader.Isolation.READ_COMMITTED;
import static io.odradek.it.history.Reader.Isolation.READ_UNCOMMITTED;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.history.Anomaly.Kind;
import io.odradek.it.history.Transaction.Outcome;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Each flaw is found under its name, with the offending records; without a flaw, nothing is. */
final class HistoryCheckerTest {
    private final HandWritten history = new HandWritten();

    @Test
    void aHistoryWithoutAFlawPasses() {
        history.acknowledged(0, 1, 2).unknown().acknowledged(3).unknown();
        Reader reader = history.reader(READ_UNCOMMITTED);
        reader.add(history.poll(0, 1));
        reader.add(history.poll(new long[] {2, 3}, new long[] {2, 4}));
        reader.add(history.moved());
        reader.add(history.poll(1, 2));
        history.last(new long[] {0, 1, 2, 3}, new long[] {0, 1, 2, 4});
        assertEquals(List.of(), history.anomalies());
    }

    @Test
    void anUnknownRecordMayBeThereOnce() {
        history.unknown().last(0, 0);
        assertEquals(List.of(), history.anomalies());
    }

    @Test
    void anAcknowledgedRecordThatTheLogWentPastIsLost() {
        history.acknowledged(0, 1).unknown();
        history.last(new long[] {0, 1}, new long[] {0, 2});
        List<Anomaly> found = history.anomalies();
        Anomaly lost =
                found.stream().filter(a -> a.kind() == Kind.LOST_WRITE).findFirst().orElseThrow();
        assertEquals(1, Value.sequence(lost.records().getFirst().value()));
        assertEquals(1, lost.records().getFirst().offset());
        // The other record is where it was said to be.
        assertTrue(history.kinds().contains(Kind.INCONSISTENT_OFFSETS), found::toString);
    }

    @Test
    void anAcknowledgedRecordBeyondTheEndIsUnseen() {
        history.acknowledged(0, 1, 2).last(0, 1);
        assertEquals(List.of(Kind.UNSEEN), history.kinds());
        assertEquals(2, history.anomalies().getFirst().records().getFirst().value());
    }

    @Test
    void aRecordAcknowledgedWithoutAnOffsetMustBeThereToo() {
        history.acknowledged(0, -1).last(0, 0);
        assertEquals(List.of(Kind.LOST_WRITE), history.kinds());
    }

    @Test
    void aRecordThatSomebodyReadMustStay() {
        history.acknowledged(0).unknown();
        history.reader(READ_UNCOMMITTED).add(history.poll(0, 1));
        history.last(0, 0);
        assertEquals(List.of(Kind.UNSEEN), history.kinds());
        assertEquals(1, history.anomalies().getFirst().records().getFirst().value());
    }

    @Test
    void aRecordAtTwoOffsetsIsADuplicate() {
        history.acknowledged(0, 1);
        history.last(new long[] {0, 1, 2}, new long[] {0, 1, 1});
        assertEquals(List.of(Kind.DUPLICATE), history.kinds());
        assertEquals(2, history.anomalies().getFirst().records().size());
    }

    @Test
    void whatWasUnderWayWhenItsProducerGaveUpMayBeThereTwice() {
        Writer other = history.writer();
        int givenUp = other.begin(1);
        int underWay = other.begin(2);
        other.givenUp(givenUp, 3);
        other.acknowledged(underWay, 2, 4);
        int later = other.begin(5);
        other.acknowledged(later, 3, 6);
        long first = Value.of(1, givenUp);
        long second = Value.of(1, underWay);
        long third = Value.of(1, later);
        history.last(new long[] {0, 1, 2, 3}, new long[] {first, second, second, third});
        assertEquals(List.of(), history.anomalies());
        history.last(new long[] {0, 1, 2, 3, 4}, new long[] {first, second, second, third, third});
        assertEquals(List.of(Kind.DUPLICATE), history.kinds());
    }

    @Test
    void recordsOfOneProducerInAnotherOrderThanSentAreReordered() {
        history.unknown().unknown();
        history.last(new long[] {0, 1}, new long[] {1, 0});
        assertEquals(List.of(Kind.REORDERED), history.kinds());
    }

    @Test
    void recordsOfTwoProducersHaveNoOrder() {
        history.acknowledged(1);
        Writer other = history.writer();
        other.acknowledged(other.begin(1), 0, 2);
        history.last(new long[] {0, 1}, new long[] {Value.of(1, 0), Value.of(0, 0)});
        assertEquals(List.of(), history.anomalies());
    }

    @Test
    void twoRecordsAtOneOffsetAreInconsistent() {
        history.unknown().unknown();
        history.reader(READ_UNCOMMITTED).add(history.poll(0, 0));
        history.reader(READ_UNCOMMITTED).add(history.poll(new long[] {0}, new long[] {1}));
        assertEquals(List.of(Kind.INCONSISTENT_OFFSETS), history.kinds());
        assertEquals(
                List.of("polled by reader-0", "polled by reader-1"),
                history.anomalies().getFirst().records().stream().map(Sighting::by).toList());
    }

    @Test
    void aReaderThatWasNotMovedMustNotSkip() {
        history.acknowledged(0, 1, 2).last(0, 2);
        Reader reader = history.reader(READ_UNCOMMITTED);
        reader.add(history.poll(0, 0));
        reader.add(history.poll(2, 2));
        assertEquals(List.of(Kind.POLL_SKIP), history.kinds());
    }

    @Test
    void aHoleWithinOnePollIsASkipToo() {
        history.acknowledged(0, 1, 2);
        history.last(new long[] {0, 2}, new long[] {0, 2});
        assertTrue(history.kinds().contains(Kind.POLL_SKIP));
    }

    @Test
    void aReaderThatWasNotMovedMustNotGoBack() {
        history.acknowledged(0, 1).last(0, 1);
        Reader reader = history.reader(READ_UNCOMMITTED);
        reader.add(history.poll(0, 1));
        reader.add(history.poll(1, 1));
        assertEquals(List.of(Kind.NON_MONOTONIC_POLL), history.kinds());
    }

    @Test
    void acknowledgedOffsetsMustRise() {
        history.acknowledged(1, 0);
        assertEquals(List.of(Kind.REORDERED, Kind.NON_MONOTONIC_SEND), history.kinds());
    }

    @Test
    void aRefusedRecordMustNotBeRead() {
        history.refused();
        history.reader(READ_UNCOMMITTED).add(history.poll(0, 0));
        assertEquals(List.of(Kind.ABORTED_READ), history.kinds());
    }

    @Test
    void aReaderOfCommittedRecordsMustNotReadAnAbortedOne() {
        history.inTransaction(0, 0).transaction(Outcome.ABORTED);
        history.reader(READ_UNCOMMITTED).add(history.poll(0, 0));
        assertEquals(List.of(), history.anomalies());
        history.reader(READ_COMMITTED).add(history.poll(0, 0));
        assertEquals(List.of(Kind.ABORTED_READ), history.kinds());
    }

    @Test
    void aReaderOfCommittedRecordsMustNotReadBeforeTheCommit() {
        history.inTransaction(0, 0);
        history.reader(READ_UNCOMMITTED).add(history.poll(0, 0));
        ReaderEvent early = history.poll(0, 0);
        history.transaction(Outcome.COMMITTED);
        history.reader(READ_COMMITTED).add(history.poll(0, 0));
        assertEquals(List.of(), history.anomalies());
        history.reader(READ_COMMITTED).add(early);
        assertEquals(List.of(Kind.PRECOMMITTED_READ), history.kinds());
    }

    @Test
    void markersAndAbortedRecordsMayBeSkipped() {
        history.inTransaction(0, 0).transaction(Outcome.COMMITTED);
        history.inTransaction(1, 2).transaction(Outcome.ABORTED);
        history.inTransaction(2, 4).transaction(Outcome.COMMITTED);
        Reader reader = history.reader(READ_COMMITTED);
        reader.add(history.poll(new long[] {0, 4}, new long[] {0, 2}));
        assertEquals(List.of(), history.anomalies());
    }

    @Test
    void aCommittedRecordMustNotBeSkipped() {
        history.inTransaction(0, 0).inTransaction(0, 1).inTransaction(0, 2);
        history.transaction(Outcome.COMMITTED);
        Reader reader = history.reader(READ_COMMITTED);
        reader.add(history.poll(new long[] {0, 2}, new long[] {0, 2}));
        assertEquals(List.of(Kind.POLL_SKIP), history.kinds());
    }

    @Test
    void bytesThatNobodySentAreAPhantom() {
        history.last(new long[] {0}, new long[] {Value.CORRUPT});
        history.unknown();
        assertEquals(List.of(Kind.PHANTOM), history.kinds());
    }

    @Test
    void aRecordOfAnotherPartitionIsAPhantom() {
        history.unknown();
        var elsewhere = new Partition("t", 1);
        history.reader(READ_UNCOMMITTED)
                .add(
                        new ReaderEvent.Poll(
                                history.tick(), elsewhere, new long[] {0}, new long[] {0}));
        assertEquals(List.of(Kind.PHANTOM), history.kinds());
    }
}
