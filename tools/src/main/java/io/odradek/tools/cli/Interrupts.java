package io.odradek.tools.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C and SIGTERM for a command that has something to say before it ends. */
public final class Interrupts {
    private Interrupts() {}

    /**
     * The process, when it is asked to end, asks the command to stop and waits for its last words.
     *
     * @param stop called on a thread of its own
     * @param finished counted down when the command has said all
     * @param patienceSeconds how long that may take
     */
    public static void stopInOrder(Runnable stop, CountDownLatch finished, int patienceSeconds) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(
                                        () -> {
                                            stop.run();
                                            await(finished, patienceSeconds);
                                        }));
    }

    private static void await(CountDownLatch finished, int patienceSeconds) {
        try {
            var unused = finished.await(patienceSeconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
