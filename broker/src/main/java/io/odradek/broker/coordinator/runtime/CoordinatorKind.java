package io.odradek.broker.coordinator.runtime;

import io.odradek.wire.coordinator.CoordinatorRecord;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One kind of coordinator.
 *
 * @param topic where it keeps its state, such as {@code __consumer_offsets}
 * @param machines makes an empty state machine; called on any shard
 * @param reader of the topic's records; used on any thread
 */
public record CoordinatorKind<S extends ReplicatedState>(
        String topic, Supplier<S> machines, RecordReader reader) {

    /** From bytes to a record; empty for a type that is not known. */
    @FunctionalInterface
    public interface RecordReader {
        Optional<CoordinatorRecord> read(ByteBuffer key, @Nullable ByteBuffer value);
    }

    /** Which partition owns {@code id}, as Kafka's clients and tools compute it. */
    public static int partitionOf(String id, int partitions) {
        int hash = id.hashCode();
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % partitions;
    }
}
