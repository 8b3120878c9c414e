package io.odradek.broker.api;

import io.odradek.broker.config.LogDirs;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.FutureReplica;
import io.odradek.broker.replica.PartitionAccess;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.broker.replica.ShardReplicas;
import io.odradek.log.io.Disk;
import io.odradek.log.partition.LogException;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DescribeLogDirsRequest;
import io.odradek.wire.message.DescribeLogDirsRequest.DescribableLogDirTopic;
import io.odradek.wire.message.DescribeLogDirsResponse;
import io.odradek.wire.message.DescribeLogDirsResponse.DescribeLogDirsPartition;
import io.odradek.wire.message.DescribeLogDirsResponse.DescribeLogDirsResult;
import io.odradek.wire.message.DescribeLogDirsResponse.DescribeLogDirsTopic;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executor;

/** DescribeLogDirs: what each log directory holds. */
final class DescribeLogDirsHandler implements ApiHandler<DescribeLogDirsRequest> {
    private static final Logger log = LoggerFactory.getLogger(DescribeLogDirsHandler.class);
    private static final long UNKNOWN_BYTES = -1;
    private static final short WHOLE_ERROR = 3;
    private static final short UNKNOWN = ErrorCode.UNKNOWN_SERVER_ERROR.code();

    /** What a shard says. */
    private record Answer(List<Sized> sizes, List<FutureReplica> futures) {}

    private record Sized(Path directory, String topic, DescribeLogDirsPartition partition) {}

    private final ReplicaService replicas;
    private final Disk disk;
    private final Executor io;

    DescribeLogDirsHandler(ReplicaService replicas, Disk disk, Executor io) {
        this.replicas = replicas;
        this.disk = disk;
        this.io = io;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_LOG_DIRS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 5;
    }

    @Override
    public void handle(
            RequestContext context, DescribeLogDirsRequest request, Responder responder) {
        @Nullable Map<String, Set<Integer>> wanted = wanted(request);
        var unused =
                replicas.gather(part -> new Answer(sizes(part, wanted), futures(part, wanted)))
                        .whenCompleteAsync(
                                (sizes, failure) ->
                                        responder.reply(
                                                failure == null
                                                        ? response(sizes)
                                                        : new DescribeLogDirsResponse(
                                                                0,
                                                                context.apiVersion() >= WHOLE_ERROR
                                                                        ? UNKNOWN
                                                                        : 0,
                                                                List.of())),
                                io);
    }

    /** Null: all. */
    private static @Nullable Map<String, Set<Integer>> wanted(DescribeLogDirsRequest request) {
        @Nullable List<DescribableLogDirTopic> topics = request.topics();
        if (topics == null) {
            return null;
        }
        Map<String, Set<Integer>> wanted = new HashMap<>();
        for (DescribableLogDirTopic topic : topics) {
            wanted.computeIfAbsent(topic.topic(), _ -> new HashSet<>()).addAll(topic.partitions());
        }
        return wanted;
    }

    private static List<Sized> sizes(
            ShardReplicas part, @Nullable Map<String, Set<Integer>> wanted) {
        List<Sized> sizes = new ArrayList<>();
        for (PartitionAccess access : part.all()) {
            int index = access.key().partition();
            if (wanted != null && !wanted.getOrDefault(access.topic(), Set.of()).contains(index)) {
                continue;
            }
            @Nullable Path directory = access.log().directory().getParent();
            if (directory == null) {
                continue;
            }
            sizes.add(
                    new Sized(
                            directory,
                            access.topic(),
                            new DescribeLogDirsPartition(
                                    index,
                                    size(access),
                                    Math.max(
                                            0,
                                            access.replica().highWatermark()
                                                    - access.log().logEndOffset()),
                                    false)));
        }
        return sizes;
    }

    private static List<FutureReplica> futures(
            ShardReplicas part, @Nullable Map<String, Set<Integer>> wanted) {
        return part.futures().stream()
                .filter(
                        f ->
                                wanted == null
                                        || wanted.getOrDefault(f.topic(), Set.of())
                                                .contains(f.partition()))
                .toList();
    }

    private static long size(PartitionAccess access) {
        try {
            return access.log().sizeInBytes();
        } catch (LogException e) {
            log.warn("The size of {} cannot be told.", access.key(), e);
            return UNKNOWN_BYTES;
        }
    }

    private DescribeLogDirsResponse response(List<Answer> answers) {
        Map<Path, Map<String, List<DescribeLogDirsPartition>>> byDirectory = new TreeMap<>();
        Map<UUID, Path> paths = new HashMap<>();
        Set<Path> offline = new TreeSet<>();
        for (LogDirs.State state : replicas.logDirectories()) {
            if (state.online()) {
                byDirectory.put(state.path(), new TreeMap<>());
                paths.put(state.id(), state.path());
            } else {
                offline.add(state.path());
            }
        }
        for (Answer answer : answers) {
            for (FutureReplica future : answer.futures) {
                @Nullable Path path = paths.get(future.directory());
                if (path != null) {
                    byDirectory
                            .computeIfAbsent(path, _ -> new TreeMap<>())
                            .computeIfAbsent(future.topic(), _ -> new ArrayList<>())
                            .add(
                                    new DescribeLogDirsPartition(
                                            future.partition(),
                                            future.sizeInBytes(),
                                            future.lag(),
                                            true));
                }
            }
            for (Sized sized : answer.sizes) {
                if (!offline.contains(sized.directory)) {
                    byDirectory
                            .computeIfAbsent(sized.directory, _ -> new TreeMap<>())
                            .computeIfAbsent(sized.topic, _ -> new ArrayList<>())
                            .add(sized.partition);
                }
            }
        }
        List<DescribeLogDirsResult> results = new ArrayList<>();
        byDirectory.forEach(
                (path, topics) -> {
                    List<DescribeLogDirsTopic> list = new ArrayList<>();
                    topics.forEach(
                            (name, parts) -> list.add(new DescribeLogDirsTopic(name, parts)));
                    results.add(
                            new DescribeLogDirsResult(
                                    ErrorCode.NONE.code(),
                                    path.toAbsolutePath().toString(),
                                    list,
                                    UNKNOWN_BYTES,
                                    usable(path),
                                    false));
                });
        for (Path path : offline) {
            results.add(
                    new DescribeLogDirsResult(
                            ErrorCode.KAFKA_STORAGE_ERROR.code(),
                            path.toAbsolutePath().toString(),
                            List.of(),
                            UNKNOWN_BYTES,
                            UNKNOWN_BYTES,
                            false));
        }
        return new DescribeLogDirsResponse(0, ErrorCode.NONE.code(), results);
    }

    private long usable(Path path) {
        try {
            return disk.usableBytes(path);
        } catch (IOException e) {
            log.warn("The room left in {} cannot be told.", path, e);
            return UNKNOWN_BYTES;
        }
    }
}
