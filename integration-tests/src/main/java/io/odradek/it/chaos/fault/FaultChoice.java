package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.fault.DiskFaults.Ill;
import io.odradek.it.chaos.fault.DiskFaults.IllDisk;
import io.odradek.it.chaos.fault.NetworkFaults.Alone;
import io.odradek.it.chaos.fault.NetworkFaults.Cut;
import io.odradek.it.chaos.fault.NetworkFaults.Way;
import io.odradek.it.chaos.fault.PartitionFaults.LeadersMoved;
import io.odradek.it.chaos.fault.PartitionFaults.ReplicasMoved;
import io.odradek.it.chaos.fault.ProcessFaults.AllGone;
import io.odradek.it.chaos.fault.ProcessFaults.End;
import io.odradek.it.chaos.fault.ProcessFaults.Frozen;
import io.odradek.it.chaos.fault.ProcessFaults.Gone;
import io.odradek.it.chaos.ground.Machine;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Makes a planned fault real: finds whom it hits. */
record FaultChoice(Patients patients, Admin admin, List<TopicPartition> partitions) {
    /** Empty if no node fits now. */
    Optional<Fault> choose(Plan.Planned planned) {
        var random = new Random(planned.seed());
        return switch (planned.kind()) {
            case KILL -> patients.any(random).map(m -> gone(m, End.KILLED));
            case KILL_LEADER -> patients.leader().map(m -> gone(m, End.KILLED));
            case KILL_CONTROLLER -> patients.controller().map(m -> gone(m, End.KILLED));
            case TERMINATE -> patients.any(random).map(m -> gone(m, End.TERMINATED));
            case FREEZE -> patients.any(random).map(this::frozen);
            case FREEZE_LEADER -> patients.leader().map(this::frozen);
            case FREEZE_CONTROLLER -> patients.controller().map(this::frozen);
            case KILL_ALL -> all(new AllGone(patients, End.KILLED, random));
            case TERMINATE_ALL -> all(new AllGone(patients, End.TERMINATED, random));
            case FREEZE_ALL -> all(new Frozen(patients, patients.all()));
            case MOVE_LEADERS ->
                    Optional.of(new LeadersMoved(admin, partitions, patients.all().size(), random));
            case REASSIGN ->
                    Optional.of(
                            new ReplicasMoved(admin, partitions, patients.all().size(), random));
            case CUT_ONE_WAY ->
                    patients.any(random).map(m -> link(m, other(m, random), random.nextBoolean()));
            case CUT_BOTH_WAYS -> patients.any(random).map(m -> bothWays(m, other(m, random)));
            case ISOLATE -> patients.any(random).map(m -> isolated(m, false));
            case ISOLATE_LEADER -> patients.leader().map(m -> isolated(m, false));
            case ISOLATE_FROM_ALL -> patients.any(random).map(m -> isolated(m, true));
            case FILL_DISK -> patients.any(random).map(m -> ill(m, Ill.FULL));
            case STICK_DISK -> patients.any(random).map(m -> ill(m, Ill.STUCK));
            case SLOW_DISK -> patients.any(random).map(m -> ill(m, Ill.SLOW));
        };
    }

    private Optional<Fault> all(Fault fault) {
        return patients.all().stream().allMatch(patients::isFree)
                ? Optional.of(fault)
                : Optional.empty();
    }

    private Fault gone(Machine machine, End how) {
        return new Gone(patients, machine, how);
    }

    private Fault frozen(Machine machine) {
        return new Frozen(patients, List.of(machine));
    }

    private Fault ill(Machine machine, Ill how) {
        return new IllDisk(patients, machine, how);
    }

    private Machine other(Machine machine, Random random) {
        var others = patients.all().stream().filter(m -> m.id() != machine.id()).toList();
        return others.get(random.nextInt(others.size()));
    }

    private Fault link(Machine machine, Machine other, boolean outwards) {
        int from = outwards ? machine.id() : other.id();
        int to = outwards ? other.id() : machine.id();
        return new Cut(
                patients,
                machine,
                "from node %d to node %d".formatted(from, to),
                List.of(new Way(from, to)));
    }

    private Fault bothWays(Machine machine, Machine other) {
        return new Cut(
                patients,
                machine,
                "between nodes %d and %d".formatted(machine.id(), other.id()),
                List.of(new Way(machine.id(), other.id()), new Way(other.id(), machine.id())));
    }

    private Fault isolated(Machine machine, boolean fromClients) {
        return new Alone(patients, machine, fromClients);
    }
}
