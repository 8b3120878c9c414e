package io.odradek.log.batch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.odradek.log.batch.OldMessages.Plain;

import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Whatever the bytes are, the outcome is a refusal or batches, and costs what the bytes justify.
 */
final class MalformedMessageSetTest {

    private static final BatchRules RULES =
            new BatchRules(
                    10 << 20, TimestampType.CREATE_TIME, Long.MAX_VALUE, Long.MAX_VALUE, false);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long seed = Long.getLong("odradek.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    private UpConversion.Outcome convert(ByteBuffer set) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        UpConversion.Outcome outcome;
        try {
            outcome = UpConversion.convert(set, RULES, 1 << 20);
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < (8 << 20), "allocated " + allocated + " bytes for " + set.limit());
        return outcome;
    }

    private static ByteBuffer good(byte magic, Compression codec, List<Plain> records) {
        return OldMessages.set(magic, codec, OldMessages.type(magic), records);
    }

    @Test
    void aSetThatIsCutAnywhereIsRefused() {
        List<Plain> sent = OldMessages.random(random, 8, 0);
        for (byte magic = 0; magic <= 1; magic++) {
            for (Compression codec : OldMessages.CODECS) {
                ByteBuffer good = good(magic, codec, sent);
                int whole = codec == Compression.NONE ? 12 + good.getInt(8) : good.limit();
                for (int i = 1; i < whole; i++) {
                    UpConversion.Outcome outcome = convert(good.slice(0, i));
                    assertTrue(
                            outcome instanceof UpConversion.Outcome.Refused,
                            "cut at " + i + ", seed " + seed);
                }
            }
        }
    }

    @Test
    void aSetThatIsChangedAnywhereIsRefusedUnlessItsChecksumFits() {
        System.out.println("MalformedMessageSetTest -Dodradek.seed=" + seed);
        List<Plain> sent = OldMessages.random(random, 8, 0);
        for (byte magic = 0; magic <= 1; magic++) {
            for (Compression codec : OldMessages.CODECS) {
                ByteBuffer good = good(magic, codec, sent);
                for (int i = 0; i < good.limit(); i++) {
                    ByteBuffer bad = OldMessages.copy(good);
                    bad.put(i, (byte) (bad.get(i) ^ (1 + random.nextInt(255))));
                    UpConversion.Outcome outcome = convert(bad);
                    boolean offsetOnly = codec != Compression.NONE && i < 8;
                    assertTrue(
                            offsetOnly
                                    || codec == Compression.NONE
                                    || outcome instanceof UpConversion.Outcome.Refused,
                            "changed at " + i + ", seed " + seed);
                    // With a checksum that fits, the lie has to be found further in.
                    OldMessages.repairChecksum(bad);
                    convert(bad);
                    for (int more = 0; more < 3; more++) {
                        int at = 17 + random.nextInt(Math.max(1, bad.limit() - 17));
                        bad.put(at, (byte) random.nextInt(256));
                    }
                    OldMessages.repairChecksum(bad);
                    convert(bad);
                }
            }
        }
    }

    @Test
    void randomBytesInsideAMessageNeverUnpackToMoreThanTheyJustify() {
        for (int round = 0; round < 3000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            CompressionType codec = CompressionType.forId(1 + random.nextInt(3));
            convert(OldMessages.wrapper((byte) random.nextInt(2), codec, 0, noise));
        }
    }

    @Test
    void lengthsThatLieAllocateNothing() throws IOException {
        // Snappy: a length of 2 GiB before two bytes; LZ4: blocks of 4 MiB, in a frame of 15 bytes.
        byte[] snappy = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 0};
        byte[] lz4 = {0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73, 4, 0, 0, 0, 1, 2, 3, 4};
        for (byte magic = 0; magic <= 1; magic++) {
            ByteBuffer one = OldMessages.wrapper(magic, CompressionType.SNAPPY, 0, snappy);
            ByteBuffer two = OldMessages.wrapper(magic, CompressionType.LZ4, 0, lz4);
            for (ByteBuffer set : List.of(one, two)) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                assertTrue(
                        UpConversion.convert(set, RULES, 1 << 30)
                                instanceof UpConversion.Outcome.Refused);
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                assertTrue(allocated < (1 << 20), "allocated " + allocated);
            }
        }
    }
}
