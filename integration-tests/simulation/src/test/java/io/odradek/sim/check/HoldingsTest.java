package io.odradek.sim.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

final class HoldingsTest {
    private static final class Waiter {
        final ArrayDeque<Integer> parked = new ArrayDeque<>();
        final CompletableFuture<Integer> answer = new CompletableFuture<>();
    }

    private static final class Keeper {
        final Map<String, Waiter> waiters = new HashMap<>();

        @SuppressWarnings("UnusedVariable") // By reflection it is.
        final IntSupplier captured = keeping(List.of(1, 2, 3, 4, 5));

        final Waiter[] spare = {new Waiter()};
        final List<Keeper> circle = new ArrayList<>();
    }

    private static IntSupplier keeping(List<Integer> kept) {
        return kept::size;
    }

    @Test
    void whateverIsReachedIsMeasured() {
        Keeper keeper = new Keeper();
        keeper.circle.add(keeper);
        keeper.waiters.put("a", new Waiter());
        keeper.waiters.put("b", new Waiter());
        keeper.spare[0].parked.addAll(Arrays.asList(1, 2, 3));
        for (int i = 0; i < 4; i++) {
            var unused = keeper.spare[0].answer.thenApply(x -> x + 1);
        }
        Map<String, Long> largest = new TreeMap<>();
        Holdings.walk(keeper, (name, size, _) -> largest.merge(name, size, Long::max));
        assertEquals(
                Map.of(
                        "Keeper.circle",
                        1L,
                        "Keeper.waiters",
                        2L,
                        "Waiter.answer",
                        4L,
                        "Waiter.parked",
                        3L,
                        "a lambda of HoldingsTest",
                        5L),
                largest);
    }
}
