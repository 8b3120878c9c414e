package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.ground.Machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Nodes killed, stopped and frozen; one, or all. */
final class ProcessFaults {
    private static final long GONE_MS = 60_000;

    /** Longest wait between the starts of nodes that went down together. */
    private static final int STAGGER_MS = 1_500;

    private ProcessFaults() {}

    /** How a process ends. */
    enum End {
        KILLED,
        TERMINATED
    }

    /** A node goes and comes back. */
    record Gone(Patients patients, Machine machine, End how) implements Fault {
        @Override
        public String target() {
            return "node " + machine.id();
        }

        @Override
        public void begin() {
            patients.take(machine);
            patients.down(machine);
            switch (how) {
                case KILLED -> machine.kill();
                case TERMINATED -> machine.terminate();
            }
        }

        @Override
        public void end() {
            try {
                awaitGone(List.of(machine));
            } finally {
                patients.start(machine);
                patients.giveBack(machine);
            }
        }
    }

    /** All nodes go at once, and come back in any order. */
    record AllGone(Patients patients, End how, Random random) implements Fault {
        @Override
        public String target() {
            return "all";
        }

        @Override
        public void begin() {
            for (Machine machine : patients.all()) {
                patients.take(machine);
                patients.down(machine);
            }
            switch (how) {
                case KILLED -> patients.all().parallelStream().forEach(Machine::kill);
                case TERMINATED -> patients.all().forEach(Machine::terminate);
            }
        }

        @Override
        public void end() throws InterruptedException {
            try {
                awaitGone(patients.all());
            } finally {
                var order = new ArrayList<>(patients.all());
                Collections.shuffle(order, random);
                for (Machine machine : order) {
                    patients.start(machine);
                    patients.giveBack(machine);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(STAGGER_MS));
                }
            }
        }
    }

    /** Nodes stand still. */
    record Frozen(Patients patients, List<Machine> machines) implements Fault {
        @Override
        public String target() {
            return machines.size() == 1 ? "node " + machines.getFirst().id() : "all";
        }

        @Override
        public void begin() {
            machines.forEach(patients::take);
            machines.forEach(Machine::freeze);
        }

        @Override
        public void end() {
            machines.forEach(Machine::thaw);
            machines.forEach(patients::giveBack);
        }
    }

    /** Dead already is gone, too; a node that does not end by itself is killed and it is said. */
    private static void awaitGone(List<Machine> machines) {
        var stubborn = new ArrayList<Integer>();
        for (Machine machine : machines) {
            if (machine.alive() && !machine.awaitGone(GONE_MS)) {
                stubborn.add(machine.id());
            }
        }
        if (!stubborn.isEmpty()) {
            throw new IllegalStateException(
                    "nodes %s did not end within %d s of SIGTERM and were killed"
                            .formatted(stubborn, GONE_MS / 1_000));
        }
    }
}
