package io.odradek.sim;

import io.odradek.raft.RaftMessage;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.sim.Scheduler;
import io.odradek.raft.sim.SimNetwork;
import io.odradek.sim.check.AcknowledgedIsKept;
import io.odradek.sim.check.ClusterChecker;
import io.odradek.sim.check.CommittedOffsetsKept;
import io.odradek.sim.check.ControllersKeepRaft;
import io.odradek.sim.check.InSyncHoldCommitted;
import io.odradek.sim.check.LeaderEpochsUnique;
import io.odradek.sim.check.LogsAgree;
import io.odradek.sim.check.MetadataAgrees;
import io.odradek.sim.check.NothingLeftBehind;
import io.odradek.sim.check.NothingUnboundedGrew;
import io.odradek.sim.check.OneOwner;
import io.odradek.sim.check.ReadsAgree;
import io.odradek.sim.check.WatermarkNeverFalls;
import io.odradek.sim.check.WrittenOnceInOrder;
import io.odradek.sim.client.Address;
import io.odradek.sim.client.GroupEvent;
import io.odradek.sim.client.History;
import io.odradek.sim.client.IdempotentProducer;
import io.odradek.sim.client.LogReader;
import io.odradek.sim.client.SimClient;
import io.odradek.sim.client.TopicAdmin;
import io.odradek.sim.client.Written;
import io.odradek.sim.net.Streams;
import io.odradek.sim.node.Bugs;
import io.odradek.sim.node.HostPlan;
import io.odradek.sim.node.SimHost;
import io.odradek.sim.node.World;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * One run: a cluster is born, serves clients and suffers; then the faults end, and it must
 * converge, bring everything to its end, and have kept every promise.
 */
public final class Simulation implements World {
    private static final long MS = 1_000_000;
    private static final long LOOK_NANOS = 100 * MS;
    private static final long BIRTH_NANOS = 40_000 * MS;
    private static final long HARM_NANOS = 56_000 * MS;
    private static final long CONVERGE_NANOS = 60_000 * MS;
    private static final String CLUSTER_ID = "c2ltdWxhdGVkLWNsdXN0ZQ";
    private static final int FIRST_CLIENT = 100;

    private final long seed;
    private final ClusterSwarm swarm;
    private final Bugs bugs;
    private final SplittableRandom random;
    private final Scheduler scheduler = new Scheduler();
    private final SimNetwork<RaftMessage> raftNetwork;
    private final Streams streams;
    private final Trace trace;
    private final List<SimHost> hosts = new ArrayList<>();
    private final List<Integer> brokers = new ArrayList<>();
    private final List<ClusterChecker> checkers;
    private final AcknowledgedIsKept kept = new AcknowledgedIsKept();
    private final Chaos chaos;
    private final List<IdempotentProducer> producers = new ArrayList<>();
    private final List<LogReader> readers = new ArrayList<>();
    private final Groups groups;
    private final Operations operations;
    private int clients;
    private @Nullable ClusterFailure failure;

    /** What a run did. */
    public record Result(
            long seed,
            long virtualNanos,
            long events,
            long acknowledged,
            Map<String, Integer> faults,
            Map<String, Long> operations,
            long traceHash) {}

    public Simulation(long seed) {
        this(seed, Set.of(), Bugs.NONE, false);
    }

    Simulation(long seed, Set<Integer> spared, boolean loud) {
        this(seed, spared, Bugs.NONE, loud);
    }

    /**
     * @param spared faults, by number, that are not done
     * @param bugs planted in every node
     * @param loud prints what happens
     */
    Simulation(long seed, Set<Integer> spared, Bugs bugs, boolean loud) {
        this(seed, ClusterSwarm.draw(new SplittableRandom(seed)), spared, bugs, loud);
    }

    Simulation(long seed, ClusterSwarm swarm, Set<Integer> spared, Bugs bugs, boolean loud) {
        this.seed = seed;
        this.swarm = swarm;
        this.bugs = bugs;
        this.random = new SplittableRandom(seed ^ 0x9e3779b97f4a7c15L);
        this.raftNetwork = new SimNetwork<>(scheduler, random.split());
        this.streams = new Streams(scheduler, random.split());
        this.trace = new Trace(scheduler, loud);
        this.checkers =
                List.of(
                        kept,
                        new ReadsAgree(),
                        new WrittenOnceInOrder(),
                        new LeaderEpochsUnique(),
                        new WatermarkNeverFalls(),
                        new InSyncHoldCommitted(),
                        new MetadataAgrees(),
                        new LogsAgree(),
                        new NothingLeftBehind(),
                        new OneOwner(),
                        new CommittedOffsetsKept(),
                        new NothingUnboundedGrew(),
                        new ControllersKeepRaft());
        raftNetwork.quality(swarm.raftNetwork());
        streams.delay(50_000, swarm.delayNanosMax());
        buildHosts();
        this.chaos = new Chaos(this, swarm.faults(), hosts, random.split(), spared);
        this.groups =
                new Groups(
                        swarm.load().grouping(),
                        addresses(),
                        history(),
                        this::client,
                        new SplittableRandom(seed));
        this.operations =
                new Operations(swarm.load(), addresses(), brokers, history(), this::client);
    }

    private void buildHosts() {
        int controllers = swarm.brokers() == 1 ? 1 : 3;
        List<Integer> controllerIds = new ArrayList<>();
        for (int i = 1; i <= swarm.brokers(); i++) {
            brokers.add(i);
        }
        for (int i = 1; i <= controllers; i++) {
            controllerIds.add(swarm.separate() ? 50 + i : i);
        }
        List<Integer> all = new ArrayList<>(brokers);
        controllerIds.stream().filter(id -> !all.contains(id)).forEach(all::add);
        for (int id : all) {
            hosts.add(
                    new SimHost(
                            this,
                            new HostPlan(
                                    id,
                                    CLUSTER_ID,
                                    brokers.contains(id),
                                    controllerIds.contains(id),
                                    List.copyOf(controllerIds),
                                    properties(),
                                    swarm.clockDrift(),
                                    swarm.ioNanosMax(),
                                    swarm.shards()),
                            random.split()));
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("log.flush.policy", swarm.syncFlush() ? "sync" : "page-cache");
        properties.put("log.roll.ms", String.valueOf(swarm.load().rollMs()));
        properties.put("min.insync.replicas", String.valueOf(swarm.load().minInSync()));
        properties.put(
                "metadata.log.max.record.bytes.between.snapshots",
                String.valueOf(swarm.snapshotBytes()));
        properties.put(
                "metadata.log.segment.bytes",
                String.valueOf(Math.max(1024, swarm.snapshotBytes() / 4)));
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("replica.lag.time.max.ms", "3000");
        // Few enough to be fought for.
        properties.put("max.incremental.fetch.session.cache.slots", "40");
        properties.put("offsets.topic.num.partitions", "2");
        properties.put("offsets.topic.replication.factor", String.valueOf(swarm.load().replicas()));
        properties.put("group.initial.rebalance.delay.ms", "300");
        for (String timeout : List.of("", "min.")) {
            properties.put("group.consumer." + timeout + "session.timeout.ms", "6000");
            properties.put("group.consumer." + timeout + "heartbeat.interval.ms", "800");
        }
        return properties;
    }

    /** What was drawn for this run. */
    public ClusterSwarm swarm() {
        return swarm;
    }

    /** How many faults were drawn so far, done or not. */
    public int strikes() {
        return chaos.struck();
    }

    // ------------------------------------------------------------------ one run

    /**
     * @throws ClusterFailure when something does not hold
     */
    public Result run() {
        try {
            hosts.forEach(SimHost::start);
            watch();
            createTopics();
            chaos.begin();
            advance(HARM_NANOS);
            chaos.end();
            raftNetwork.quality(SimNetwork.Quality.PERFECT);
            producers.forEach(IdempotentProducer::end);
            groups.settle();
            operations.settle();
            await("every write is acknowledged", CONVERGE_NANOS, this::allWritten);
            await("every replica is in sync", CONVERGE_NANOS, this::allInSync);
            await(
                    "what operators began is at its end",
                    CONVERGE_NANOS,
                    () -> operations.missing().isEmpty());
            readAll();
            await(
                    "every group has one owner of each partition, and has read and committed all",
                    CONVERGE_NANOS,
                    () -> groups.missing(ends()).isEmpty());
            advance(1000 * MS);
            checkers.forEach(checker -> checker.finished(hosts));
        } catch (ClusterChecker.Violation violation) {
            throw failed(violation.property(), String.valueOf(violation.getMessage()), violation);
        }
        if (failure != null) {
            throw failure;
        }
        trace.mix(scheduler.executed());
        return new Result(
                seed,
                scheduler.nowNanos(),
                scheduler.executed(),
                kept.acknowledged(),
                chaos.injected(),
                operations.done(),
                trace.hash());
    }

    private void createTopics() {
        ClusterSwarm.Load load = swarm.load();
        TopicAdmin admin = new TopicAdmin(client());
        int[] created = {0};
        for (int i = 0; i < load.topics(); i++) {
            admin.create("t" + i, load.partitions(), load.replicas(), () -> created[0]++);
        }
        await("the topics are created", BIRTH_NANOS, () -> created[0] == load.topics());
        List<Address> all = addresses();
        for (int i = 0; i < load.producers(); i++) {
            IdempotentProducer producer =
                    new IdempotentProducer(
                            client(), history(), all, load.inFlight(), load.pauseMsMax() * MS);
            producers.add(producer);
            producer.begin();
        }
        for (int i = 0; i < load.readers(); i++) {
            for (Address at : all) {
                readerOf(at);
            }
        }
        groups.begin();
        operations.begin();
    }

    private LogReader readerOf(Address at) {
        LogReader reader = new LogReader(client(), history(), at);
        readers.add(reader);
        reader.begin();
        return reader;
    }

    private List<Address> addresses() {
        List<Address> all = new ArrayList<>();
        for (int i = 0; i < swarm.load().topics(); i++) {
            for (int p = 0; p < swarm.load().partitions(); p++) {
                all.add(new Address("t" + i, p));
            }
        }
        return all;
    }

    private SimClient client() {
        return new SimClient(FIRST_CLIENT + clients++, scheduler, streams, brokers, random.split());
    }

    private boolean allWritten() {
        return producers.stream().allMatch(IdempotentProducer::isDone);
    }

    private boolean allInSync() {
        return hosts.stream().allMatch(SimHost::isUp) && Convergence.reached(hosts);
    }

    /** Everybody reads all there is, one more time, from the beginning. */
    private void readAll() {
        readers.clear();
        for (Address at : addresses()) {
            readerOf(at).finish();
        }
        await(
                "everything is read",
                CONVERGE_NANOS,
                () -> readers.stream().allMatch(LogReader::isDone));
    }

    private void await(String what, long nanosMax, BooleanSupplier reached) {
        long deadline = scheduler.nowNanos() + nanosMax;
        while (!reached.getAsBoolean()) {
            if (scheduler.nowNanos() >= deadline) {
                throw failed(
                        "Convergence",
                        "not within %d s: %s; %s"
                                .formatted(nanosMax / 1_000_000_000, what, state()),
                        null);
            }
            advance(LOOK_NANOS);
        }
        trace.note(what);
    }

    private Map<Address, Long> ends() {
        Map<Address, Long> ends = new HashMap<>();
        readers.forEach(reader -> ends.put(reader.at(), reader.position()));
        return ends;
    }

    private String state() {
        StringBuilder text = new StringBuilder();
        producers.stream().filter(p -> !p.isDone()).forEach(p -> text.append(p.pending()));
        readers.stream()
                .filter(r -> !r.isDone())
                .forEach(
                        r ->
                                text.append(r.at())
                                        .append(" read to ")
                                        .append(r.position())
                                        .append("; "));
        text.append(Convergence.missing(hosts))
                .append(groups.missing(ends()))
                .append(operations.missing());
        return text.toString();
    }

    private void advance(long nanos) {
        long end = scheduler.nowNanos() + nanos;
        while (scheduler.nowNanos() < end && failure == null) {
            scheduler.run(Math.min(LOOK_NANOS, end - scheduler.nowNanos()));
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void watch() {
        scheduler.after(
                LOOK_NANOS,
                () -> {
                    checkers.forEach(checker -> checker.look(hosts));
                    trace.mix(scheduler.executed());
                    watch();
                });
    }

    private History history() {
        return new History() {
            @Override
            public void acknowledged(Address at, Written first, int count, long offset) {
                trace.mix(offset);
                trace.detail(
                        () -> "%s: %s + %d acknowledged at %d".formatted(at, first, count, offset));
                checkers.forEach(c -> c.acknowledged(at, first, count, offset));
            }

            @Override
            public void read(Address at, long offset, Written record) {
                checkers.forEach(c -> c.read(at, offset, record));
            }

            @Override
            public void surprised(String who, String what) {
                checkers.forEach(c -> c.surprised(who, what));
            }

            @Override
            public void grouped(GroupEvent event) {
                trace.detail(event::toString);
                checkers.forEach(c -> c.grouped(event));
            }

            @Override
            public void told(String who, Address at, String what) {
                trace.detail(() -> who + ", " + at + ": " + what);
            }

            @Override
            public void readToEnd(Address at, long endOffset) {
                checkers.forEach(c -> c.readToEnd(at, endOffset));
            }
        };
    }

    private ClusterFailure failed(String property, String what, @Nullable Throwable cause) {
        return new ClusterFailure(seed, property, what, trace.toString(), cause);
    }

    // ------------------------------------------------------------------ the world

    @Override
    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public SimNetwork<RaftMessage> raftNetwork() {
        return raftNetwork;
    }

    @Override
    public Bugs bugs() {
        return bugs;
    }

    @Override
    public Streams streams() {
        return streams;
    }

    @Override
    public void fail(Throwable problem) {
        if (failure == null) {
            failure = failed("NoSurprises", String.valueOf(problem), problem);
        }
    }

    @Override
    public void note(String what) {
        trace.note(what);
    }

    @Override
    public void stepped(int host, RaftCore core, Input input, List<Output> outputs) {
        try {
            checkers.forEach(checker -> checker.stepped(host, core, input, outputs));
        } catch (ClusterChecker.Violation violation) {
            // Not for the node to see, which would take it for a fault of its own.
            if (failure == null) {
                failure = failed(violation.property(), "" + violation.getMessage(), violation);
            }
        }
    }
}
