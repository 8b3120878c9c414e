package io.odradek.wire.apache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.wire.OurCodec;
import io.odradek.wire.Seeds;
import io.odradek.wire.apache.Comparison.Pair;

import org.junit.jupiter.api.Test;

/** Every message, in every version, against the classes Apache generates from the same source. */
final class SameBytesAsApacheTest {
    private static final int ROUNDS = 12;

    private static final long SEED = Seeds.choose(SameBytesAsApacheTest.class);

    @Test
    void everyVersionOfTodayReadsAndWritesTheSameBytesAndNamesTheSameFields() {
        Oracle oracle = Oracles.today();
        Comparison comparison = new Comparison(oracle, SEED);
        int versions = 0;
        for (String message : Oracles.messages(Oracles.TODAYS_JAR)) {
            Oracle.Versions theirs = oracle.versions(message);
            for (int v = theirs.min(); v <= theirs.max(); v++, versions++) {
                for (int round = 0; round < ROUNDS; round++) {
                    comparison.roundTrip(message, (short) v, round);
                }
            }
            assertEquals(theirs.max(), OurCodec.constant(message, "MAX_VERSION"), message);
        }
        assertTrue(versions > 500, "only " + versions + " versions compared");
    }

    @Test
    void everyVersionThatTodayDroppedReadsAndWritesTheSameBytesAsYesterday() {
        Oracle oracle = Oracles.yesterday();
        Oracle today = Oracles.today();
        Comparison comparison = new Comparison(oracle, SEED);
        var stillThere = Oracles.messages(Oracles.TODAYS_JAR);
        int versions = 0;
        for (String message : Oracles.messages(Oracles.YESTERDAYS_JAR)) {
            if (message.startsWith("ListClientMetricsResources")) {
                continue; // The former name of a message that today's release covers.
            }
            Oracle.Versions theirs = oracle.versions(message);
            int last =
                    stillThere.contains(message)
                            ? Math.min(today.versions(message).min() - 1, theirs.max())
                            : theirs.max();
            for (int v = theirs.min(); v <= last; v++, versions++) {
                for (int round = 0; round < ROUNDS; round++) {
                    comparison.roundTrip(message, (short) v, round);
                }
                assertEquals(theirs.min(), OurCodec.constant(message, "MIN_VERSION"), message);
            }
        }
        // 29 of requests between clients and brokers, 26 of ZooKeeper's time, 4 of share groups,
        // all with
        // their responses; and the request header's.
        assertEquals(2 * (29 + 26 + 4) + 1, versions);
    }

    @Test
    void aMessageWrittenInAnotherVersionLosesOrRefusesTheSameFields() {
        Oracle oracle = Oracles.today();
        Comparison comparison = new Comparison(oracle, SEED);
        int written = 0;
        int refused = 0;
        for (String message : Oracles.messages(Oracles.TODAYS_JAR)) {
            Oracle.Versions theirs = oracle.versions(message);
            for (int v = theirs.min(); v <= theirs.max(); v++) {
                for (int round = 0; round < 3; round++) {
                    Pair pair = comparison.roundTrip(message, (short) v, round);
                    for (int other = theirs.min(); other <= theirs.max(); other++) {
                        if (comparison.otherVersion(message, pair, (short) other)) {
                            written++;
                        } else {
                            refused++;
                        }
                    }
                }
            }
        }
        assertTrue(written > 1000 && refused > 1000, written + " written, " + refused + " refused");
    }

    @Test
    void anUntouchedBuilderMakesWhatTheirConstructorMakes() {
        Oracle oracle = Oracles.today();
        Comparison comparison = new Comparison(oracle, SEED);
        for (String message : Oracles.messages(Oracles.TODAYS_JAR)) {
            Oracle.Versions theirs = oracle.versions(message);
            Pair pair = comparison.defaults(message);
            for (int v = theirs.min(); v <= theirs.max(); v++) {
                comparison.otherVersion(message, pair, (short) v);
            }
        }
    }
}
