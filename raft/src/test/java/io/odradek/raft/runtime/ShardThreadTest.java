package io.odradek.raft.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Shard;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

final class ShardThreadTest {

    private final CompletableFuture<Throwable> escaped = new CompletableFuture<>();
    private final ShardThread shard = new ShardThread("test-shard", escaped::complete).start();

    @AfterEach
    void stop() {
        shard.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void tasksOfManyThreadsRunOneAtATimeAndEachThreadsInOrder() throws InterruptedException {
        int threads = 4;
        int tasks = 20_000;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        List<List<Integer>> seen = new ArrayList<>();
        List<Thread> submitters = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(threads * tasks);
        for (int t = 0; t < threads; t++) {
            List<Integer> mine = new ArrayList<>();
            seen.add(mine);
            submitters.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < tasks; i++) {
                                            int value = i;
                                            shard.execute(
                                                    () -> {
                                                        overlaps.addAndGet(inside.getAndAdd(1));
                                                        mine.add(value);
                                                        inside.addAndGet(-1);
                                                        done.countDown();
                                                    });
                                        }
                                    }));
        }
        assertTrue(done.await(30, TimeUnit.SECONDS));
        for (Thread submitter : submitters) {
            submitter.join();
        }
        assertEquals(0, overlaps.get());
        for (List<Integer> mine : seen) {
            for (int i = 0; i < tasks; i++) {
                assertEquals(i, mine.get(i));
            }
        }
    }

    @Test
    void timersFireInOrderOfTheirTimeUnlessCancelled() {
        List<String> fired = new ArrayList<>();
        CompletableFuture<Void> last = new CompletableFuture<>();
        shard.execute(
                () -> {
                    shard.schedule(() -> fired.add("second"), 20_000_000);
                    shard.schedule(() -> fired.add("first"), 5_000_000);
                    Shard.Timer never = shard.schedule(() -> fired.add("never"), 10_000_000);
                    never.cancel();
                    shard.schedule(() -> last.complete(null), 40_000_000);
                });
        get(last);
        assertEquals(List.of("first", "second"), fired);
    }

    @Test
    void timerSetFromAnotherThreadWakesTheShard() {
        CompletableFuture<Boolean> inShard = new CompletableFuture<>();
        shard.schedule(() -> inShard.complete(shard.inShard()), 1_000_000);
        assertTrue(get(inShard));
        assertFalse(shard.inShard());
    }

    @Test
    void escapedExceptionIsReportedAndTheShardGoesOn() {
        IllegalStateException problem = new IllegalStateException("planned");
        shard.execute(
                () -> {
                    throw problem;
                });
        assertEquals(problem, get(escaped));
        CompletableFuture<Void> alive = new CompletableFuture<>();
        shard.execute(() -> alive.complete(null));
        get(alive);
    }

    @Test
    void closeRunsWhatWasSubmittedAndNothingLater() {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            shard.execute(ran::incrementAndGet);
        }
        shard.close();
        assertEquals(100, ran.get());
        shard.execute(ran::incrementAndGet);
        assertEquals(100, ran.get());
    }
}
