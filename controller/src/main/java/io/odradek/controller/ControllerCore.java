package io.odradek.controller;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.runtime.ControllerLoop;
import io.odradek.controller.runtime.LivenessProbe;
import io.odradek.controller.runtime.Watch;
import io.odradek.controller.server.ControlServer;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.runtime.NodeTrace;
import io.odradek.raft.runtime.RaftNode;
import io.odradek.wire.control.ControlServiceGrpc;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A controller above its seams: consensus, decisions and what brokers ask of it. {@link
 * ControllerNode} puts it on threads, files and gRPC; the cluster simulator on virtual ones.
 * Confined to its shard, but for {@link #open} and {@link #start}.
 */
public final class ControllerCore {
    private final ControllerLoop loop;
    private final RaftNode raft;
    private final ControlServiceGrpc.AsyncService service;

    /**
     * What a controller stands on.
     *
     * @param shard runs everything
     * @param io runs the file operations of the metadata log, one at a time
     * @param fatal called when the controller had to stop itself; its process must end
     */
    public record Ground(
            Disk disk,
            Shard shard,
            Executor io,
            RandomGenerator random,
            Consumer<Throwable> fatal) {}

    private ControllerCore(
            ControllerLoop loop, RaftNode raft, ControlServiceGrpc.AsyncService service) {
        this.loop = loop;
        this.raft = raft;
        this.service = service;
    }

    /**
     * Recovers the metadata log (blocking).
     *
     * @param transport makes the way to the other controllers; it tells the watch when one of their
     *     processes is gone
     * @throws IOException when the directory cannot be used; its message says what to do
     */
    public static ControllerCore open(
            ControllerConfig config,
            Ground ground,
            LivenessProbe probe,
            Function<Watch, RaftTransport> transport)
            throws IOException {
        return open(config, ground, probe, transport, (core, input, outputs, now) -> {});
    }

    /** The same, with every step of raft watched. */
    public static ControllerCore open(
            ControllerConfig config,
            Ground ground,
            LivenessProbe probe,
            Function<Watch, RaftTransport> transport,
            NodeTrace trace)
            throws IOException {
        ControllerLoop loop =
                new ControllerLoop(ground.shard(), config.settings(), ground.random());
        // Until the log tells of others.
        loop.votersChanged(config.quorum().voters());
        Watch watch = new Watch(ground.shard(), loop, probe);
        RaftNode raft =
                RaftNode.open(
                        config.raft(),
                        loop,
                        new RaftNode.Ground(
                                ground.disk(),
                                ground.shard(),
                                ground.io(),
                                transport.apply(watch),
                                ground.random(),
                                ground.fatal()),
                        trace);
        loop.attach(raft);
        return new ControllerCore(
                loop,
                raft,
                ControlServer.service(
                        ground.shard(), loop, watch, raft, config.quorum().listenerName()));
    }

    /** Takes part in the quorum. */
    public void start() {
        raft.start();
    }

    /** What brokers ask; its methods may be called on any thread. */
    public ControlServiceGrpc.AsyncService service() {
        return service;
    }

    public Raft raft() {
        return raft;
    }

    public boolean active() {
        return loop.active();
    }

    /** What this node knows to be committed. */
    public ClusterImage committed() {
        return loop.committed();
    }

    /** Closes the metadata log; {@code done} runs on the shard. */
    public void close(Runnable done) {
        raft.close(done);
    }
}
