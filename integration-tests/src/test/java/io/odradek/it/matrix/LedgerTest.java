package io.odradek.it.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The judge of the client matrix sees what it is there to see. */
final class LedgerTest {
    private static final String MEMBER = "first-member";

    private final Ledger ledger = new Ledger("c");

    @Test
    void numbersGoUpAlongEachLane() {
        assertEquals("lane-0 c/0/0", ledger.next(0));
        assertEquals("lane-0 c/0/1", ledger.next(0));
        assertEquals("lane-1 c/1/0", ledger.next(1));
    }

    @Test
    void anAcknowledgedRecordThatIsNotInTheLogIsLost() {
        acked("c/0/0", "c/0/1");
        assertEquals(
                List.of("acknowledged, not in the log: lane 0, numbers {1}"),
                ledger.producerFaults(List.of(List.of("c/0/0"))));
    }

    @Test
    void aRecordWrittenTwiceIsARepeatAndOneWrittenLateIsNot() {
        acked("c/0/0", "c/0/1", "c/0/2");
        assertEquals(
                List.of(),
                ledger.producerFaults(List.of(List.of("c/0/0", "c/0/1", "c/0/1", "c/0/2"))));
        assertEquals(
                List.of("c/0/1 lies behind number 2"),
                ledger.producerFaults(List.of(List.of("c/0/0", "c/0/2", "c/0/1"))));
    }

    @Test
    void aSkippedRecordIsFound() {
        read("0 0 c/0/0", "0 2 c/0/2");
        var log = List.of(List.of("c/0/0", "c/0/1", "c/0/2"));
        assertEquals(List.of("nobody read offset 1 of partition 0"), ledger.consumerFaults(log));
        assertEquals(1, ledger.unread(log));
    }

    @Test
    void anExchangedRecordIsFound() {
        read("0 0 c/0/1");
        assertEquals(
                List.of(
                        "first-member read c/0/1 at offset 0 of partition 0, where the log has c/0/0"),
                ledger.consumerFaults(List.of(List.of("c/0/0"))));
    }

    @Test
    void goingBackToWhatWasReadIsARepeatAndGoingBackToWhatWasSkippedIsNot() {
        var log = List.of(List.of("c/0/0", "c/0/1", "c/0/2"));
        read("0 0 c/0/0", "0 1 c/0/1", "0 0 c/0/0", "0 1 c/0/1", "0 2 c/0/2");
        assertEquals(List.of(), ledger.consumerFaults(log));
        ledger.consumed("second-member", "read 0 2 c/0/2");
        ledger.consumed("second-member", "read 0 1 c/0/1");
        assertEquals(
                List.of("second-member read offset 1 of partition 0 after 2"),
                ledger.consumerFaults(log));
    }

    @Test
    void foreignValuesAreStrange() {
        read("0 0 hello");
        assertTrue(
                ledger.consumerFaults(List.of(List.of("hello")))
                        .contains("first-member read a strange value: hello"));
    }

    @Test
    void newsIsWhatWasSentAfterTheMark() {
        for (int lane = 0; lane < Ledger.LANES; lane++) {
            ledger.next(lane);
        }
        int[] mark = ledger.mark();
        acked("c/0/0", "c/1/1");
        read("0 0 c/3/0", "0 1 c/3/1");
        assertEquals(1, ledger.lanesAckedAfter(mark));
        assertEquals(1, ledger.lanesReadAfter(MEMBER, mark));
        assertEquals(0, ledger.lanesReadAfter("second-member", mark));
    }

    private void acked(String... values) {
        for (String value : values) {
            ledger.produced("acked " + value);
        }
    }

    private void read(String... lines) {
        for (String line : lines) {
            ledger.consumed(MEMBER, "read " + line);
        }
    }
}
