/**
 * What lies between simulated machines: streams as TCP gives them. Raft's own messages travel by
 * {@code raft.sim.SimNetwork}, which is worse than any TCP.
 */
@NullMarked
package io.odradek.sim.net;

import org.jspecify.annotations.NullMarked;
