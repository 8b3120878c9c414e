/**
 * A simulated machine: a disk that outlives its processes, and in each process the broker and the
 * controller as they are, on virtual time. Here the seams of the real code meet the simulated
 * world; nothing of a node's behaviour is decided here.
 */
@NullMarked
package io.odradek.sim.node;

import org.jspecify.annotations.NullMarked;
