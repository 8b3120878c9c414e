package io.odradek.broker.fetch;

import io.odradek.broker.config.TopicKeys;
import io.odradek.broker.convert.Conversions;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.FetchWatch;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.broker.replica.ShardReplicas;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.log.batch.Compression;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.FetchResponse;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The fetch sessions of one shard, few enough for memory (KIP-227). Confined to the shard. A
 * session's id tells its shard: it is the id modulo their number.
 */
public final class FetchSessions {
    private static final long EVICTABLE_NANOS = 120_000_000_000L;
    private static final int PARTITIONS_MAX = 500_000;

    private final int index;
    private final Shard shard;
    private final PartitionShards shards;
    private final ReplicaService service;
    private final MetadataView metadata;
    private final RandomGenerator random;
    private final Executor io;
    private final Conversions conversions;
    private final int slots;
    private final int bytesMax;
    private final Map<Integer, FetchSession> byId = new LinkedHashMap<>(16, 0.75f, true);
    private int partitions;

    /**
     * @param slots how many sessions of consumers are kept on this shard
     * @param bytesMax most bytes of one answer to a consumer
     */
    public FetchSessions(
            int index,
            ReplicaService service,
            MetadataView metadata,
            RandomGenerator random,
            Executor io,
            Conversions conversions,
            int slots,
            int bytesMax) {
        this.index = index;
        this.shards = service.shards();
        this.shard = shards.shard(index);
        this.service = service;
        this.metadata = metadata;
        this.random = random;
        this.io = io;
        this.conversions = conversions;
        this.slots = slots;
        this.bytesMax = bytesMax;
    }

    Executor io() {
        return io;
    }

    Conversions conversions() {
        return conversions;
    }

    Shard shard() {
        return shard;
    }

    /** A partition's file is not what was written. From any thread. */
    void damaged(SessionPartition partition, long offset) {
        @Nullable FetchWatch watch = partition.watch();
        if (watch != null) {
            int at = partition.shard();
            shards.shard(at).execute(() -> service.replicas(at).damaged(watch, offset));
        }
    }

    /** A partition's file cannot be read. From any thread. */
    void unreadable(SessionPartition partition, IOException cause) {
        @Nullable FetchWatch watch = partition.watch();
        if (watch != null) {
            int at = partition.shard();
            shards.shard(at).execute(() -> service.replicas(at).unreadable(watch, cause));
        }
    }

    /** Whether a follower is told at once what is committed, as it serves consumers. */
    boolean tellsWatermarks() {
        return service.readsNearby();
    }

    ShardReplicas replicas(int at) {
        return service.replicas(at);
    }

    boolean isHere(int at) {
        return at == index;
    }

    /** Runs on another shard, or at once when it is this one. */
    void on(int at, Runnable task) {
        if (isHere(at)) {
            task.run();
        } else {
            shards.shard(at).execute(task);
        }
    }

    ClusterImage image() {
        return metadata.current();
    }

    Resolved resolve(
            String topic, UUID topicId, int partition, boolean byTopicId, boolean knowsZstd) {
        ClusterImage image = metadata.current();
        Optional<TopicImage> found = byTopicId ? image.topic(topicId) : image.topic(topic);
        if (found.isEmpty()) {
            return new Resolved(
                    topicId,
                    -1,
                    byTopicId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        UUID id = found.get().id();
        if (partition < 0 || partition >= found.get().partitions().size()) {
            return new Resolved(id, -1, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        if (!knowsZstd
                && service.topicConfig(image, found.get().name(), TopicKeys.COMPRESSION_TYPE)
                        .equals(Compression.ZSTD.configName())) {
            return new Resolved(id, -1, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        }
        return new Resolved(id, shards.indexOf(id, partition), ErrorCode.NONE);
    }

    /**
     * Takes a request whose session lives here, or begins one.
     *
     * @param follower the broker that fetches, -1 for a consumer
     */
    public void fetch(
            RequestContext context, FetchRequest request, Responder responder, int follower) {
        if (request.sessionEpoch() > 0) {
            go(context, request, responder, follower);
            return;
        }
        if (request.sessionId() != 0) {
            end(request.sessionId());
        }
        int limit = follower >= 0 ? request.maxBytes() : Math.min(request.maxBytes(), bytesMax);
        if (OldFetch.isOld(context.apiVersion())) {
            limit = Math.min(limit, Conversions.ANSWER_BYTES_MAX);
        }
        boolean keep = request.sessionEpoch() == 0 && makeRoom(follower >= 0);
        int id = keep ? newId() : 0;
        FetchCall call = new FetchCall(context, request, responder, follower, limit, true, id);
        FetchSession session = new FetchSession(id, this, call);
        session.submit(call);
        if (keep) {
            byId.put(id, session);
            partitions += session.size();
        }
    }

    private void go(
            RequestContext context, FetchRequest request, Responder responder, int follower) {
        @Nullable FetchSession session = byId.get(request.sessionId());
        int limit = follower >= 0 ? request.maxBytes() : Math.min(request.maxBytes(), bytesMax);
        FetchCall call =
                new FetchCall(
                        context, request, responder, follower, limit, false, request.sessionId());
        ErrorCode error =
                session == null ? ErrorCode.FETCH_SESSION_ID_NOT_FOUND : session.advance(call);
        if (session == null || error != ErrorCode.NONE) {
            responder.reply(new FetchResponse(0, error.code(), 0, List.of(), List.of()));
            return;
        }
        int before = session.size();
        session.submit(call);
        partitions += session.size() - before;
    }

    /** Which shard keeps the session a request goes on with; the connection's for a new one. */
    public static int home(FetchRequest request, int connectionShard, PartitionShards shards) {
        return request.sessionId() > 0 && request.sessionEpoch() > 0
                ? request.sessionId() % shards.count()
                : connectionShard;
    }

    private void end(int id) {
        int at = Math.floorMod(id, shards.count());
        if (at != index) {
            FetchSessions other = peers.get(at);
            shards.shard(at).execute(() -> other.end(id));
            return;
        }
        @Nullable FetchSession session = byId.remove(id);
        if (session != null) {
            partitions -= session.size();
            session.close();
        }
    }

    private List<FetchSessions> peers = List.of();

    /** Tells all shards' sessions of one another, once, before any is used. */
    public static void introduce(List<FetchSessions> all) {
        all.forEach(sessions -> sessions.peers = List.copyOf(all));
    }

    private int newId() {
        while (true) {
            int high = random.nextInt(Integer.MAX_VALUE / shards.count() - 1);
            int id = high * shards.count() + index;
            if (id > 0 && !byId.containsKey(id)) {
                return id;
            }
        }
    }

    /** Sessions of followers are always kept: there is one for each peer and shard. */
    private boolean makeRoom(boolean follower) {
        long now = shard.nanoTime();
        List<FetchSession> idle = new ArrayList<>();
        int consumers = 0;
        for (FetchSession session : byId.values()) {
            if (now - session.lastUsedNanos() > EVICTABLE_NANOS) {
                idle.add(session);
            } else if (!session.isFollower()) {
                consumers++;
            }
        }
        idle.forEach(session -> end(session.id()));
        return follower || (consumers < slots && partitions < PARTITIONS_MAX);
    }
}
