package io.odradek.log.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.OldMessages.Plain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What we hold, as messages of formats 0 and 1 that Apache reads. */
final class DownConversionTest {

    private static final int UNPACKED = DownConversion.UNPACKED_BYTES_MAX;

    private final long seed = Long.getLong("odradek.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    private static ByteBuffer batch(Compression codec, List<Plain> records) {
        BatchBuilder builder =
                new BatchBuilder()
                        .baseOffset(records.getFirst().offset())
                        .leaderEpoch(3)
                        .compression(codec);
        for (Plain r : records) {
            builder.addAt(
                    (int) (r.offset() - records.getFirst().offset()),
                    r.timestamp(),
                    r.keyBytes(),
                    r.valueBytes(),
                    List.of(new LogRecord.Header("dropped", null)));
        }
        return builder.build();
    }

    private static List<Plain> seen(List<Plain> records, long from, byte magic) {
        return records.stream()
                .filter(r -> r.offset() >= from)
                .map(r -> r.at(r.offset(), magic == 0 ? -1 : r.timestamp()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void everyCodecIsReadFromTheOffsetAskedFor(byte magic) {
        System.out.println("DownConversionTest -Dodradek.seed=" + seed);
        for (int round = 0; round < 40; round++) {
            List<Plain> stored = new ArrayList<>();
            List<ByteBuffer> batches = new ArrayList<>();
            long next = random.nextInt(1000);
            for (Compression codec : Compression.values()) {
                List<Plain> some = OldMessages.random(random, 1 + random.nextInt(80), next);
                if (random.nextInt(3) == 0 && some.size() > 5) {
                    some.subList(1, 4).clear(); // as compaction leaves it
                }
                batches.add(batch(codec, some));
                stored.addAll(some);
                next = some.getLast().offset() + 1 + random.nextInt(3);
            }
            ByteBuffer all = OldMessages.concat(batches);
            long first = stored.getFirst().offset();
            long from = first + random.nextLong(next - first);
            var converted = DownConversion.convert(all, from, magic, 100 << 20, UNPACKED);
            assertNull(converted.damage());
            List<Plain> expected = seen(stored, from, magic);
            assertEquals(expected, OldMessages.readByApache(converted.messages()), "seed " + seed);
            assertEquals(expected, OldMessages.readByUs(converted.messages()), "seed " + seed);
        }
    }

    @Test
    void aClientReadsAnythingPieceByPiece() {
        for (Compression codec : Compression.values()) {
            List<Plain> stored = OldMessages.random(random, 300, 50);
            ByteBuffer all =
                    OldMessages.concat(
                            List.of(
                                    batch(codec, stored.subList(0, 200)),
                                    batch(codec, stored.subList(200, 300))));
            List<Plain> read = new ArrayList<>();
            long from = 50;
            while (from < 350) {
                int max = 1 + random.nextInt(2000);
                var converted = DownConversion.convert(all, from, (byte) 1, max, UNPACKED);
                List<Plain> piece = OldMessages.readByApache(converted.messages());
                assertTrue(!piece.isEmpty(), "at least one, however small the room");
                assertTrue(piece.size() == 1 || converted.messages().remaining() <= max);
                read.addAll(piece);
                from = piece.getLast().offset() + 1;
            }
            assertEquals(stored, read, "seed " + seed);
        }
    }

    @Test
    void markersAreLeftOut() {
        ByteBuffer marker = new TransactionMarker(true, 1).batch(7, (short) 0, 5);
        new RecordBatchView().wrap(marker, 0).setBaseOffset(1);
        List<Plain> first = List.of(new Plain(0, 1, "k", "v"));
        List<Plain> last = List.of(new Plain(2, 1, "k", "w"));
        ByteBuffer all =
                OldMessages.concat(
                        List.of(
                                batch(Compression.NONE, first),
                                marker,
                                batch(Compression.GZIP, last)));
        var converted = DownConversion.convert(all, 0, (byte) 1, 1 << 20, UNPACKED);
        assertEquals(
                List.of(first.getFirst(), last.getFirst()),
                OldMessages.readByApache(converted.messages()));
    }

    @Test
    void timesThatTheBrokerSetAreMarkedSo() {
        ByteBuffer batch =
                new BatchBuilder()
                        .appendTime(4242)
                        .add(1, null, ByteBuffer.wrap(new byte[] {1}))
                        .build();
        var converted = DownConversion.convert(batch, 0, (byte) 1, 1 << 20, UNPACKED);
        var read =
                org.apache.kafka.common.record.internal.MemoryRecords.readableRecords(
                                converted.messages())
                        .batches()
                        .iterator()
                        .next();
        assertEquals(
                org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME, read.timestampType());
        assertEquals(4242, read.iterator().next().timestamp());
    }

    @Test
    void damageIsToldAfterWhatIsStillWhole() {
        List<Plain> stored = OldMessages.random(random, 20, 0);
        ByteBuffer whole = batch(Compression.GZIP, stored.subList(0, 10));
        ByteBuffer broken = batch(Compression.GZIP, stored.subList(10, 20));
        broken.put(broken.limit() - 1, (byte) ~broken.get(broken.limit() - 1));
        ByteBuffer all = OldMessages.concat(List.of(whole, broken));
        var converted = DownConversion.convert(all, 0, (byte) 1, 1 << 20, UNPACKED);
        assertEquals(stored.subList(0, 10), OldMessages.readByApache(converted.messages()));
        assertNotNull(converted.damage());
        var nothing = DownConversion.convert(all, 10, (byte) 1, 1 << 20, UNPACKED);
        assertEquals(0, nothing.messages().remaining());
        assertNotNull(nothing.damage());
    }

    @Test
    void noByteMakesItThrow() {
        List<Plain> stored = OldMessages.random(random, 6, 0);
        for (Compression codec : Compression.values()) {
            ByteBuffer good = batch(codec, stored);
            for (int i = 0; i < good.limit(); i++) {
                ByteBuffer bad = OldMessages.copy(good);
                bad.put(i, (byte) random.nextInt(256));
                RecordBatchView view = new RecordBatchView().wrap(bad, 0);
                if (i > BatchFormat.CRC + 3 && view.sizeInBytes() == bad.limit()) {
                    bad.putInt(BatchFormat.CRC, view.computeCrc());
                }
                var converted = DownConversion.convert(bad, 0, (byte) 0, 1 << 20, 1 << 20);
                assertTrue(converted.messages().remaining() <= 1 << 21, "seed " + seed);
                ByteBuffer cut = good.slice(0, i);
                DownConversion.convert(cut, 0, (byte) 1, 1 << 20, 1 << 20);
            }
        }
    }
}
