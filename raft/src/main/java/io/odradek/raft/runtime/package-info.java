/**
 * The driver: runs the pure core on one shard, its writes on one I/O lane, and shows committed
 * commands to the state machine. The only package of the module that creates threads. It decides
 * nothing about consensus.
 */
@NullMarked
package io.odradek.raft.runtime;

import org.jspecify.annotations.NullMarked;
