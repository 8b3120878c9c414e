package io.odradek.broker.api;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.ReplicationKeys;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.convert.Conversions;
import io.odradek.broker.fetch.FetchSessions;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.log.io.Disk;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The APIs that write and read records. */
public final class DataApis {
    private DataApis() {}

    /**
     * @param random for the ids of fetch sessions, used on each shard
     * @param io for work that waits for a disk
     */
    public static List<ApiHandler<?>> handlers(
            ReplicaService replicas,
            MetadataView metadata,
            BrokerConfig config,
            TopicConfigs topicConfigs,
            Disk disk,
            Executor io,
            RandomGenerator random) {
        PartitionShards shards = replicas.shards();
        int slots =
                (config.get(ReplicationKeys.FETCH_SESSIONS) + shards.count() - 1) / shards.count();
        Conversions conversions = replicas.conversions();
        List<FetchSessions> sessions = new ArrayList<>(shards.count());
        for (int i = 0; i < shards.count(); i++) {
            sessions.add(
                    new FetchSessions(
                            i,
                            replicas,
                            metadata,
                            new SplittableRandom(random.nextLong()),
                            io,
                            conversions,
                            slots,
                            config.get(ReplicationKeys.CLIENT_FETCH_BYTES)));
        }
        FetchSessions.introduce(sessions);
        return List.of(
                new ProduceHandler(replicas, metadata, conversions),
                new FetchHandler(shards, sessions),
                new DeleteRecordsHandler(replicas, metadata, topicConfigs),
                new ListOffsetsHandler(replicas, metadata),
                new OffsetForLeaderEpochHandler(replicas, metadata),
                new AlterReplicaLogDirsHandler(replicas, metadata),
                new DescribeLogDirsHandler(replicas, disk, io));
    }
}
