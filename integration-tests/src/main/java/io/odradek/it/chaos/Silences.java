package io.odradek.it.chaos;

import io.odradek.it.history.Partition;
import io.odradek.it.history.Writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** For how long nobody was told that a record of a partition is kept. */
final class Silences {
    private final Map<Partition, long[]> acknowledged = new HashMap<>();

    /**
     * @param topic the one to look at; the others do not live long enough
     */
    Silences(List<Writer> writers, String topic) {
        Map<Partition, List<LongStream>> times = new HashMap<>();
        for (Writer writer : writers) {
            if (writer.partition().topic().equals(topic)) {
                times.computeIfAbsent(writer.partition(), p -> new ArrayList<>())
                        .add(
                                LongStream.range(0, writer.count())
                                        .filter(i -> writer.isAcknowledged((int) i))
                                        .map(i -> writer.answeredNanos((int) i)));
            }
        }
        times.forEach(
                (partition, streams) ->
                        acknowledged.put(
                                partition,
                                streams.stream().flatMapToLong(s -> s).sorted().toArray()));
    }

    /** The longest silence of any partition within the window. */
    long longestMs(long fromNanos, long toNanos) {
        return acknowledged.values().stream()
                        .mapToLong(times -> longestNanos(times, fromNanos, toNanos))
                        .max()
                        .orElse(0)
                / 1_000_000;
    }

    private static long longestNanos(long[] times, long from, long to) {
        long longest = 0;
        long previous = from;
        for (long at : times) {
            if (at >= to) {
                break;
            }
            if (at > from) {
                longest = Math.max(longest, at - previous);
                previous = at;
            }
        }
        return Math.max(longest, to - previous);
    }
}
