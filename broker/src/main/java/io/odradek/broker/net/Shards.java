package io.odradek.broker.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.log.io.Shard;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The event loops: each serves connections and owns partitions; one more, which serves no
 * connection, owns what is the node's alone (its session, its metadata). Thread-safe.
 */
public final class Shards implements AutoCloseable {
    private final EventLoopGroup group;
    private final List<LoopShard> shards;
    private final EventLoopGroup controlGroup;
    private final LoopShard control;
    private final boolean epoll;

    public Shards(int count) {
        epoll = Epoll.isAvailable();
        group = new MultiThreadIoEventLoopGroup(count, threads("shard"), io(epoll));
        controlGroup =
                new MultiThreadIoEventLoopGroup(1, threads("control"), NioIoHandler.newFactory());
        List<LoopShard> all = new ArrayList<>(count);
        for (EventExecutor loop : group) {
            all.add(new LoopShard(loop));
        }
        shards = List.copyOf(all);
        control = new LoopShard(controlGroup.next());
    }

    private static DefaultThreadFactory threads(String name) {
        return new DefaultThreadFactory("odradek-" + name, true);
    }

    private static IoHandlerFactory io(boolean epoll) {
        return epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    public int count() {
        return shards.size();
    }

    public Shard shard(int index) {
        return shards.get(index);
    }

    /** All but the control shard. */
    public List<Shard> all() {
        return List.copyOf(shards);
    }

    /** The shard that owns a partition. The same for a partition as long as the process lives. */
    public Shard forPartition(UUID topicId, int partition) {
        int hash = topicId.hashCode() * 31 + partition;
        return shards.get(Math.floorMod(hash ^ (hash >>> 16), shards.size()));
    }

    /** The shard of the node's own affairs; serves no connection. */
    public Shard control() {
        return control;
    }

    EventLoopGroup group() {
        return group;
    }

    /** Whether the loops are native epoll loops, which want epoll's channel types. */
    boolean epoll() {
        return epoll;
    }

    /** The shard of a connection's loop. */
    LoopShard of(EventLoop loop) {
        for (LoopShard shard : shards) {
            if (shard.loop() == loop) {
                return shard;
            }
        }
        throw new IllegalArgumentException("not a loop of these shards: " + loop);
    }

    /** Stops the loops; returns when their threads have ended, or after two seconds. */
    @Override
    public void close() {
        var data = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        var own = controlGroup.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        data.awaitUninterruptibly(1, TimeUnit.SECONDS);
        own.awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
