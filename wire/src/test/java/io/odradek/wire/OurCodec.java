package io.odradek.wire;

import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.Message;
import io.odradek.wire.codec.RecordData;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads and writes our messages by name. */
public final class OurCodec {
    private static final Map<String, MethodHandle> READERS = new ConcurrentHashMap<>();

    private OurCodec() {}

    public static Class<?> type(String message) {
        try {
            return Class.forName("io.odradek.wire.message." + message);
        } catch (ClassNotFoundException notSent) {
            try {
                return Class.forName("io.odradek.wire.coordinator." + message);
            } catch (ClassNotFoundException e) {
                throw new AssertionError("there is no message " + message, e);
            }
        }
    }

    public static short constant(String message, String name) {
        try {
            Field field = type(message).getField(name);
            return field.getShort(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Reads a message and leaves the reader behind it. */
    public static Message read(String message, WireReader in, short version) {
        try {
            return (Message) READERS.computeIfAbsent(message, OurCodec::reader).invoke(in, version);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle reader(String message) {
        Class<?> type = type(message);
        MethodType shape = MethodType.methodType(type, WireReader.class, short.class);
        try {
            return MethodHandles.lookup().findStatic(type, "read", shape);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    public static Message defaults(String message) {
        try {
            Object builder = type(message).getMethod("builder").invoke(null);
            return (Message) builder.getClass().getMethod("build").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** The message through its builder and back, which must not change it. */
    public static Object rebuilt(Object message) {
        try {
            Object builder = message.getClass().getMethod("toBuilder").invoke(message);
            return builder.getClass().getMethod("build").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Writes a message with its record data in place, checking that it was measured rightly. */
    public static byte[] write(Message message, short version) {
        int size = message.size(version);
        int structure = size - message.recordBytes(version);
        ByteBuffer buffer = ByteBuffer.allocate(structure);
        WireWriter out = new WireWriter(buffer);
        message.write(out, version);
        if (buffer.hasRemaining()) {
            throw new AssertionError(
                    message + " measured " + structure + " bytes, wrote " + buffer.position());
        }
        ByteBuffer whole = ByteBuffer.allocate(size);
        out.drainTo(
                0,
                new WireWriter.Chunks() {
                    @Override
                    public void bytes(int from, int to) {
                        whole.put(buffer.array(), from, to - from);
                    }

                    @Override
                    public void records(RecordData data) {
                        if (!(data instanceof ByteRecords)) {
                            throw new AssertionError("unexpected " + data);
                        }
                        data.copyTo(whole);
                    }
                });
        if (whole.hasRemaining()) {
            throw new AssertionError(
                    message + " measured " + size + " bytes, drained " + whole.position());
        }
        return whole.array();
    }
}
