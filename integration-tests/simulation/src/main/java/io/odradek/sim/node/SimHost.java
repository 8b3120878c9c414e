package io.odradek.sim.node;

import io.odradek.broker.app.BrokerCore;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.NodePlan;
import io.odradek.controller.ControllerConfig;
import io.odradek.controller.ControllerCore;
import io.odradek.controller.QuorumConfig;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.runtime.LivenessProbe;
import io.odradek.controller.runtime.Watch;
import io.odradek.controller.state.Patience;
import io.odradek.log.io.Shard;
import io.odradek.log.io.SimDisk;
import io.odradek.log.io.SimulatedCrash;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.sim.SimNetwork;
import io.odradek.raft.sim.SimProcess;
import io.odradek.raft.store.CorruptStoreException;
import io.odradek.sim.net.Streams;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One machine over all its lives: its disk outlives its processes. */
public final class SimHost {
    static final String LISTENER = "PLAINTEXT";
    private static final Path LOGS = Path.of("/data/logs");
    private static final Path METADATA = Path.of("/data/metadata");
    private static final long FASTEST_IO_NANOS = 20_000;

    private final World world;
    private final HostPlan plan;
    private final SplittableRandom random;
    private final SimDisk disk;
    private long ioNanosMax;
    private int lives;
    private @Nullable Life life;
    private @Nullable Damage damage;

    public SimHost(World world, HostPlan plan, SplittableRandom random) {
        this.world = world;
        this.plan = plan;
        this.random = random;
        this.disk = new SimDisk(random.split());
        this.ioNanosMax = plan.ioNanosMax();
        format();
    }

    private void format() {
        try {
            for (Path path : List.of(LOGS, METADATA)) {
                disk.createDirectories(path);
            }
            disk.syncDirectory(Path.of("/"));
            disk.syncDirectory(Path.of("/data"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static int idOf(String hostName) {
        return Integer.parseInt(hostName.substring("node-".length()));
    }

    static String nameOf(int id) {
        return "node-" + id;
    }

    public int id() {
        return plan.id();
    }

    public HostPlan plan() {
        return plan;
    }

    public SimDisk disk() {
        return disk;
    }

    public boolean isUp() {
        return life != null;
    }

    public boolean isPaused() {
        return life != null && life.process.isPaused();
    }

    /** Connections that it has one end of. */
    public int connections() {
        return world.streams().open(id());
    }

    /** How often a process was started here. */
    public int lives() {
        return lives;
    }

    /** Null while no process runs, or it has no such role, or it is still opening. */
    public @Nullable BrokerCore broker() {
        return life == null ? null : life.broker;
    }

    public @Nullable ControllerCore controller() {
        return life == null ? null : life.controller;
    }

    /**
     * Turns one bit over of what the controller has synced; no process may run. From now on to end
     * because of that is right.
     *
     * @return false when there is nothing to damage
     */
    public boolean damageMetadata() {
        damage = Damage.in(disk, METADATA, random).orElse(null);
        if (damage != null) {
            world.note("node %d: one bit of %s is flipped".formatted(id(), damage.file()));
        }
        return damage != null;
    }

    /** Undoes that. */
    public void repairMetadata() {
        Damage repaired = damage;
        damage = null;
        if (repaired != null) {
            world.note("node %d: %s is repaired".formatted(id(), repaired.file()));
            repaired.undo();
        }
    }

    /** File operations take up to so long from now on. */
    public void ioNanosMax(long nanos) {
        ioNanosMax = nanos;
    }

    public long plannedIoNanosMax() {
        return plan.ioNanosMax();
    }

    /** Starts a process, if none runs. */
    public void start() {
        if (life != null) {
            return;
        }
        lives++;
        world.note("node %d starts, life %d".formatted(id(), lives));
        world.streams().hostReturned(id());
        Life born = new Life();
        life = born;
        born.guard(born::open);
    }

    /** kill -9: what was written is in the page cache, and the peers' connections are reset. */
    public void kill() {
        end("is killed", true, disk::kill);
    }

    /** The power goes; nobody is told, and what was not synced may be lost. */
    public void cutPower() {
        end("loses power", false, disk::crash);
    }

    /** The process ended by its own fault or its disk's. */
    private void exit(String why) {
        end(why, true, disk::kill);
    }

    private void end(String how, boolean hostLives, Runnable toDisk) {
        Life dying = life;
        if (dying != null) {
            world.note("node %d %s".formatted(id(), how));
            dying.process.kill();
            life = null;
            world.raftNetwork().leave(id(), hostLives);
            world.streams().processDied(id(), hostLives);
        }
        toDisk.run();
    }

    /** A clean stop, as by SIGTERM; the process ends when it is done. */
    public void stop() {
        Life ending = life;
        BrokerCore broker = ending == null ? null : ending.broker;
        if (ending == null || ending.process.isPaused()) {
            return;
        }
        world.note("node %d is told to stop".formatted(id()));
        if (broker == null) {
            ending.handOn();
        } else {
            var unused =
                    broker.handOver(10_000)
                            .thenCompose(_ -> broker.close())
                            .thenRun(() -> ending.control.execute(ending::handOn));
        }
    }

    public void pause() {
        if (life != null) {
            world.note("node %d freezes".formatted(id()));
            life.process.pause();
        }
    }

    public void resume() {
        if (life != null && life.process.isPaused()) {
            world.note("node %d thaws".formatted(id()));
            life.process.resume();
        }
    }

    /** One process. */
    final class Life {
        private final SimProcess process;
        private final Shard control;
        private final List<Shard> shards = new ArrayList<>();
        private @Nullable BrokerCore broker;
        private @Nullable ControllerCore controller;
        private boolean opening = true;

        Life() {
            double drift = 1 + (random.nextDouble() - 0.5) * 2 * plan.clockDrift();
            process = new SimProcess(world.scheduler(), drift);
            control = shard();
            for (int i = 0; i < plan.shards(); i++) {
                shards.add(shard());
            }
        }

        private Shard shard() {
            return new GuardedShard(process.newShard(), this);
        }

        /** Runs {@code task} as code of this process. */
        @SuppressWarnings("CatchingThrowable") // Whatever escapes is a finding.
        void guard(Runnable task) {
            if (life != this) {
                return;
            }
            try {
                task.run();
            } catch (SimulatedCrash powerCut) {
                // Seen below.
            } catch (Throwable problem) {
                if (!disk.isDown()) {
                    world.fail(problem);
                }
            }
            if (life == this && disk.isDown()) {
                cutPower();
            }
        }

        void open() {
            try {
                if (plan.controller()) {
                    openController();
                }
                if (plan.broker()) {
                    openBroker();
                }
                opening = false;
            } catch (IOException e) {
                fatal(e);
            }
        }

        private void openController() throws IOException {
            Shard raftShard = shard();
            ControllerCore opened =
                    ControllerCore.open(
                            new ControllerConfig(
                                    id(),
                                    plan.clusterId(),
                                    nameOf(id()),
                                    9093,
                                    QuorumConfig.fixed(id(), controllers(), "CONTROLLER"),
                                    METADATA,
                                    1000,
                                    new Patience(9000, 2000),
                                    plan.properties()),
                            new ControllerCore.Ground(
                                    world.bugs().disk(id(), disk),
                                    raftShard,
                                    io(1),
                                    random.split(),
                                    this::fatal),
                            this::probe,
                            RaftPort::new,
                            (core, input, outputs, now) ->
                                    world.stepped(id(), core, input, outputs));
            Damage unseen = damage;
            if (unseen != null && unseen.mustBeFound()) {
                throw new IllegalStateException("served from a damaged log: " + unseen.file());
            }
            controller = opened;
            world.streams()
                    .listen(id(), process, ControlPort.SERVICE, new ControlPort(opened.service()));
            opened.start();
        }

        private List<QuorumConfig.Member> controllers() {
            return plan.controllers().stream()
                    .map(other -> new QuorumConfig.Member(other, nameOf(other), 9093))
                    .toList();
        }

        private void openBroker() throws IOException {
            Map<String, String> properties = new HashMap<>(plan.properties());
            properties.put("node.id", String.valueOf(id()));
            properties.put("process.roles", "broker");
            properties.put("listeners", LISTENER + "://" + nameOf(id()) + ":9092");
            properties.put("controller.listener.names", "CONTROLLER");
            properties.put("controller.quorum.bootstrap.servers", "unused:9093");
            properties.put("log.dirs", LOGS.toString());
            BrokerConfig config = BrokerConfig.of(properties);
            BrokerCore opened =
                    BrokerCore.open(
                            config,
                            NodePlan.of(config),
                            new BrokerCore.Identity(
                                    plan.clusterId(), Map.of(LOGS, new UUID(77, id()))),
                            new BrokerCore.Ground(
                                    world.bugs().disk(id(), disk),
                                    shards,
                                    control,
                                    io(4),
                                    new ControlStreams(
                                            world.streams(),
                                            world.bugs(),
                                            id(),
                                            process,
                                            control,
                                            plan.controllers()),
                                    new PeerStreams(world.streams(), world.bugs(), id(), process),
                                    random.split(),
                                    this::fatal));
            broker = opened;
            world.streams()
                    .listen(
                            id(),
                            process,
                            KafkaPort.SERVICE,
                            new KafkaPort(opened.handlers(), shards));
            opened.start(
                    List.of(new BrokerImage.Endpoint(LISTENER, nameOf(id()), 9092, "PLAINTEXT")));
        }

        /** Threads for file operations. What a start waits for is done on the spot. */
        private Executor io(int threads) {
            List<Executor> lanes = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                lanes.add(
                        process.newLane(
                                () ->
                                        random.nextLong(
                                                FASTEST_IO_NANOS,
                                                Math.max(ioNanosMax, FASTEST_IO_NANOS) + 1)));
            }
            int[] next = {0};
            return task -> {
                if (opening && threads > 1) {
                    task.run();
                } else {
                    lanes.get(next[0]++ % threads).execute(() -> guard(task));
                }
            };
        }

        /** The process must end: right when its disk failed, a bug otherwise. */
        private void fatal(Throwable problem) {
            if (life != this || disk.isDown()) {
                return;
            }
            for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
                String message = String.valueOf(cause.getMessage());
                boolean damaged = damage != null && cause instanceof CorruptStoreException;
                if (damaged || message.contains("simulated")) {
                    exit("ends itself: " + problem.getMessage());
                    return;
                }
            }
            world.fail(problem);
        }

        /** Hands the quorum's leadership on, then ends. */
        void handOn() {
            ControllerCore leaving = controller;
            if (leaving == null) {
                exit("has stopped");
                return;
            }
            leaving.raft()
                    .transferLeadership(
                            () -> leaving.close(() -> control.execute(() -> exit("has stopped"))));
        }

        private void probe(BrokerImage suspect, Consumer<LivenessProbe.Verdict> answer) {
            int host = idOf(suspect.endpoints().getFirst().host());
            world.streams()
                    .connect(
                            id(),
                            process,
                            host,
                            KafkaPort.SERVICE,
                            false,
                            new Streams.Ear() {
                                @Override
                                public void opened(Streams.Stream stream) {
                                    stream.close();
                                    answer.accept(LivenessProbe.Verdict.ANSWERED);
                                }

                                @Override
                                public void received(Object message) {}

                                @Override
                                public void closed(String why) {
                                    answer.accept(
                                            why.contains("refused")
                                                    ? LivenessProbe.Verdict.REFUSED
                                                    : LivenessProbe.Verdict.SILENT);
                                }
                            });
        }

        /** This process's place in raft's network. */
        private final class RaftPort implements RaftTransport {
            private final Watch watch;

            RaftPort(Watch watch) {
                this.watch = watch;
            }

            @Override
            public void start(Receiver receiver) {
                world.raftNetwork().join(id(), process, new RaftEar(watch, receiver));
            }

            @Override
            public void send(int to, RaftMessage message) {
                if (!disk.isDown()) {
                    world.raftNetwork().send(id(), to, message);
                }
            }
        }

        /** Tells the watch what production's transport tells it, on the controller's shard. */
        private final class RaftEar implements SimNetwork.Endpoint<RaftMessage> {
            private final Watch watch;
            private final RaftTransport.Receiver receiver;

            RaftEar(Watch watch, RaftTransport.Receiver receiver) {
                this.watch = watch;
                this.receiver = receiver;
            }

            @Override
            public void received(int from, RaftMessage message) {
                guard(() -> receiver.received(from, message));
            }

            @Override
            public void connected(int peer) {
                guard(
                        () -> {
                            watch.peerBack(peer);
                            receiver.connected(peer);
                        });
            }

            @Override
            public void disconnected(int peer) {
                guard(
                        () -> {
                            watch.peerGone(peer);
                            receiver.disconnected(peer);
                        });
            }
        }
    }
}
