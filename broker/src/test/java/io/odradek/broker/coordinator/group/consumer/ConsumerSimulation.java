package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.GroupCoordinator;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.CoordinatorKey;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.message.ConsumerGroupDescribeResponse.DescribedGroup;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Consumers that join, stall, crash, leave and come back, topics that come and go, and a
 * coordinator that moves, under one seed and in virtual time. Nothing a member of the group reads
 * may be read by another member of it.
 */
final class ConsumerSimulation {
    static final String GROUP = "g";

    private record Event(long atMs, long sequence, Runnable what) {}

    private record Step(int end, Runnable reply) {}

    /** A process and the consumer that runs in it. */
    private static final class Actor {
        final String name;
        final @Nullable String instanceId;
        SimulatedConsumer consumer;
        int life;
        boolean up = true;
        long stalledUntilMs;
        int request;
        boolean waiting;

        Actor(String name, @Nullable String instanceId, List<String> topics) {
            this.name = name;
            this.instanceId = instanceId;
            this.consumer = new SimulatedConsumer(GROUP, name + "-0", instanceId, topics);
        }

        void restart(List<String> topics) {
            life++;
            up = true;
            waiting = false;
            consumer = new SimulatedConsumer(GROUP, name + "-" + life, instanceId, topics);
        }
    }

    private final long seed;
    private final Random random;
    private final GroupSettings settings =
            new GroupSettings(
                    GroupSettings.Classic.DEFAULTS,
                    GroupSettings.Consumer.DEFAULTS,
                    GroupSettings.Offsets.DEFAULTS);
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atMs).thenComparingLong(Event::sequence));
    private final Map<String, Integer> topics = new TreeMap<>(Map.of("t", 6, "u", 4));
    private final List<Actor> actors = new ArrayList<>();
    private final List<CoordinatorRecord> log = new ArrayList<>();
    private final List<Step> uncommitted = new ArrayList<>();
    private ClusterImage image = Topics.image(topics);
    private GroupCoordinator coordinator;
    private int committed;
    private int term;
    private long nowMs;
    private long sequence;
    private boolean faults = true;

    ConsumerSimulation(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.coordinator = fresh();
        for (int i = 0; i < 5; i++) {
            Actor actor = new Actor("m" + i, i < 2 ? "i" + i : null, subscription());
            if (i == 4) {
                actor.consumer.regex("[tv].*");
            }
            actors.add(actor);
            tickLater(actor);
        }
    }

    /** A time of faults, then one without, at the end of which all must be well. */
    void run(int faultyMs) {
        disturbLater();
        runUntil(faultyMs);
        faults = false;
        for (Actor actor : actors) {
            actor.stalledUntilMs = 0;
            if (!actor.up) {
                actor.restart(subscription());
            }
        }
        runUntil(faultyMs + 300_000);
        converged();
    }

    private void runUntil(long endMs) {
        while (true) {
            long next = events.isEmpty() ? Long.MAX_VALUE : events.element().atMs;
            long deadline = coordinator.nextDeadlineMs().orElse(Long.MAX_VALUE);
            if (Math.min(next, deadline) > endMs) {
                nowMs = endMs;
                return;
            }
            if (deadline < next) {
                nowMs = Math.max(nowMs, deadline);
                step(out -> coordinator.onTime(now(), out));
            } else {
                nowMs = Math.max(nowMs, next);
                events.remove().what.run();
            }
        }
    }

    private void after(long ms, Runnable what) {
        events.add(new Event(nowMs + ms, sequence++, what));
    }

    private boolean chance(double probability) {
        return faults && random.nextDouble() < probability;
    }

    private Now now() {
        return new Now(nowMs, 1_700_000_000_000L + nowMs);
    }

    private List<String> subscription() {
        return random.nextBoolean() ? List.of("t", "u") : List.of("t");
    }

    // The coordinator: commits a while later, and loses the rest when it moves.

    private GroupCoordinator fresh() {
        GroupCoordinator made = new GroupCoordinator(settings, new Random(random.nextLong()));
        log.forEach(made::replay);
        return made;
    }

    private void step(Consumer<Effects> what) {
        List<Runnable> replies = new ArrayList<>();
        what.accept(
                new Effects() {
                    @Override
                    public void append(CoordinatorRecord record) {
                        log.add(
                                CoordinatorRecord.readGroup(record.keyBytes(), record.valueBytes())
                                        .orElseThrow());
                    }

                    @Override
                    public <R> void reply(ReplyTo<R> to, R answer) {
                        replies.add(() -> to.send(answer));
                    }
                });
        int started = term;
        uncommitted.add(new Step(log.size(), () -> replies.forEach(Runnable::run)));
        after(
                1 + random.nextInt(20),
                () -> {
                    if (started == term) {
                        commit();
                    }
                });
    }

    private void commit() {
        List<Step> ready = List.copyOf(uncommitted);
        uncommitted.clear();
        for (Step one : ready) {
            committed = Math.max(committed, one.end);
            one.reply.run();
        }
    }

    private void failOver() {
        log.subList(committed, log.size()).clear();
        uncommitted.clear();
        compact(random.nextInt(committed + 1));
        committed = log.size();
        term++;
        coordinator = fresh();
        step(out -> coordinator.loaded(image, now(), out));
    }

    /** As the cleaner does: of what was written before, only the last record of each key stays. */
    private void compact(int end) {
        Map<CoordinatorKey, Integer> last = new HashMap<>();
        for (int i = 0; i < end; i++) {
            last.put(log.get(i).key(), i);
        }
        boolean withoutTombstones = random.nextBoolean();
        List<CoordinatorRecord> clean = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            CoordinatorRecord record = log.get(i);
            boolean stays = last.getOrDefault(record.key(), -1) == i;
            if (stays && !(withoutTombstones && record.value() == null)) {
                clean.add(record);
            }
        }
        clean.addAll(log.subList(end, log.size()));
        log.clear();
        log.addAll(clean);
    }

    // The members.

    private void tickLater(Actor actor) {
        after(
                200 + random.nextInt(400),
                () -> {
                    if (actor.up && !actor.waiting && nowMs >= actor.stalledUntilMs) {
                        send(actor);
                    }
                    tickLater(actor);
                });
    }

    private void send(Actor actor) {
        SimulatedConsumer consumer = actor.consumer;
        int request = ++actor.request;
        actor.waiting = true;
        call(
                consumer.next(),
                answer -> {
                    if (actor.consumer == consumer
                            && actor.request == request
                            && actor.waiting
                            && actor.up) {
                        actor.waiting = false;
                        consumer.answered(answer);
                        nobodyReadsWhatAnotherReads();
                    }
                });
        after(
                2_000,
                () -> {
                    if (actor.consumer == consumer && actor.request == request) {
                        if (actor.waiting) {
                            consumer.unanswered();
                        }
                        actor.waiting = false;
                    }
                });
    }

    private void call(
            ConsumerGroupHeartbeatRequest request,
            Consumer<ConsumerGroupHeartbeatResponse> answered) {
        if (chance(0.03)) {
            return;
        }
        ReplyTo<ConsumerGroupHeartbeatResponse> reply =
                new ReplyTo<>() {
                    @Override
                    public void send(ConsumerGroupHeartbeatResponse answer) {
                        if (!chance(0.03)) {
                            after(1 + random.nextInt(30), () -> answered.accept(answer));
                        }
                    }

                    @Override
                    public void fail(ErrorCode why) {
                        throw new AssertionError(why);
                    }
                };
        after(
                1 + random.nextInt(30),
                () ->
                        step(
                                out ->
                                        coordinator.consumerGroupHeartbeat(
                                                new RequestOrigin((short) 1, "c", "/h"),
                                                request,
                                                reply,
                                                now(),
                                                out)));
    }

    // What goes wrong.

    private void disturbLater() {
        after(
                500 + random.nextInt(3_000),
                () -> {
                    if (faults) {
                        disturb();
                        disturbLater();
                    }
                });
    }

    private void disturb() {
        Actor actor = actors.get(random.nextInt(actors.size()));
        switch (random.nextInt(8)) {
            case 0 -> failOver();
            case 1 -> actor.up = false;
            case 2 -> {
                if (!actor.up) {
                    actor.restart(subscription());
                }
            }
            case 3 -> actor.stalledUntilMs = nowMs + random.nextInt(60_000);
            case 4 -> leave(actor, -1);
            case 5 -> leave(actor, actor.instanceId == null ? -1 : -2);
            case 6 -> actor.consumer.subscribe(subscription());
            default -> changeTopics();
        }
    }

    private void leave(Actor actor, int how) {
        if (actor.up) {
            call(actor.consumer.leaving(how), answer -> {});
            actor.up = false;
            actor.consumer.forget();
            after(random.nextInt(5_000), () -> actor.restart(subscription()));
        }
    }

    private void changeTopics() {
        String name = List.of("t", "u", "v").get(random.nextInt(3));
        if (topics.containsKey(name) && random.nextInt(3) == 0) {
            topics.remove(name);
        } else {
            topics.merge(name, 1 + random.nextInt(2), Integer::sum);
        }
        ClusterImage next = Topics.image(topics);
        ImageDelta delta = ImageDelta.between(image, next);
        image = next;
        step(out -> coordinator.onMetadata(image, delta, now(), out));
    }

    // What must hold.

    private DescribedGroup describe() {
        DescribedGroup[] seen = new DescribedGroup[1];
        Effects out =
                new Effects() {
                    @Override
                    public void append(CoordinatorRecord record) {
                        throw new AssertionError("to describe changes nothing: " + record);
                    }

                    @Override
                    public <R> void reply(ReplyTo<R> to, R answer) {
                        seen[0] = (DescribedGroup) answer;
                    }
                };
        coordinator.describeConsumerGroup(
                new RequestOrigin((short) 1, "c", "/h"),
                GROUP,
                new ReplyTo<>() {
                    @Override
                    public void send(DescribedGroup answer) {}

                    @Override
                    public void fail(ErrorCode why) {}
                },
                now(),
                out);
        return seen[0];
    }

    private void nobodyReadsWhatAnotherReads() {
        Set<String> members = new TreeSet<>();
        Map<String, String> assigned = new HashMap<>();
        for (var member : describe().members()) {
            members.add(member.memberId());
            for (var topic : member.assignment().topicPartitions()) {
                for (int partition : topic.partitions()) {
                    String other =
                            assigned.put(topic.topicName() + "-" + partition, member.memberId());
                    check(other == null, "assigned twice: " + topic + " to " + other);
                }
            }
        }
        Map<SimulatedConsumer.Partition, String> owners = new HashMap<>();
        for (Actor actor : actors) {
            String memberId = actor.consumer.memberId();
            if (actor.up && members.contains(memberId)) {
                for (SimulatedConsumer.Partition partition : actor.consumer.owned()) {
                    String other = owners.put(partition, memberId);
                    check(other == null, partition + " is read by " + other + " and " + memberId);
                }
            }
        }
    }

    private void converged() {
        nobodyReadsWhatAnotherReads();
        check(describe().groupState().equals("Stable"), "not stable: " + describe());
        Set<SimulatedConsumer.Partition> read = new TreeSet<>();
        actors.forEach(actor -> read.addAll(actor.consumer.owned()));
        for (String topic : List.of("t", "v")) {
            for (int i = 0; i < topics.getOrDefault(topic, 0); i++) {
                if (topic.equals("t") || regexIsAlive()) {
                    check(
                            read.contains(new SimulatedConsumer.Partition(Topics.id(topic), i)),
                            "nobody reads " + topic + "-" + i);
                }
            }
        }
    }

    /** A restarted process subscribes by names alone. */
    private boolean regexIsAlive() {
        return actors.getLast().life == 0;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(
                    otherwise
                            + "; at "
                            + nowMs
                            + " ms. Again: mvn -pl broker test -Dtest=ConsumerSimulationTest"
                            + " -Dconsumer.seed="
                            + seed);
        }
    }
}
