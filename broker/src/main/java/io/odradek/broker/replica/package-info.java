/**
 * Partition replication: pure rules (leader, follower, in-sync set, high watermark, truncation) and
 * the shells that drive them with a log, a shard and a peer. The rules touch no clock, thread, file
 * or socket.
 */
@NullMarked
package io.odradek.broker.replica;

import org.jspecify.annotations.NullMarked;
