package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.ground.Ground;
import io.odradek.it.chaos.ground.Machine;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Which nodes are being broken: a fault takes the nodes it breaks and gives them back mended, so
 * that no two break one node. Confined to the nemesis's thread.
 */
final class Patients {
    private final Ground ground;
    private final Watcher watcher;
    private final Set<Integer> taken = new HashSet<>();
    private final Set<Integer> meantDown = new HashSet<>();

    Patients(Ground ground, Watcher watcher) {
        this.ground = ground;
        this.watcher = watcher;
    }

    Ground ground() {
        return ground;
    }

    List<Machine> all() {
        return ground.machines();
    }

    Machine machine(int id) {
        return ground.machines().stream().filter(m -> m.id() == id).findFirst().orElseThrow();
    }

    Optional<Machine> any(Random random) {
        List<Machine> free = ground.machines().stream().filter(this::isFree).toList();
        return free.isEmpty()
                ? Optional.empty()
                : Optional.of(free.get(random.nextInt(free.size())));
    }

    /** The free node that leads most. */
    Optional<Machine> leader() {
        return watcher.byLeaderships().stream().map(this::machine).filter(this::isFree).findFirst();
    }

    Optional<Machine> controller() {
        return watcher.controller().stream()
                .mapToObj(this::machine)
                .filter(this::isFree)
                .findFirst();
    }

    boolean isFree(Machine machine) {
        return !taken.contains(machine.id()) && machine.alive();
    }

    void take(Machine machine) {
        taken.add(machine.id());
    }

    void giveBack(Machine machine) {
        taken.remove(machine.id());
    }

    /** The node is dead because we killed it. */
    void down(Machine machine) {
        meantDown.add(machine.id());
    }

    void start(Machine machine) {
        machine.start();
        meantDown.remove(machine.id());
    }

    /** Nodes that died though nobody killed them. */
    List<Machine> diedAlone() {
        return ground.machines().stream()
                .filter(m -> !m.alive() && !meantDown.contains(m.id()))
                .toList();
    }
}
