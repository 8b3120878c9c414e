package io.odradek.wire.coordinator;

import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.Message;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One record of a coordinator's log.
 *
 * @param value null takes back what earlier records said about the key (a tombstone)
 * @param version of the value; without meaning if there is none
 */
public record CoordinatorRecord(
        CoordinatorKey key, @Nullable CoordinatorValue value, short version) {

    public static CoordinatorRecord of(CoordinatorKey key, CoordinatorValue value, int version) {
        return new CoordinatorRecord(key, value, (short) version);
    }

    public static CoordinatorRecord tombstone(CoordinatorKey key) {
        return new CoordinatorRecord(key, null, (short) 0);
    }

    public ByteBuffer keyBytes() {
        return bytes(key.type(), key, (short) 0);
    }

    public @Nullable ByteBuffer valueBytes() {
        return value == null ? null : bytes(version, value, version);
    }

    private static ByteBuffer bytes(short prefix, Message message, short version) {
        ByteBuffer buffer = ByteBuffer.allocate(Short.BYTES + message.size(version));
        buffer.putShort(prefix);
        message.write(new WireWriter(buffer), version);
        return buffer.flip();
    }

    /**
     * Reads a record of {@code __consumer_offsets}. Empty for a type this version does not know;
     * such a record was written by a newer one and is to be left alone.
     *
     * @throws MalformedMessageException if the bytes are not what they claim to be
     */
    public static Optional<CoordinatorRecord> readGroup(
            ByteBuffer keyBytes, @Nullable ByteBuffer valueBytes) {
        WireReader in = new WireReader(keyBytes);
        short type = in.int16("type");
        @Nullable CoordinatorKey key = GroupRecords.readKey(type, in);
        if (key == null) {
            return Optional.empty();
        }
        if (valueBytes == null) {
            return Optional.of(tombstone(key));
        }
        WireReader body = new WireReader(valueBytes);
        short version = body.int16("version");
        @Nullable CoordinatorValue value = GroupRecords.readValue(type, body, version);
        return value == null
                ? Optional.empty()
                : Optional.of(new CoordinatorRecord(key, value, version));
    }
}
