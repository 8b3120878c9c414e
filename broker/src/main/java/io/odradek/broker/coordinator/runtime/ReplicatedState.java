package io.odradek.broker.coordinator.runtime;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.coordinator.CoordinatorRecord;

import java.util.OptionalLong;

/**
 * A deterministic state machine that lives in one partition's log. Pure: it owns no thread, clock,
 * random source or file. Its requests are methods of the implementing class; each takes the time
 * and an {@link Effects}.
 *
 * <p>What it decides takes effect for its own next step at once, before it is committed. If it
 * cannot be committed the whole instance is thrown away and a new one is loaded, here or elsewhere.
 */
public interface ReplicatedState {
    /** A record of the log, in order, before {@link #loaded}. */
    void replay(CoordinatorRecord record);

    /** The log's end was reached: from now on this instance decides. Deadlines begin here. */
    void loaded(ClusterImage image, Now now, Effects out);

    void onMetadata(ClusterImage image, ImageDelta delta, Now now, Effects out);

    /** The monotonic milliseconds at which {@link #onTime} wants to be called; empty for never. */
    OptionalLong nextDeadlineMs();

    void onTime(Now now, Effects out);
}
