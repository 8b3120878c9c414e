package io.odradek.broker.convert;

import io.odradek.log.io.Shard;

import java.util.ArrayDeque;

/**
 * Conversions whose results are used in the order in which they were asked for, as the produce
 * requests of one connection must be. Confined to its shard.
 */
public final class ConversionLane {
    private record Job(Runnable conversion, Runnable then) {}

    private final Shard shard;
    private final Conversions conversions;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private boolean busy;

    public ConversionLane(Shard shard, Conversions conversions) {
        this.shard = shard;
        this.conversions = conversions;
    }

    /**
     * @param conversion run on an I/O thread; what it throws is a bug
     * @param then run on the shard after it, and after every {@code then} before this one
     */
    public void submit(Runnable conversion, Runnable then) {
        jobs.add(new Job(conversion, then));
        if (!busy) {
            next();
        }
    }

    private void next() {
        Job job = jobs.poll();
        busy = job != null;
        if (job != null) {
            conversions.run(
                    () -> {
                        try {
                            job.conversion.run();
                        } finally {
                            shard.execute(() -> finished(job));
                        }
                    });
        }
    }

    private void finished(Job job) {
        try {
            job.then.run();
        } finally {
            next();
        }
    }
}
