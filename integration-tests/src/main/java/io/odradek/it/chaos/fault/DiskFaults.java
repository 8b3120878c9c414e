package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.ground.Ground;
import io.odradek.it.chaos.ground.Machine;

/** Disks that are full, stuck or slow. */
final class DiskFaults {
    private DiskFaults() {}

    /** What is wrong with the disk. */
    enum Ill {
        FULL,
        STUCK,
        SLOW
    }

    /** One node's disk is ill for a while. */
    record IllDisk(Patients patients, Machine machine, Ill how) implements Fault {
        @Override
        public String target() {
            return "node " + machine.id();
        }

        @Override
        public void begin() {
            patients.take(machine);
            Ground ground = patients.ground();
            switch (how) {
                case FULL -> ground.fillDisk(machine.id());
                case STUCK -> ground.stickDisk(machine.id());
                case SLOW -> ground.slowDisk(machine.id());
            }
        }

        @Override
        public void end() {
            Ground ground = patients.ground();
            switch (how) {
                case FULL -> ground.freeDisk(machine.id());
                case STUCK, SLOW -> ground.smoothDisk(machine.id());
            }
            patients.giveBack(machine);
        }
    }
}
