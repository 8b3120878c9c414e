/**
 * Whole clusters in one thread: the real broker, controller, raft and log-storage on virtual time,
 * under simulated clients and every fault there is, all drawn from one seed. {@link
 * io.odradek.sim.Simulation} is one run.
 */
@NullMarked
package io.odradek.sim;

import org.jspecify.annotations.NullMarked;
