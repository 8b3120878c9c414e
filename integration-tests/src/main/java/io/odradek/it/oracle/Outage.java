package io.odradek.it.oracle;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What the loss and the return of one node cost the writers.
 *
 * @param what names the event in reports
 * @param led partitions the node led when it was lost
 * @param followed partitions it only followed
 * @param lostNanos when the node was lost
 * @param backNanos when it was started again
 * @param wholeNanos when every replica was in sync again
 */
public record Outage(
        String what,
        Set<Integer> led,
        Set<Integer> followed,
        long lostNanos,
        long backNanos,
        long wholeNanos) {
    public Outage {
        led = new TreeSet<>(led);
        followed = new TreeSet<>(followed);
    }

    /** Longest silence on any partition of the set, from the loss until the node's return. */
    public long lossGapMs(List<Answers> answers, Set<Integer> partitions) {
        return gapMs(answers, partitions, lostNanos, backNanos);
    }

    /** Longest silence while the node came back. */
    public long returnGapMs(List<Answers> answers, Set<Integer> partitions) {
        return gapMs(answers, partitions, backNanos, wholeNanos);
    }

    private static long gapMs(List<Answers> answers, Set<Integer> partitions, long from, long to) {
        return IntStream.range(0, answers.size())
                        .filter(partitions::contains)
                        .mapToLong(p -> answers.get(p).longestGapNanos(from, to))
                        .max()
                        .orElse(0)
                / 1_000_000;
    }
}
