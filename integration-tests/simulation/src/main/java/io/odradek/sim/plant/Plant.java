package io.odradek.sim.plant;

import io.odradek.log.io.Disk;
import io.odradek.sim.node.Bugs;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.control.AlterPartitionItem;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.IsrMember;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.FetchRequest.FetchPartition;
import io.odradek.wire.message.FetchRequest.FetchTopic;
import io.odradek.wire.message.FetchResponse;
import io.odradek.wire.message.FetchResponse.EpochEndOffset;
import io.odradek.wire.message.FetchResponse.FetchableTopicResponse;
import io.odradek.wire.message.FetchResponse.PartitionData;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Each is one line of code gone wrong. */
public enum Plant implements Bugs {
    /** A leader and its followers acknowledge what no disk has. */
    LOG_NOT_SYNCED("records are acknowledged before they are synced") {
        @Override
        public Disk disk(int host, Disk real) {
            return CarelessDisk.withoutSync(real, path -> ends(path, ".log"));
        }
    },
    /** A follower says that all it has is on its disk. */
    FOLLOWER_CLAIMS_FLUSHED("a follower tells its log's end for what it has flushed") {
        @Override
        public Request asked(int host, Request request) {
            return fetches(request, p -> with(p, p.currentLeaderEpoch(), p.fetchOffset()));
        }
    },
    TRUNCATION_SKIPPED("a follower does not hear where its log diverges") {
        @Override
        public Response heard(int host, Response response) {
            return partitions(
                    response, p -> with(p, p.highWatermark(), EpochEndOffset.builder().build()));
        }
    },
    WATERMARK_FORGED("a follower takes the leader's watermark a few records too high") {
        @Override
        public Response heard(int host, Response response) {
            return partitions(response, p -> with(p, p.highWatermark() + 3, p.divergingEpoch()));
        }
    },
    STALE_EPOCH_ACCEPTED("a follower does not say in which leader epoch it asks") {
        @Override
        public Request asked(int host, Request request) {
            return fetches(request, p -> with(p, -1, p.flushedOffset()));
        }
    },
    ISR_NOT_CHECKED("a leader calls every replica in sync, caught up or not") {
        @Override
        public Object told(int host, Object message) {
            if (!(message instanceof AlterPartitionRequest request)) {
                return message;
            }
            AlterPartitionRequest.Builder all = request.toBuilder().clearPartitions();
            for (AlterPartitionItem item : request.getPartitionsList()) {
                AlterPartitionItem.Builder one = item.toBuilder().clearNewIsr();
                for (int id = 1; id <= 3; id++) {
                    one.addNewIsr(IsrMember.newBuilder().setBrokerId(id).setBrokerEpoch(-1));
                }
                all.addPartitions(one);
            }
            return all.build();
        }
    },
    VOTE_NOT_PERSISTED("a controller forgets at a restart whom it voted for") {
        @Override
        public Disk disk(int host, Disk real) {
            return CarelessDisk.withoutRename(real, path -> ends(path, "quorum-state"));
        }
    },
    METADATA_NOT_SYNCED("the metadata log is answered for before it is synced") {
        @Override
        public Disk disk(int host, Disk real) {
            return CarelessDisk.withoutSync(real, path -> ends(path, ".raftlog"));
        }
    },
    METADATA_CHANGE_LOST("a broker overhears one change of metadata in twenty") {
        @Override
        public @Nullable Object instructed(int host, Object message) {
            boolean overheard =
                    message instanceof MetadataUpdate update
                            && update.hasChange()
                            && update.getChange().getOffset() % 20 == 7;
            return overheard ? null : message;
        }
    },
    EPOCHS_NOT_KEPT("the leader epochs of a log are not written down") {
        @Override
        public Disk disk(int host, Disk real) {
            return CarelessDisk.withoutRename(real, path -> ends(path, "leader-epoch-checkpoint"));
        }
    },
    CHECKPOINTS_LEFT_OPEN("the checkpoints of a broker are not closed once they are written") {
        @Override
        public Disk disk(int host, Disk real) {
            return CarelessDisk.withoutClose(real, path -> ends(path, "checkpoint.tmp"));
        }
    };

    private final String description;

    Plant(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }

    private static boolean ends(Path path, String with) {
        return String.valueOf(path.getFileName()).endsWith(with);
    }

    private static Request fetches(Request request, UnaryOperator<FetchPartition> change) {
        if (!(request instanceof FetchRequest fetch)) {
            return request;
        }
        List<FetchTopic> topics =
                fetch.topics().stream()
                        .map(
                                t ->
                                        new FetchTopic(
                                                t.topic(),
                                                t.topicId(),
                                                t.partitions().stream().map(change).toList()))
                        .toList();
        return new FetchRequest(
                fetch.clusterId(),
                fetch.replicaId(),
                fetch.replicaState(),
                fetch.maxWaitMs(),
                fetch.minBytes(),
                fetch.maxBytes(),
                fetch.isolationLevel(),
                fetch.sessionId(),
                fetch.sessionEpoch(),
                topics,
                fetch.forgottenTopicsData(),
                fetch.rackId());
    }

    private static FetchPartition with(FetchPartition p, int leaderEpoch, long flushed) {
        return new FetchPartition(
                p.partition(),
                leaderEpoch,
                p.fetchOffset(),
                p.lastFetchedEpoch(),
                p.logStartOffset(),
                p.partitionMaxBytes(),
                p.replicaDirectoryId(),
                p.highWatermark(),
                flushed);
    }

    private static Response partitions(Response response, UnaryOperator<PartitionData> change) {
        if (!(response instanceof FetchResponse fetch)) {
            return response;
        }
        List<FetchableTopicResponse> topics =
                fetch.responses().stream()
                        .map(
                                t ->
                                        new FetchableTopicResponse(
                                                t.topic(),
                                                t.topicId(),
                                                t.partitions().stream().map(change).toList()))
                        .toList();
        return new FetchResponse(
                fetch.throttleTimeMs(),
                fetch.errorCode(),
                fetch.sessionId(),
                topics,
                fetch.nodeEndpoints());
    }

    private static PartitionData with(
            PartitionData p, long highWatermark, EpochEndOffset divergingEpoch) {
        return new PartitionData(
                p.partitionIndex(),
                p.errorCode(),
                highWatermark,
                p.lastStableOffset(),
                p.logStartOffset(),
                divergingEpoch,
                p.currentLeader(),
                p.snapshotId(),
                p.abortedTransactions(),
                p.preferredReadReplica(),
                p.records());
    }
}
