package io.odradek.broker.metadata;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.log.io.Shard;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Requests that wait until this broker has seen some metadata. Confined to the control shard. */
public final class ImageWaits implements MetadataListener {
    private static final int WAITS_MAX = 10_000;

    private final Shard shard;
    private final MetadataView view;
    private final PriorityQueue<Wait> waits =
            new PriorityQueue<>(Comparator.comparingLong((Wait w) -> w.offset));

    /** One of them; its timer is set right after it was added. */
    private static final class Wait {
        final long offset;
        final Runnable then;
        Shard.@Nullable Timer timer;

        Wait(long offset, Runnable then) {
            this.offset = offset;
            this.then = then;
        }

        void over() {
            if (timer != null) {
                timer.cancel();
            }
            then.run();
        }
    }

    public ImageWaits(Shard shard, MetadataView view) {
        this.shard = shard;
        this.view = view;
        view.addListener(this);
    }

    /**
     * Runs {@code then} on the control shard once the image has reached {@code offset}, or when
     * {@code timeoutMs} have passed, or at once when too many wait. From any thread.
     */
    public void until(long offset, long timeoutMs, Runnable then) {
        shard.execute(() -> add(offset, timeoutMs, then));
    }

    private void add(long offset, long timeoutMs, Runnable then) {
        if (view.current().offset() >= offset || waits.size() >= WAITS_MAX) {
            then.run();
            return;
        }
        Wait wait = new Wait(offset, then);
        waits.add(wait);
        wait.timer =
                shard.schedule(
                        () -> {
                            if (waits.remove(wait)) {
                                then.run();
                            }
                        },
                        TimeUnit.MILLISECONDS.toNanos(timeoutMs));
    }

    @Override
    public void onMetadata(ClusterImage image, ImageDelta delta) {
        for (Wait first = waits.peek();
                first != null && first.offset <= image.offset();
                first = waits.peek()) {
            waits.poll();
            first.over();
        }
    }
}
