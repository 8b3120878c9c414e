package io.odradek.broker.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * Bytes per second over the last few windows of time. Immutable: {@link #plus} gives the next one,
 * so that whoever shows it may read it from another thread. Pure.
 */
final class RateMeter {
    private record Window(long startNanos, long bytes) {}

    private final int windowsMax;
    private final long windowNanos;
    private final List<Window> windows;

    RateMeter(int windowsMax, long windowNanos) {
        this(windowsMax, windowNanos, List.of());
    }

    private RateMeter(int windowsMax, long windowNanos, List<Window> windows) {
        this.windowsMax = windowsMax;
        this.windowNanos = windowNanos;
        this.windows = windows;
    }

    RateMeter plus(long bytes, long now) {
        List<Window> next = new ArrayList<>(recent(now));
        if (!next.isEmpty() && now - next.getLast().startNanos < windowNanos) {
            Window last = next.removeLast();
            next.add(new Window(last.startNanos, last.bytes + bytes));
        } else {
            next.add(new Window(now, bytes));
        }
        return new RateMeter(windowsMax, windowNanos, List.copyOf(next));
    }

    /** 0 when nothing has passed for as long as all windows last. */
    double bytesPerSecond(long now) {
        List<Window> recent = recent(now);
        if (recent.isEmpty()) {
            return 0;
        }
        long sum = recent.stream().mapToLong(Window::bytes).sum();
        return sum * 1e9 / Math.max(windowNanos, now - recent.getFirst().startNanos);
    }

    private List<Window> recent(long now) {
        return windows.stream().filter(w -> now - w.startNanos < windowsMax * windowNanos).toList();
    }
}
