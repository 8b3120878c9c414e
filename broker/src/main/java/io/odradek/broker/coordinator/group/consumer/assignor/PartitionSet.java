package io.odradek.broker.coordinator.group.consumer.assignor;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * Partitions by topic. Immutable. A partition takes a bit, so only numbers of partitions that exist
 * may come in here, never what a client claims.
 */
public final class PartitionSet {
    public static final PartitionSet EMPTY = new PartitionSet(new TreeMap<>());

    /** Takes one partition. */
    public interface Visitor {
        void visit(UUID topic, int partition);
    }

    // Neither the map nor its bit sets change any more; no bit set is empty.
    private final SortedMap<UUID, BitSet> byTopic;
    private final int size;

    private PartitionSet(SortedMap<UUID, BitSet> byTopic) {
        this.byTopic = byTopic;
        int bits = 0;
        for (BitSet partitions : byTopic.values()) {
            bits += partitions.cardinality();
        }
        this.size = bits;
    }

    public static Builder builder() {
        return new Builder();
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    public boolean contains(UUID topic, int partition) {
        @Nullable BitSet partitions = byTopic.get(topic);
        return partitions != null && partition >= 0 && partitions.get(partition);
    }

    /** In a fixed order. */
    public Set<UUID> topics() {
        return byTopic.keySet();
    }

    /** Ascending; empty for a topic that is not in here. */
    public List<Integer> partitions(UUID topic) {
        @Nullable BitSet partitions = byTopic.get(topic);
        return partitions == null ? List.of() : partitions.stream().boxed().toList();
    }

    /** By topic in a fixed order, partitions ascending. */
    public void forEach(Visitor visitor) {
        for (Map.Entry<UUID, BitSet> topic : byTopic.entrySet()) {
            BitSet bits = topic.getValue();
            for (int p = bits.nextSetBit(0); p >= 0; p = bits.nextSetBit(p + 1)) {
                visitor.visit(topic.getKey(), p);
            }
        }
    }

    /** Whether each of them passes. */
    public boolean all(BiPredicate<UUID, Integer> test) {
        for (Map.Entry<UUID, BitSet> topic : byTopic.entrySet()) {
            BitSet bits = topic.getValue();
            for (int p = bits.nextSetBit(0); p >= 0; p = bits.nextSetBit(p + 1)) {
                if (!test.test(topic.getKey(), p)) {
                    return false;
                }
            }
        }
        return true;
    }

    public PartitionSet minus(PartitionSet other) {
        return other.isEmpty() ? this : combine(other, BitSet::andNot, false);
    }

    public PartitionSet and(PartitionSet other) {
        return other.isEmpty() ? EMPTY : combine(other, BitSet::and, true);
    }

    public PartitionSet plus(PartitionSet other) {
        if (other.isEmpty()) {
            return this;
        }
        return isEmpty() ? other : builder().addAll(this).addAll(other).build();
    }

    private interface BitOperation {
        void apply(BitSet mine, BitSet theirs);
    }

    private PartitionSet combine(PartitionSet other, BitOperation operation, boolean needsBoth) {
        SortedMap<UUID, BitSet> result = new TreeMap<>();
        for (Map.Entry<UUID, BitSet> topic : byTopic.entrySet()) {
            @Nullable BitSet theirs = other.byTopic.get(topic.getKey());
            if (theirs == null) {
                if (!needsBoth) {
                    result.put(topic.getKey(), topic.getValue());
                }
                continue;
            }
            BitSet mine = (BitSet) topic.getValue().clone();
            operation.apply(mine, theirs);
            if (!mine.isEmpty()) {
                result.put(topic.getKey(), mine);
            }
        }
        return result.isEmpty() ? EMPTY : new PartitionSet(result);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof PartitionSet that
                        && size == that.size
                        && byTopic.equals(that.byTopic));
    }

    @Override
    public int hashCode() {
        return byTopic.hashCode();
    }

    @Override
    public String toString() {
        return byTopic.toString();
    }

    /** Gathers partitions; adding one twice adds it once. Good for one {@link #build}. */
    public static final class Builder {
        private final SortedMap<UUID, BitSet> byTopic = new TreeMap<>();
        private @Nullable UUID lastTopic;
        private BitSet lastBits = new BitSet();

        private Builder() {}

        public Builder add(UUID topic, int partition) {
            bits(topic).set(partition);
            return this;
        }

        public Builder addAll(UUID topic, List<Integer> partitions) {
            for (int partition : partitions) {
                bits(topic).set(partition);
            }
            return this;
        }

        /**
         * @param end exclusive
         */
        public Builder addRange(UUID topic, int begin, int end) {
            if (begin < end) {
                bits(topic).set(begin, end);
            }
            return this;
        }

        public Builder addAll(PartitionSet other) {
            other.byTopic.forEach((topic, partitions) -> bits(topic).or(partitions));
            return this;
        }

        // Partitions come topic by topic more often than not.
        private BitSet bits(UUID topic) {
            if (!topic.equals(lastTopic)) {
                lastTopic = topic;
                lastBits = byTopic.computeIfAbsent(topic, t -> new BitSet());
            }
            return lastBits;
        }

        public PartitionSet build() {
            return byTopic.isEmpty() ? EMPTY : new PartitionSet(byTopic);
        }
    }
}
