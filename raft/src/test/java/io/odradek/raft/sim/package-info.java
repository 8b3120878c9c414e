/**
 * The simulator: whole nodes, real code, in one thread, on virtual time, a lying network and a
 * forgetful disk, all drawn from one seed. Reused by the controller and by whole clusters.
 */
@NullMarked
package io.odradek.raft.sim;

import org.jspecify.annotations.NullMarked;
