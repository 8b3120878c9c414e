package io.odradek.wire.apache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.wire.OurCodec;
import io.odradek.wire.Seeds;

import org.junit.jupiter.api.Test;

import java.util.Set;

/**
 * Every key and value of {@code __consumer_offsets}, in every version, against the classes Apache's
 * own coordinator reads and writes them with.
 */
final class SameGroupRecordsAsApacheTest {
    private static final int ROUNDS = 40;

    private static final long SEED = Seeds.choose(SameGroupRecordsAsApacheTest.class);

    /**
     * Random bytes come from Apache's schemas, and the schema of this one does not say that its
     * reader wants a mark before the structure behind its tag; ApacheGroupRecordsTest has bytes of
     * a real broker instead.
     */
    private static final Set<String> SCHEMA_DIFFERS_FROM_READER =
            Set.of("ConsumerGroupMemberMetadataValue");

    @Test
    void everyRecordReadsAndWritesTheSameBytesAndNamesTheSameFields() {
        Oracle oracle = Oracles.groups();
        Comparison comparison = new Comparison(oracle, SEED);
        int keys = 0;
        int values = 0;
        for (String message : Oracles.messages(Oracles.GROUPS_JAR)) {
            Oracle.Versions theirs = oracle.versions(message);
            assertEquals(theirs.min(), OurCodec.constant(message, "MIN_VERSION"), message);
            assertEquals(theirs.max(), OurCodec.constant(message, "MAX_VERSION"), message);
            boolean random = !SCHEMA_DIFFERS_FROM_READER.contains(message);
            for (int v = theirs.min(); random && v <= theirs.max(); v++) {
                for (int round = 0; round < ROUNDS; round++) {
                    comparison.roundTrip(message, (short) v, round);
                }
            }
            comparison.defaults(message);
            keys += message.endsWith("Key") ? 1 : 0;
            values += message.endsWith("Value") ? 1 : 0;
        }
        assertTrue(keys >= 22, "only " + keys + " keys");
        assertEquals(keys, values);
    }
}
