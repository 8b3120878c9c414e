package io.odradek.wire.apache;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.Schema;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Linked against whichever release of kafka-clients its class loader finds. */
public final class KafkaOracle implements Oracle {
    private static Message create(String message) {
        try {
            return (Message) type(message).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> type(String message) throws ClassNotFoundException {
        String name = "org.apache.kafka.common.message." + message;
        ClassLoader loader = KafkaOracle.class.getClassLoader();
        try {
            return Class.forName(name + "Data", true, loader);
        } catch (ClassNotFoundException dataMessage) {
            try {
                return Class.forName(name, true, loader);
            } catch (ClassNotFoundException ofTheCoordinator) {
                return Class.forName(
                        "org.apache.kafka.coordinator.group.generated." + message, true, loader);
            }
        }
    }

    @Override
    public Versions versions(String message) {
        Message theirs = create(message);
        return new Versions(theirs.lowestSupportedVersion(), theirs.highestSupportedVersion());
    }

    @Override
    public byte[] random(String message, short version, RandomGenerator random) {
        try {
            Schema[] schemas = (Schema[]) type(message).getField("SCHEMAS").get(null);
            return new RandomBytes(message, random).of(schemas[version]);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object read(String message, short version, byte[] bytes) {
        Message theirs = create(message);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        theirs.read(new ByteBufferAccessor(buffer), version);
        if (buffer.hasRemaining()) {
            throw new IllegalStateException(message + " version " + version + ": bytes remain");
        }
        return theirs;
    }

    @Override
    public Object defaults(String message) {
        return create(message);
    }

    @Override
    public byte @Nullable [] write(Object theirs, short version) {
        Message message = (Message) theirs;
        try {
            ObjectSerializationCache cache = new ObjectSerializationCache();
            ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
            message.write(new ByteBufferAccessor(buffer), cache, version);
            return buffer.array();
        } catch (UnsupportedVersionException | NullPointerException e) {
            return null;
        }
    }

    @Override
    public @Nullable Object get(Object theirs, String field) {
        Method accessor;
        try {
            accessor = theirs.getClass().getMethod(field);
        } catch (NoSuchMethodException e) {
            return MISSING;
        }
        try {
            return neutral(accessor.invoke(theirs));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object neutral(@Nullable Object value) {
        if (value instanceof Uuid id) {
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value != null && value.getClass().getSimpleName().equals("MemoryRecords")) {
            return buffer(value);
        }
        if (value instanceof Collection<?> items) {
            List<@Nullable Object> neutral = new ArrayList<>();
            for (Object item : items) {
                neutral.add(neutral(item));
            }
            return neutral;
        }
        return value;
    }

    /** By name, for the class has moved between the releases. */
    private static Object buffer(Object records) {
        try {
            return records.getClass().getMethod("buffer").invoke(records);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
