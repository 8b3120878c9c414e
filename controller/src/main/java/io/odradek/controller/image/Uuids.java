package io.odradek.controller.image;

import io.odradek.wire.control.metadata.Uuid;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Between the 128 bits of a Kafka uuid as {@link UUID}, as protobuf and as people read it (22
 * characters of URL-safe base64).
 */
public final class Uuids {
    /** Kafka's all-zero id: none. */
    public static final UUID ZERO = new UUID(0, 0);

    private Uuids() {}

    public static Uuid toProto(UUID id) {
        return Uuid.newBuilder()
                .setMost(id.getMostSignificantBits())
                .setLeast(id.getLeastSignificantBits())
                .build();
    }

    public static UUID fromProto(Uuid id) {
        return new UUID(id.getMost(), id.getLeast());
    }

    public static List<UUID> fromProto(List<Uuid> ids) {
        List<UUID> result = new ArrayList<>(ids.size());
        for (Uuid id : ids) {
            result.add(fromProto(id));
        }
        return List.copyOf(result);
    }

    public static List<Uuid> toProto(List<UUID> ids) {
        List<Uuid> result = new ArrayList<>(ids.size());
        for (UUID id : ids) {
            result.add(toProto(id));
        }
        return result;
    }

    /** As Kafka prints it. */
    public static String toString(UUID id) {
        byte[] bits =
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
