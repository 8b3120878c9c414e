package io.odradek.broker.replica;

/** Takes the answers to the parts of a produce request, each once, on the partitions' shards. */
@FunctionalInterface
public interface AckSink {
    void acked(int slot, AppendAnswer answer);
}
