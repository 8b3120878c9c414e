package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.ground.Ground;
import io.odradek.it.chaos.ground.Machine;

import java.util.List;

/** Links cut. */
final class NetworkFaults {
    private NetworkFaults() {}

    /**
     * @param to the node that no longer hears; {@link Ground#CLIENTS} is never one
     */
    record Way(int from, int to) {}

    /** A node cut off from the others; clients reach it still, unless it is deaf to them too. */
    record Alone(Patients patients, Machine machine, boolean deafToClients) implements Fault {
        @Override
        public String target() {
            return "node " + machine.id();
        }

        @Override
        public void begin() {
            patients.take(machine);
            patients.ground().isolate(machine.id());
            if (deafToClients) {
                patients.ground().deafen(machine.id(), Ground.CLIENTS);
            }
        }

        @Override
        public void end() {
            patients.ground().rejoin(machine.id());
            if (deafToClients) {
                patients.ground().undeafen(machine.id(), Ground.CLIENTS);
            }
            patients.giveBack(machine);
        }
    }

    /** Every way of the list is cut; {@code patient} is taken meanwhile. */
    record Cut(Patients patients, Machine patient, String target, List<Way> ways) implements Fault {
        @Override
        public void begin() {
            patients.take(patient);
            ways.forEach(w -> patients.ground().deafen(w.to, w.from));
        }

        @Override
        public void end() {
            ways.forEach(w -> patients.ground().undeafen(w.to, w.from));
            patients.giveBack(patient);
        }
    }
}
