package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.PartitionImage;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A broker says that it lives, how far it has replayed metadata, and what it wants.
 *
 * @param offlineLogDirs those that failed
 */
public record Heartbeat(
        int brokerId,
        long brokerEpoch,
        long metadataOffset,
        boolean wantFence,
        boolean wantShutdown,
        List<UUID> offlineLogDirs) {

    public record Reply(ApiError error, boolean fenced, boolean shouldShutDown) {}

    Decision<Reply> decide(View view) {
        @Nullable BrokerImage broker = view.image().brokers().get(brokerId);
        if (broker == null || broker.epoch() != brokerEpoch) {
            return Decision.reply(
                    new Reply(BrokerEpochs.stale(brokerId, brokerEpoch, broker), true, false));
        }
        view.sessions().heard(brokerId, metadataOffset, view.nowMs());
        boolean noDisk =
                !broker.logDirs().isEmpty() && offlineLogDirs.containsAll(broker.logDirs());
        Set<UUID> lost = new HashSet<>(offlineLogDirs);
        lost.retainAll(broker.logDirs());
        if (!lost.isEmpty() && !noDisk) {
            // The next heartbeat sees to what it wants besides.
            return BrokerLife.loseDirectories(
                    view, broker, lost, new Reply(ApiError.NONE, broker.fenced(), false));
        }
        if (broker.fenced()) {
            return whileFenced(view, broker, noDisk);
        }
        if (wantFence || noDisk) {
            return BrokerLife.fence(
                    view,
                    new TreeSet<>(List.of(brokerId)),
                    new Reply(ApiError.NONE, true, wantShutdown),
                    _ -> {});
        }
        if (broker.inControlledShutdown()) {
            return Decision.reply(new Reply(ApiError.NONE, false, mayStop(view)));
        }
        if (wantShutdown) {
            return BrokerLife.beginControlledShutdown(
                    view, broker, new Reply(ApiError.NONE, false, false));
        }
        return Decision.reply(new Reply(ApiError.NONE, false, false));
    }

    private Decision<Reply> whileFenced(View view, BrokerImage broker, boolean noDisk) {
        if (wantShutdown) {
            return Decision.reply(new Reply(ApiError.NONE, true, true));
        }
        // The epoch is the offset of the registration: until it has replayed that far, the broker
        // does not know what it hosts.
        if (wantFence || noDisk || metadataOffset < broker.epoch()) {
            return Decision.reply(new Reply(ApiError.NONE, true, false));
        }
        return BrokerLife.unfence(view, broker, new Reply(ApiError.NONE, false, false));
    }

    /**
     * Nothing is left on the broker, and every other one knows: nobody will send its clients or
     * fetches there any more.
     */
    private boolean mayStop(View view) {
        long offset = view.sessions().shutdownOffset(brokerId);
        for (BrokerImage other : view.image().brokers().values()) {
            if (other.id() != brokerId
                    && !other.fenced()
                    && view.sessions().attached(other.id())
                    && view.sessions().metadataOffset(other.id()) < offset) {
                return false;
            }
        }
        for (TopicPartition tp : view.index().of(brokerId)) {
            PartitionImage partition = BrokerLife.partition(view, tp);
            if (partition.leader() == brokerId) {
                return false;
            }
        }
        return true;
    }
}
