package io.odradek.broker.coordinator.runtime;

import io.odradek.broker.metadata.MetadataListener;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.TopicImage;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The coordinators of one kind in this broker: each lives on the shard that owns its partition, so
 * that it appends without a hop. Thread-safe: it only knows who is where.
 */
public final class HostedCoordinators<S extends ReplicatedState>
        implements Coordinators<S>, MetadataListener {
    private final CoordinatorKind<S> kind;
    private final PartitionShards shards;
    private final MetadataView metadata;
    private final List<ShardCoordinators<S>> parts = new ArrayList<>();

    /** To be made before the first metadata arrives. */
    public HostedCoordinators(
            CoordinatorKind<S> kind,
            RuntimeSettings settings,
            ReplicaService replicas,
            MetadataView metadata,
            Executor io) {
        this.kind = kind;
        this.shards = replicas.shards();
        this.metadata = metadata;
        for (int i = 0; i < shards.count(); i++) {
            ShardCoordinators<S> part =
                    new ShardCoordinators<>(shards.shard(i), io, kind, settings);
            parts.add(part);
            replicas.replicas(i).tellLeaderships(kind.topic(), part);
        }
    }

    @Override
    public <R> void ask(String id, Access access, Step<? super S, R> step, ReplyTo<R> to) {
        Optional<TopicImage> topic = metadata.current().topic(kind.topic());
        if (topic.isEmpty()) {
            to.fail(ErrorCode.COORDINATOR_NOT_AVAILABLE);
            return;
        }
        PartitionKey key =
                new PartitionKey(
                        topic.get().id(),
                        CoordinatorKind.partitionOf(id, topic.get().partitions().size()));
        int owner = shards.indexOf(key.topicId(), key.partition());
        run(owner, () -> parts.get(owner).ask(key, access, step, to));
    }

    @Override
    public <R> void askAll(Access access, Step<? super S, R> step, Consumer<Gathered<R>> done) {
        Queue<R> answers = new ConcurrentLinkedQueue<>();
        Queue<ErrorCode> errors = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            ShardCoordinators<S> part = parts.get(i);
            Consumer<Gathered<R>> one =
                    gathered -> {
                        answers.addAll(gathered.answers());
                        if (gathered.error() != ErrorCode.NONE) {
                            errors.add(gathered.error());
                        }
                        if (left.decrementAndGet() == 0) {
                            @Nullable ErrorCode error = errors.peek();
                            done.accept(
                                    new Gathered<>(
                                            List.copyOf(answers),
                                            error == null ? ErrorCode.NONE : error));
                        }
                    };
            run(i, () -> part.askAll(access, step, one));
        }
    }

    private void run(int index, Runnable task) {
        Shard shard = shards.shard(index);
        if (shard.inShard()) {
            task.run();
        } else {
            shard.execute(task);
        }
    }

    @Override
    public void onMetadata(ClusterImage image, ImageDelta delta) {
        if (!ConcerningChanges.in(delta)) {
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            ShardCoordinators<S> part = parts.get(i);
            shards.shard(i).execute(() -> part.metadata(image, delta));
        }
    }
}
