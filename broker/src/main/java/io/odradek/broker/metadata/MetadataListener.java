package io.odradek.broker.metadata;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;

/** Hears of every change, in order. */
public interface MetadataListener {

    /**
     * {@code image} is current now; {@code delta} tells how it differs from the one before. Called
     * on the control shard; must not block. What belongs to other shards is sent there.
     */
    void onMetadata(ClusterImage image, ImageDelta delta);
}
