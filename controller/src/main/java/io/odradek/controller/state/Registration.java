package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A broker presents itself, for the first time, after a restart, or to a new leader.
 *
 * @param patience how long it may be silent; a session of 0 for the controllers' default
 * @param previousBrokerEpoch of this incarnation, when it re-attaches; -1 when new
 * @param logDirs those that work
 * @param uncleanShutdown its logs may lack records it had acknowledged
 * @param uncleanLogDirs the directories of which that is true; none for all
 * @param hasOfflineLogDirs others do not work now, and may come back
 * @param stream the stream it speaks on
 */
public record Registration(
        String clusterId,
        int brokerId,
        UUID incarnationId,
        List<BrokerImage.Endpoint> endpoints,
        String rack,
        List<UUID> logDirs,
        Patience patience,
        long previousBrokerEpoch,
        boolean uncleanShutdown,
        List<UUID> uncleanLogDirs,
        boolean hasOfflineLogDirs,
        long stream) {

    /** A broker all of whose directories work. */
    public Registration(
            String clusterId,
            int brokerId,
            UUID incarnationId,
            List<BrokerImage.Endpoint> endpoints,
            String rack,
            List<UUID> logDirs,
            Patience patience,
            long previousBrokerEpoch,
            boolean uncleanShutdown,
            long stream) {
        this(
                clusterId,
                brokerId,
                incarnationId,
                endpoints,
                rack,
                logDirs,
                patience,
                previousBrokerEpoch,
                uncleanShutdown,
                List.of(),
                false,
                stream);
    }

    /**
     * @param unfenceAtOffset the broker is unfenced once it has replayed to here
     */
    public record Reply(ApiError error, long brokerEpoch, long unfenceAtOffset) {}

    Decision<Reply> decide(View view) {
        try {
            validate(view);
        } catch (Refusal refusal) {
            return Decision.reply(new Reply(refusal.error(), -1, -1));
        }
        @Nullable BrokerImage known = view.image().brokers().get(brokerId);
        if (known != null && known.incarnationId().equals(incarnationId) && same(known)) {
            return attached(view, List.of(), known.epoch());
        }
        boolean sameLife = known != null && known.incarnationId().equals(incarnationId);
        boolean lostLogs = known != null && !logDirs.containsAll(known.logDirs());
        return BrokerLife.withdraw(
                view,
                Set.of(brokerId),
                departure(uncleanShutdown && !sameLife, lostLogs),
                new Reply(ApiError.NONE, -1, -1),
                this::register);
    }

    /**
     * Its former life. A replica whose directory does not work now may come back with all its
     * records, so it stays eligible; what is gone for good, or may be a blank disk, does not.
     */
    private Departure departure(boolean unclean, boolean lostLogs) {
        return new Departure() {
            @Override
            public boolean leaves(int id, UUID directory) {
                return id == brokerId;
            }

            @Override
            public boolean lacksRecords(int id, UUID directory) {
                if (id != brokerId) {
                    return false;
                }
                if (directory.equals(PartitionImage.UNASSIGNED)) {
                    return unclean || lostLogs;
                }
                return logDirs.contains(directory)
                        ? unclean
                                && (uncleanLogDirs.isEmpty() || uncleanLogDirs.contains(directory))
                        : !hasOfflineLogDirs;
            }
        };
    }

    private Decision<Reply> register(View view, List<MetadataRecord> withdrawn) {
        // A batch's offset is larger than any before it, so it serves as the epoch.
        long epoch = view.nextOffset();
        List<MetadataRecord> records = new ArrayList<>(withdrawn);
        records.add(
                ImageRecords.broker(
                        new BrokerImage(
                                brokerId,
                                epoch,
                                incarnationId,
                                endpoints,
                                rack,
                                true,
                                false,
                                logDirs)));
        return attached(view, records, epoch);
    }

    private Decision<Reply> attached(View view, List<MetadataRecord> records, long epoch) {
        Patience told = patience.sessionMs() > 0 ? patience : view.settings().patience();
        return Decision.of(records, new Reply(ApiError.NONE, epoch, epoch))
                .andThen(s -> s.attach(brokerId, epoch, stream, told, view.nowMs()));
    }

    private void validate(View view) throws Refusal {
        String expected = view.settings().clusterId();
        if (!clusterId.equals(expected)) {
            throw new Refusal(
                    ErrorCode.INCONSISTENT_CLUSTER_ID,
                    "Broker %d belongs to cluster %s, this is cluster %s: check its controller.quorum.voters and its formatted directories."
                            .formatted(brokerId, clusterId, expected));
        }
        Set<String> listeners = new HashSet<>();
        if (brokerId < 0 || endpoints.isEmpty()) {
            throw new Refusal(
                    ErrorCode.INVALID_REGISTRATION,
                    "Broker %d registers without an id or without a listener.".formatted(brokerId));
        }
        for (BrokerImage.Endpoint endpoint : endpoints) {
            if (!listeners.add(endpoint.listener())) {
                throw new Refusal(
                        ErrorCode.INVALID_REGISTRATION,
                        "Broker %d names listener %s twice in advertised.listeners."
                                .formatted(brokerId, endpoint.listener()));
            }
        }
        @Nullable BrokerImage known = view.image().brokers().get(brokerId);
        if (known != null
                && !known.incarnationId().equals(incarnationId)
                && view.sessions().attached(brokerId)) {
            throw new Refusal(
                    ErrorCode.DUPLICATE_BROKER_REGISTRATION,
                    "Another process is running as broker %d; give one of them another node.id."
                            .formatted(brokerId));
        }
    }

    private boolean same(BrokerImage known) {
        return known.endpoints().equals(endpoints)
                && known.rack().equals(rack)
                && known.logDirs().containsAll(logDirs)
                && (previousBrokerEpoch < 0 || previousBrokerEpoch == known.epoch());
    }
}
