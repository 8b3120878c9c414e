package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.ground.Ground;
import io.odradek.it.chaos.ground.Machine;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Breaks a cluster by a plan, round by round, until the time is up; leaves it mended. Confined to
 * one thread.
 */
public final class Nemesis implements AutoCloseable {
    /** A cluster that is not whole by then is broken further. */
    private static final Duration PEACE = Duration.ofSeconds(40);

    private static final Map<String, String> PATIENT =
            Map.of("request.timeout.ms", "5000", "default.api.timeout.ms", "15000");

    private final Watcher watcher;
    private final Patients patients;
    private final Admin admin;
    private final FaultChoice choice;
    private final Consumer<String> say;
    private final List<FaultRecord> done = new ArrayList<>();
    private final List<String> deaths = new ArrayList<>();
    private final List<String> deathsOfFullDisks = new ArrayList<>();

    /**
     * @param partitions those that are moved around
     * @param say told of every fault as it begins and ends
     */
    public Nemesis(
            Ground ground, Watcher watcher, List<TopicPartition> partitions, Consumer<String> say) {
        this.watcher = watcher;
        this.patients = new Patients(ground, watcher);
        this.admin = Admin.create(ground.client(PATIENT));
        this.choice = new FaultChoice(patients, admin, partitions);
        this.say = say;
    }

    /** A fault under way. */
    private static final class Open {
        final Plan.Planned planned;
        @Nullable Fault fault;
        long beganNanos;
        long endedNanos;
        String trouble = "";

        Open(Plan.Planned planned) {
            this.planned = planned;
        }
    }

    private record Step(long atMs, Open open, boolean begin) {}

    public void run(Plan plan, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (Plan.Round round : plan.rounds()) {
            if (System.nanoTime() >= end) {
                return;
            }
            run(round);
        }
    }

    private void run(Plan.Round round) throws InterruptedException {
        boolean wholeBefore = watcher.wholeNow();
        long start = System.nanoTime();
        var steps = new ArrayList<Step>();
        for (Plan.Planned planned : round.faults()) {
            var open = new Open(planned);
            steps.add(new Step(planned.afterMs(), open, true));
            steps.add(new Step(planned.afterMs() + planned.holdMs(), open, false));
        }
        steps.sort(Comparator.comparingLong(Step::atMs));
        for (Step step : steps) {
            TimeUnit.NANOSECONDS.sleep(start + step.atMs * 1_000_000 - System.nanoTime());
            if (step.begin) {
                begin(step.open);
            } else {
                end(step.open);
            }
        }
        revive(
                round,
                steps.stream()
                        .filter(Step::begin)
                        .map(s -> s.open.fault)
                        .filter(Objects::nonNull)
                        .toList());
        boolean whole = round.peaceful() && watcher.awaitWhole(PEACE);
        if (round.peaceful() && !whole) {
            say.accept("not whole after " + PEACE.toSeconds() + " s");
        }
        TimeUnit.MILLISECONDS.sleep(round.restMs());
        long over = System.nanoTime();
        List<Open> begun =
                steps.stream().filter(Step::begin).map(Step::open).filter(this::happened).toList();
        for (Open open : begun) {
            Fault fault = open.fault;
            done.add(
                    new FaultRecord(
                            open.planned.kind(),
                            fault == null ? "nobody" : fault.target(),
                            open.beganNanos,
                            open.endedNanos,
                            over,
                            whole,
                            begun.size() == 1 && wholeBefore,
                            open.trouble));
        }
    }

    private boolean happened(Open open) {
        return open.fault != null;
    }

    private void begin(Open open) {
        Fault fault = choice.choose(open.planned).orElse(null);
        if (fault == null) {
            say.accept(open.planned.kind().title() + ": nobody fits");
            return;
        }
        open.fault = fault;
        open.beganNanos = System.nanoTime();
        say.accept(
                "%s: %s, for %d ms"
                        .formatted(
                                open.planned.kind().title(),
                                fault.target(),
                                open.planned.holdMs()));
        attempt(open, fault::begin);
    }

    private void end(Open open) {
        Fault fault = open.fault;
        if (fault != null) {
            attempt(open, fault::end);
            open.endedNanos = System.nanoTime();
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    /** An administrator may be refused in a broken cluster: that is noted and no failure. */
    private void attempt(Open open, Attempt attempt) {
        try {
            attempt.run();
        } catch (Exception e) {
            open.trouble = String.valueOf(e.getCause() == null ? e : e.getCause());
            say.accept(open.planned.kind().title() + ": " + open.trouble);
        }
    }

    /** Starts what died by itself. */
    private void revive(Plan.Round round, List<Fault> faults) {
        for (Machine machine : patients.diedAlone()) {
            boolean full =
                    faults.stream()
                            .anyMatch(
                                    f ->
                                            f instanceof DiskFaults.IllDisk ill
                                                    && ill.how() == DiskFaults.Ill.FULL
                                                    && ill.machine().id() == machine.id());
            String death =
                    "node %d ended by itself during %s"
                            .formatted(
                                    machine.id(),
                                    round.faults().stream().map(f -> f.kind().title()).toList());
            (full ? deathsOfFullDisks : deaths).add(death);
            say.accept(death);
            patients.start(machine);
        }
    }

    public List<FaultRecord> faults() {
        return done;
    }

    /** Nodes that ended while their own disk was full, in words. */
    public List<String> deathsOfFullDisks() {
        return deathsOfFullDisks;
    }

    /** Other nodes that ended though nobody killed them, in words. */
    public List<String> deaths() {
        return deaths;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
