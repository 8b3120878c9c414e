package io.odradek.wire.apache;

import org.jspecify.annotations.Nullable;

import java.util.random.RandomGenerator;

/**
 * Apache Kafka's codec, free of Apache's types so that two releases of it can stand side by side.
 */
public interface Oracle {
    /** What {@link #get} answers for a field their class does not have. */
    Object MISSING = new Object();

    /** The versions of a message, or an empty range. */
    Versions versions(String message);

    record Versions(int min, int max) {}

    /** Random bytes of the message, as their schema describes it. Every field is set. */
    byte[] random(String message, short version, RandomGenerator random);

    Object read(String message, short version, byte[] bytes);

    /** A message as their constructor leaves it. */
    Object defaults(String message);

    /** The bytes, or null if their class refuses to write that in this version. */
    byte @Nullable [] write(Object theirs, short version);

    /**
     * A field by its accessor: numbers, strings, UUIDs, byte buffers, lists of such, or another of
     * their objects.
     */
    @Nullable Object get(Object theirs, String field);
}
