package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;

import org.jspecify.annotations.Nullable;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What a command may look at.
 *
 * @param image with everything that was decided, committed or not
 * @param nowMs monotonic
 * @param nextOffset where this command's batch will stand in the log, if it has one
 */
record View(
        ClusterImage image,
        PartitionIndex index,
        Sessions sessions,
        ControllerSettings settings,
        RandomGenerator random,
        long nowMs,
        long nextOffset) {

    /** May lead, and may be in an ISR. */
    boolean isActive(int brokerId) {
        return isActive(image, brokerId);
    }

    static boolean isActive(ClusterImage image, int brokerId) {
        @Nullable BrokerImage broker = image.brokers().get(brokerId);
        return broker != null && !broker.fenced() && !broker.inControlledShutdown();
    }

    /** May a replica in that directory of the broker lead, and be in an ISR? */
    boolean isActive(int brokerId, UUID directory) {
        return isActive(image, brokerId, directory);
    }

    static boolean isActive(ClusterImage image, int brokerId, UUID directory) {
        @Nullable BrokerImage broker = image.brokers().get(brokerId);
        return isActive(image, brokerId) && broker != null && broker.hasOnline(directory);
    }

    /** Where a new replica will be: only a broker with several directories has to choose. */
    UUID onlyDirectory(int brokerId) {
        @Nullable BrokerImage broker = image.brokers().get(brokerId);
        return broker != null && broker.logDirs().size() == 1
                ? broker.logDirs().getFirst()
                : PartitionImage.UNASSIGNED;
    }

    EffectiveConfigs configs() {
        return new EffectiveConfigs(image, settings);
    }
}
