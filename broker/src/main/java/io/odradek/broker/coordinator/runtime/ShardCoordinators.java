package io.odradek.broker.coordinator.runtime;

import io.odradek.broker.replica.Leaderships;
import io.odradek.broker.replica.LedPartition;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The coordinators of one kind on one shard. Confined to it. */
final class ShardCoordinators<S extends ReplicatedState> implements Leaderships {
    private final Shard shard;
    private final Executor io;
    private final CoordinatorKind<S> kind;
    private final RuntimeSettings settings;
    private final Map<PartitionKey, Instance<S>> instances = new HashMap<>();
    private ClusterImage image = ClusterImage.EMPTY;

    ShardCoordinators(Shard shard, Executor io, CoordinatorKind<S> kind, RuntimeSettings settings) {
        this.shard = shard;
        this.io = io;
        this.kind = kind;
        this.settings = settings;
    }

    @Override
    public void begins(LedPartition partition) {
        Instance<S> fresh = new Instance<>(shard, io, partition, kind, settings, () -> image);
        instances.put(partition.key(), fresh);
        fresh.load();
    }

    @Override
    public void committed(LedPartition partition) {
        @Nullable Instance<S> instance = instances.get(partition.key());
        if (instance != null) {
            instance.committed();
        }
    }

    @Override
    public void ends(LedPartition partition) {
        @Nullable Instance<S> instance = instances.remove(partition.key());
        if (instance != null) {
            instance.end();
        }
    }

    void metadata(ClusterImage newer, ImageDelta delta) {
        image = newer;
        for (Instance<S> instance : List.copyOf(instances.values())) {
            instance.metadata(newer, delta);
        }
    }

    <R> void ask(PartitionKey key, Access access, Step<? super S, R> step, ReplyTo<R> to) {
        @Nullable Instance<S> instance = instances.get(key);
        if (instance == null) {
            to.fail(ErrorCode.NOT_COORDINATOR);
        } else {
            instance.ask(access, step, to);
        }
    }

    <R> void askAll(
            Access access, Step<? super S, R> step, Consumer<Coordinators.Gathered<R>> done) {
        List<Instance<S>> all = List.copyOf(instances.values());
        Gathering<R> gathering = new Gathering<>(all.size(), done);
        for (Instance<S> instance : all) {
            instance.ask(access, step, gathering.next());
        }
    }

    /** Answers of several coordinators on one shard. */
    private static final class Gathering<R> {
        private final List<R> answers = new ArrayList<>();
        private final Consumer<Coordinators.Gathered<R>> done;
        private ErrorCode error = ErrorCode.NONE;
        private int left;

        Gathering(int parts, Consumer<Coordinators.Gathered<R>> done) {
            this.left = parts;
            this.done = done;
            if (parts == 0) {
                done.accept(new Coordinators.Gathered<>(answers, error));
            }
        }

        ReplyTo<R> next() {
            return new ReplyTo<>() {
                @Override
                public void send(R answer) {
                    answers.add(answer);
                    oneLess();
                }

                @Override
                public void fail(ErrorCode why) {
                    // One that has just left is asked elsewhere.
                    if (why != ErrorCode.NOT_COORDINATOR) {
                        error = why;
                    }
                    oneLess();
                }
            };
        }

        private void oneLess() {
            if (--left == 0) {
                done.accept(new Coordinators.Gathered<>(answers, error));
            }
        }
    }
}
