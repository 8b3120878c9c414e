package io.odradek.broker.metadata;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What this broker knows of the cluster. Thread-safe: the image is immutable and swapped whole, by
 * the metadata stream alone.
 */
public final class MetadataView {
    private final List<MetadataListener> listeners = new CopyOnWriteArrayList<>();
    private volatile ClusterImage current = ClusterImage.EMPTY;

    public ClusterImage current() {
        return current;
    }

    /** Adds a listener, which hears of changes from now on. */
    public void addListener(MetadataListener listener) {
        listeners.add(listener);
    }

    public void removeListener(MetadataListener listener) {
        listeners.remove(listener);
    }

    /** Makes {@code delta.after()} current and tells everyone. Called on the control shard. */
    public void publish(ImageDelta delta) {
        current = delta.after();
        for (MetadataListener listener : listeners) {
            listener.onMetadata(delta.after(), delta);
        }
    }
}
