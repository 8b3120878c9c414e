package io.odradek.log.dir;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Kafka's written form of a 128-bit id: 22 characters of URL-safe base64 without padding. Cluster
 * ids, directory ids and topic ids are all written so.
 */
public final class KafkaUuid {

    /** Ids below this one have a meaning of their own in Kafka's protocols and are never drawn. */
    private static final long RESERVED_BELOW = 100;

    private static final int BYTES = 16;
    private static final int TEXT_LENGTH = 22;

    private KafkaUuid() {}

    /**
     * A fresh random (version 4) id. Never one of the reserved ids, and its text never begins with
     * a dash, because that would look like a flag on a command line.
     */
    public static UUID random(RandomGenerator random) {
        while (true) {
            long high = (random.nextLong() & ~0xf000L) | 0x4000L;
            long low = (random.nextLong() & ~(3L << 62)) | (1L << 63);
            UUID id = new UUID(high, low);
            if (!isReserved(id) && !print(id).startsWith("-")) {
                return id;
            }
        }
    }

    /** Whether {@code id} is one of those that Kafka keeps for special meanings (zero included). */
    public static boolean isReserved(UUID id) {
        return id.getMostSignificantBits() == 0
                && id.getLeastSignificantBits() >= 0
                && id.getLeastSignificantBits() < RESERVED_BELOW;
    }

    /** The 22-character form. */
    public static String print(UUID id) {
        ByteBuffer bytes =
                ByteBuffer.allocate(BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Reads the 22-character form (trailing {@code =} padding is accepted).
     *
     * @throws IllegalArgumentException when {@code text} is not such an id; the message quotes it
     */
    public static UUID parse(String text) {
        String unpadded = text.endsWith("==") ? text.substring(0, text.length() - 2) : text;
        if (unpadded.length() != TEXT_LENGTH) {
            throw invalid(text, "it has " + unpadded.length() + " characters");
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(unpadded);
        } catch (IllegalArgumentException e) {
            throw invalid(text, "it is not URL-safe base64");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static IllegalArgumentException invalid(String text, String why) {
        return new IllegalArgumentException(
                "'%s' is not a Kafka uuid (22 characters of URL-safe base64): %s; kafka-storage.sh random-uuid makes one"
                        .formatted(text, why));
    }
}
