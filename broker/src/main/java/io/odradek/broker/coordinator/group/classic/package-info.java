/**
 * The classic protocol of groups (JoinGroup, SyncGroup, Heartbeat, LeaveGroup), every version: the
 * members agree on a leader, the leader assigns. A class per concern; {@link
 * io.odradek.broker.coordinator.group.classic.ClassicProtocol} is the entrance. Pure.
 *
 * <p>What lives between two generations is held in memory only; the log learns of a generation once
 * its assignment is complete, and of a group's end.
 */
@NullMarked
package io.odradek.broker.coordinator.group.classic;

import org.jspecify.annotations.NullMarked;
