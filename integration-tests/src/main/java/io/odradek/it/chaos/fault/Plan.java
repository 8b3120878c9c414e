package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.ground.Means;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What will be broken, in what order and for how long; the same for the same seed and means. Which
 * node it hits is drawn from a fault's own seed when the time has come, from the nodes that fit.
 * Pure.
 */
public record Plan(List<Round> rounds) {
    /** Of ten rounds, how many break two things at once. */
    private static final int DOUBLES_OF_TEN = 3;

    /** Of ten rounds, after how many the cluster is left in peace until it is whole. */
    private static final int PEACEFUL_OF_TEN = 6;

    private static final int LONGEST_REST_MS = 2_000;

    /**
     * @param afterMs when it begins, from the beginning of its round
     * @param seed decides all that is not decided yet
     */
    public record Planned(Kind kind, long afterMs, long holdMs, long seed) {}

    /**
     * Faults that overlap.
     *
     * @param peaceful whether the cluster is whole again before the next round
     * @param restMs until the next round, at least
     */
    public record Round(List<Planned> faults, boolean peaceful, long restMs) {}

    public static Plan draw(long seed, Set<Means> means, int rounds) {
        var random = new Random(seed);
        var deck = new Deck(means, random);
        var all = new ArrayList<Round>();
        for (int i = 0; i < rounds; i++) {
            var faults = new ArrayList<Planned>();
            Kind first = deck.next();
            faults.add(planned(first, 0, random));
            boolean second = random.nextInt(10) < DOUBLES_OF_TEN;
            long after = random.nextLong(faults.getFirst().holdMs() + 500);
            if (second && !first.takesAll()) {
                Kind other = deck.next();
                if (other.takesAll()) {
                    deck.putBack(other);
                } else {
                    faults.add(planned(other, after, random));
                }
            }
            boolean peaceful = random.nextInt(10) < PEACEFUL_OF_TEN;
            all.add(new Round(List.copyOf(faults), peaceful, random.nextInt(LONGEST_REST_MS)));
        }
        return new Plan(List.copyOf(all));
    }

    private static Planned planned(Kind kind, long after, Random random) {
        long hold = random.nextInt(kind.shortestMs(), kind.longestMs() + 1);
        return new Planned(kind, after, hold, random.nextLong());
    }

    /** Every kind comes up, as often as its weight, before any comes up again. */
    private static final class Deck {
        private final Set<Means> means;
        private final Random random;
        private final List<Kind> cards = new ArrayList<>();

        Deck(Set<Means> means, Random random) {
            this.means = Set.copyOf(means);
            this.random = random;
        }

        Kind next() {
            if (cards.isEmpty()) {
                EnumSet.allOf(Kind.class).stream()
                        .filter(k -> means.contains(k.needs()))
                        .flatMap(k -> Stream.generate(() -> k).limit(k.weight()))
                        .forEach(cards::add);
            }
            return cards.remove(random.nextInt(cards.size()));
        }

        void putBack(Kind card) {
            cards.add(card);
        }
    }
}
