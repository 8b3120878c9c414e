package io.odradek.log.batch;

import org.apache.kafka.common.compress.Lz4Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.LegacyRecord;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Message sets as Apache's classes write them, and the records in them. */
final class OldMessages {

    static final List<Compression> CODECS =
            List.of(Compression.NONE, Compression.GZIP, Compression.SNAPPY, Compression.LZ4);

    /** A record, comparable. */
    record Plain(long offset, long timestamp, @Nullable String key, @Nullable String value) {

        static Plain of(
                long offset, long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
            return new Plain(offset, timestamp, text(key), text(value));
        }

        private static @Nullable String text(@Nullable ByteBuffer bytes) {
            return bytes == null
                    ? null
                    : StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        }

        @Nullable ByteBuffer keyBytes() {
            return bytes(key);
        }

        @Nullable ByteBuffer valueBytes() {
            return bytes(value);
        }

        private static @Nullable ByteBuffer bytes(@Nullable String text) {
            return text == null ? null : StandardCharsets.ISO_8859_1.encode(text);
        }

        Plain at(long otherOffset, long otherTimestamp) {
            return new Plain(otherOffset, otherTimestamp, key, value);
        }
    }

    private OldMessages() {}

    static List<Plain> random(SplittableRandom random, int count, long baseOffset) {
        List<Plain> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(
                    new Plain(
                            baseOffset + i,
                            random.nextInt(10) == 0 ? -1 : random.nextLong(1L << 42),
                            field(random),
                            field(random)));
        }
        return records;
    }

    private static @Nullable String field(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> "thread ".repeat(random.nextInt(60));
            default -> {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                yield new String(bytes, StandardCharsets.ISO_8859_1);
            }
        };
    }

    /** Written by Apache; the records' offsets must follow one another. */
    static ByteBuffer set(byte magic, Compression codec, TimestampType type, List<Plain> records) {
        MemoryRecordsBuilder builder =
                MemoryRecords.builder(
                        ByteBuffer.allocate(1024),
                        magic,
                        apache(codec),
                        type,
                        records.getFirst().offset(),
                        777);
        for (Plain record : records) {
            builder.appendWithOffset(
                    record.offset(),
                    magic == 0 ? -1 : record.timestamp(),
                    record.keyBytes(),
                    record.valueBytes());
        }
        return copy(builder.build().buffer());
    }

    static org.apache.kafka.common.compress.Compression apache(Compression codec) {
        return switch (codec) {
            case NONE -> org.apache.kafka.common.compress.Compression.NONE;
            case GZIP -> org.apache.kafka.common.compress.Compression.gzip().build();
            case SNAPPY -> org.apache.kafka.common.compress.Compression.snappy().build();
            case LZ4 -> new Lz4Compression.Builder().build();
            case ZSTD -> org.apache.kafka.common.compress.Compression.zstd().build();
        };
    }

    /** A compressed message around {@code inner}, whose offset is {@code offset}. */
    static ByteBuffer wrapper(byte magic, CompressionType codec, long offset, byte[] packed) {
        LegacyRecord record =
                LegacyRecord.create(
                        magic,
                        magic == 0 ? -1 : 5,
                        null,
                        packed,
                        codec,
                        magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME);
        ByteBuffer message = record.buffer().duplicate();
        ByteBuffer entry = ByteBuffer.allocate(12 + message.remaining());
        return entry.putLong(offset).putInt(message.remaining()).put(message).flip();
    }

    /** Snappy without any framing, as Go and C clients write it. */
    static ByteBuffer rawSnappy(byte magic, List<Plain> records) throws IOException {
        // Inside, format 1 counts from 0; the message around it names the last offset.
        long base = magic == 0 ? 0 : records.getFirst().offset();
        List<Plain> inner =
                records.stream().map(r -> r.at(r.offset() - base, r.timestamp())).toList();
        byte[] plain = bytes(set(magic, Compression.NONE, type(magic), inner));
        return wrapper(
                magic, CompressionType.SNAPPY, records.getLast().offset(), Snappy.compress(plain));
    }

    static TimestampType type(byte magic) {
        return magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME;
    }

    static ByteBuffer concat(List<ByteBuffer> sets) {
        ByteBuffer all = ByteBuffer.allocate(sets.stream().mapToInt(ByteBuffer::remaining).sum());
        sets.forEach(set -> all.put(set.duplicate()));
        return all.flip();
    }

    /** Makes the checksum of the first message fit again after it was changed. */
    static void repairChecksum(ByteBuffer set) {
        int size = set.getInt(8);
        if (size > 4 && size <= set.limit() - 12) {
            CRC32 crc = new CRC32();
            crc.update(set.slice(16, size - 4));
            set.putInt(12, (int) crc.getValue());
        }
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    static ByteBuffer copy(ByteBuffer buffer) {
        return ByteBuffer.wrap(bytes(buffer));
    }

    static List<Plain> readByApache(ByteBuffer records) {
        List<Plain> all = new ArrayList<>();
        MemoryRecords.readableRecords(records)
                .batches()
                .forEach(
                        batch -> {
                            batch.ensureValid();
                            batch.forEach(
                                    r -> {
                                        r.ensureValid();
                                        all.add(
                                                Plain.of(
                                                        r.offset(),
                                                        r.timestamp(),
                                                        r.key(),
                                                        r.value()));
                                    });
                        });
        return all;
    }

    static List<Plain> readByUs(ByteBuffer set) {
        MessageSetReader reader = new MessageSetReader(set, Integer.MAX_VALUE, 64 << 20);
        List<Plain> all = new ArrayList<>();
        while (reader.next()) {
            all.add(Plain.of(reader.offset(), reader.timestamp(), reader.key(), reader.value()));
        }
        return all;
    }

    static byte[] zeros(int size) {
        byte[] zeros = new byte[size];
        Arrays.fill(zeros, (byte) 0);
        return zeros;
    }
}
