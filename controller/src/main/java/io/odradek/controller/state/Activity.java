package io.odradek.controller.state;

import java.util.UUID;

/** Which replicas may lead and be in sync: those in a working directory of a broker in service. */
@FunctionalInterface
interface Activity {
    /**
     * @param directory of the replica
     */
    boolean isActive(int brokerId, UUID directory);
}
