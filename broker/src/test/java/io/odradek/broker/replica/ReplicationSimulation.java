package io.odradek.broker.replica;

import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Three replicas of one partition, a controller, and messages that are delayed or lost; nodes crash
 * and forget what they had not flushed. Every step checks that nothing acknowledged is gone and
 * that committed prefixes agree.
 */
final class ReplicationSimulation {
    private static final List<Integer> IDS = List.of(1, 2, 3);
    private static final long MS = 1_000_000;

    private static final class Node {
        final int id;
        final SimLog log = new SimLog();
        @Nullable PartitionReplica replica;
        long brokerEpoch;
        long checkpoint;
        long flushing = -1;
        int incarnation;
        long fetches;
        @Nullable PartitionImage seen;
        final TreeMap<Long, Long> waiting = new TreeMap<>();

        Node(int id) {
            this.id = id;
        }

        PartitionReplica replica() {
            if (replica == null) {
                throw new AssertionError("node " + id + " is down");
            }
            return replica;
        }
    }

    private final RandomGenerator random;
    private final Durability durability;
    private final SimController controller;
    private final List<Node> nodes = new ArrayList<>();
    private final TreeMap<Long, List<Runnable>> agenda = new TreeMap<>();
    private final Map<Long, SimLog.Entry> acked = new TreeMap<>();
    private final int minIsr;
    private final long[][] links = new long[4][4];
    private boolean faults = true;
    private long now = 1_000 * MS;
    private long nextValue;

    int crashes;
    int truncations;

    ReplicationSimulation(RandomGenerator random, Durability durability) {
        this.random = random;
        this.durability = durability;
        this.minIsr = random.nextInt(1, 4);
        this.controller = new SimController(IDS, minIsr);
        for (int id : IDS) {
            nodes.add(new Node(id));
        }
        nodes.forEach(this::boot);
    }

    int acknowledged() {
        return acked.size();
    }

    private Node node(int id) {
        return nodes.get(id - 1);
    }

    private void after(long nanos, Runnable task) {
        agenda.computeIfAbsent(now + nanos, _ -> new ArrayList<>()).add(task);
    }

    private void toNode(Node node, long delay, Runnable task) {
        int incarnation = node.incarnation;
        after(
                delay,
                () -> {
                    if (node.replica != null && node.incarnation == incarnation) {
                        task.run();
                    }
                });
    }

    /** On a connection: what is sent later arrives later. */
    private void overLink(Node from, Node to, Runnable task) {
        long at = Math.max(now + delay(), links[from.id][to.id] + 1);
        links[from.id][to.id] = at;
        toNode(to, at - now, task);
    }

    private long delay() {
        return random.nextInt(20) == 0 ? random.nextLong(200 * MS) : random.nextLong(2 * MS);
    }

    private boolean lost() {
        return faults && random.nextInt(30) == 0;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            act();
            advance();
            check();
        }
    }

    private void act() {
        switch (random.nextInt(60)) {
            case 0 -> crash();
            case 1, 2, 3 ->
                    nodes.stream().filter(n -> n.replica == null).findAny().ifPresent(this::boot);
            case 4 -> {
                controller.moveTo(random.nextInt(1, 4));
                publish();
            }
            case 5 -> crashAll();
            case 6, 7, 8 -> nodes.forEach(this::tick);
            case 9 -> {
                Node node = nodes.get(random.nextInt(3));
                if (node.replica != null) {
                    node.checkpoint = node.replica.highWatermark();
                }
            }
            default -> produce();
        }
    }

    private void tick(Node node) {
        if (node.replica != null) {
            node.replica.tick(now);
            settled(node);
        }
    }

    private void advance() {
        long until = now + random.nextLong(1, 3 * MS);
        while (!agenda.isEmpty() && agenda.firstKey() <= until) {
            var due = agenda.pollFirstEntry();
            now = Math.max(now, due.getKey());
            for (Runnable task : due.getValue()) {
                task.run();
            }
        }
        now = until;
    }

    private void produce() {
        Node node = nodes.get(random.nextInt(3));
        if (node.replica == null || node.replica.appendGate(true) != ErrorCode.NONE) {
            return;
        }
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            node.waiting.put(node.log.logEndOffset(), nextValue);
            node.log.append(node.replica.leaderEpoch(), nextValue++);
        }
        node.replica.logChanged(now);
        flush(node);
        settled(node);
    }

    private void flush(Node node) {
        if (node.flushing >= 0 || node.log.flushedOffset() == node.log.logEndOffset()) {
            return;
        }
        node.flushing = node.log.logEndOffset();
        toNode(
                node,
                delay(),
                () -> {
                    node.log.flushedTo(node.flushing);
                    node.flushing = -1;
                    node.replica().logChanged(now);
                    settled(node);
                    progress(node);
                    flush(node);
                });
    }

    /** What a shell does after each step: answer waiters, send proposals. */
    private void settled(Node node) {
        PartitionReplica replica = node.replica();
        while (replica.isLeader()
                && !node.waiting.isEmpty()
                && node.waiting.firstKey() < replica.highWatermark()) {
            long offset = node.waiting.pollFirstEntry().getKey();
            if (replica.enoughInSync()) {
                acked.put(offset, node.log.at(offset));
            }
        }
        @Nullable IsrProposal proposal = replica.takeProposal();
        if (proposal != null) {
            propose(node, proposal);
        }
    }

    private void propose(Node node, IsrProposal proposal) {
        toNode(
                node,
                delay(),
                () -> {
                    IsrAnswer answer = controller.alter(node.id, proposal);
                    publish();
                    if (lost()) {
                        propose(node, proposal);
                        return;
                    }
                    toNode(
                            node,
                            delay(),
                            () -> {
                                node.replica().altered(answer, now);
                                settled(node);
                            });
                });
    }

    private void publish() {
        PartitionImage image = controller.image();
        for (Node node : nodes) {
            if (node.replica != null) {
                toNode(node, delay(), () -> apply(node, image));
            }
        }
    }

    private void apply(Node node, PartitionImage image) {
        if (node.seen != null && node.seen.partitionEpoch() >= image.partitionEpoch()) {
            return;
        }
        node.seen = image;
        PartitionReplica replica = node.replica();
        if (replica.apply(image, minIsr, now) == PartitionReplica.Change.NEW_EPOCH) {
            node.waiting.clear();
            fetch(node, replica.leaderEpoch());
        }
        settled(node);
    }

    private void boot(Node node) {
        node.brokerEpoch = controller.register(node.id);
        node.replica =
                new PartitionReplica(
                        new ReplicaRules(node.id, durability, 300 * MS, 50 * MS, false),
                        controller::mayJoin,
                        node.log,
                        node.checkpoint);
        publish();
        apply(node, controller.image());
    }

    private void crash() {
        List<Node> up = nodes.stream().filter(n -> n.replica != null).toList();
        if (!up.isEmpty()) {
            crash(up.get(random.nextInt(up.size())));
            publish();
        }
    }

    private void crashAll() {
        if (random.nextInt(4) == 0) {
            nodes.stream().filter(n -> n.replica != null).forEach(this::crash);
        }
    }

    private void crash(Node node) {
        crashes++;
        long before = node.log.logEndOffset();
        if (durability == Durability.SYNC) {
            node.log.crash(random.nextInt(5));
        }
        if (node.log.logEndOffset() < before) {
            truncations++;
        }
        node.checkpoint = Math.min(node.checkpoint, node.log.logEndOffset());
        node.replica = null;
        node.seen = null;
        node.flushing = -1;
        node.waiting.clear();
        node.incarnation++;
        controller.fence(node.id);
    }

    /** One fetch of a follower, again and again while its epoch lasts. */
    private void fetch(Node node, int epoch) {
        PartitionReplica replica = node.replica();
        if (!replica.isFollower() || replica.leaderEpoch() != epoch) {
            return;
        }
        Node leader = node(replica.leader());
        long request = ++node.fetches;
        long offset = node.log.logEndOffset();
        int last = node.log.latestEpoch();
        long flushed = node.log.flushedOffset();
        Runnable again = () -> toNode(node, 20 * MS, () -> fetch(node, epoch));
        if (lost() || leader.replica == null) {
            again.run();
            return;
        }
        long brokerEpoch = node.brokerEpoch;
        overLink(
                node,
                leader,
                () -> {
                    FetchVerdict verdict =
                            leader.replica()
                                    .followerFetch(
                                            node.id,
                                            brokerEpoch,
                                            epoch,
                                            last,
                                            offset,
                                            flushed,
                                            now);
                    List<SimLog.Entry> data =
                            verdict instanceof FetchVerdict.Granted(long from, long limit)
                                    ? leader.log.read(from, limit)
                                    : List.of();
                    long hw = leader.replica().highWatermark();
                    settled(leader);
                    if (!lost()) {
                        overLink(
                                leader,
                                node,
                                () -> fetched(node, epoch, request, verdict, data, hw));
                    }
                });
        // Stands for the connection's death when either message is lost.
        toNode(
                node,
                500 * MS,
                () -> {
                    if (node.fetches == request) {
                        fetch(node, epoch);
                    }
                });
    }

    private void fetched(
            Node node,
            int epoch,
            long request,
            FetchVerdict verdict,
            List<SimLog.Entry> data,
            long hw) {
        PartitionReplica replica = node.replica();
        if (!replica.isFollower() || replica.leaderEpoch() != epoch || node.fetches != request) {
            return;
        }
        switch (verdict) {
            case FetchVerdict.Refused _ -> {}
            case FetchVerdict.Diverging(EpochEnd end) -> {
                long target = replica.truncationTarget(end);
                if (target >= node.log.logEndOffset()) {
                    throw new AssertionError(
                            "a truncation that cuts nothing: node "
                                    + node.id
                                    + ", "
                                    + end
                                    + describe());
                }
                node.log.truncateTo(target);
                node.flushing = Math.min(node.flushing, target);
                if (replica.truncated() > 0) {
                    throw new AssertionError("committed records truncated on node " + node.id);
                }
                truncations++;
            }
            case FetchVerdict.Granted _ -> {
                node.log.append(data);
                replica.leaderWatermark(epoch, hw);
                flush(node);
            }
        }
        toNode(node, data.isEmpty() ? 3 * MS : 0, () -> fetch(node, epoch));
    }

    /** The flush is through: tell the leader between fetches. */
    private void progress(Node node) {
        PartitionReplica replica = node.replica();
        if (!replica.isFollower() || lost()) {
            return;
        }
        Node leader = node(replica.leader());
        if (leader.replica == null) {
            return;
        }
        int epoch = replica.leaderEpoch();
        long end = node.log.logEndOffset();
        long flushed = node.log.flushedOffset();
        long brokerEpoch = node.brokerEpoch;
        overLink(
                node,
                leader,
                () -> {
                    leader.replica()
                            .followerProgress(node.id, brokerEpoch, epoch, end, flushed, now);
                    settled(leader);
                });
    }

    private void check() {
        int leaderId = controller.leader();
        for (Node a : nodes) {
            if (a.replica != null && a.replica.highWatermark() > a.log.logEndOffset()) {
                throw new AssertionError("watermark above the log of node " + a.id);
            }
            for (Node b : nodes) {
                committedPrefixesAgree(a, b);
            }
        }
        if (leaderId > 0) {
            holdsAllAcked(node(leaderId));
        }
    }

    private static void committedPrefixesAgree(Node a, Node b) {
        if (a.replica == null || b.replica == null) {
            return;
        }
        long common = Math.min(a.replica.highWatermark(), b.replica.highWatermark());
        for (long i = Math.max(0, common - 20); i < common; i++) {
            if (!a.log.at(i).equals(b.log.at(i))) {
                throw new AssertionError(
                        "committed offset " + i + " differs on nodes " + a.id + " and " + b.id);
            }
        }
    }

    private void holdsAllAcked(Node leader) {
        acked.forEach(
                (offset, entry) -> {
                    if (offset >= leader.log.logEndOffset()
                            || !leader.log.at(offset).equals(entry)) {
                        throw new AssertionError(
                                "acknowledged offset "
                                        + offset
                                        + " is gone from leader "
                                        + leader.id);
                    }
                });
    }

    /** No more faults: all must become one. */
    void converge() {
        faults = false;
        nodes.stream().filter(n -> n.replica == null).forEach(this::boot);
        for (int i = 0; i < 4000; i++) {
            publish();
            nodes.forEach(this::tick);
            advance();
            check();
            if (converged()) {
                return;
            }
        }
        throw new AssertionError("no convergence: " + describe());
    }

    private boolean converged() {
        int leaderId = controller.leader();
        if (leaderId < 0 || controller.image().isr().size() < 3) {
            return false;
        }
        Node leader = node(leaderId);
        return nodes.stream().allMatch(n -> n.log.entries().equals(leader.log.entries()))
                && leader.replica().highWatermark() == leader.log.logEndOffset();
    }

    private String describe() {
        StringBuilder text = new StringBuilder(controller.image().toString());
        for (Node node : nodes) {
            text.append("\nnode ").append(node.id).append(" log ").append(node.log.logEndOffset());
            text.append(" flushed ").append(node.log.flushedOffset());
            if (node.replica != null) {
                text.append(" hw ").append(node.replica.highWatermark());
                text.append(" epoch ").append(node.replica.leaderEpoch());
                text.append(" isr ").append(node.replica.isr());
            }
        }
        return text.toString();
    }
}
