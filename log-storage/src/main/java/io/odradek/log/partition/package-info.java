/**
 * {@link io.odradek.log.partition.PartitionLog}, one partition's log: segments, leader epochs,
 * producer state, flushing and recovery. Confined to a shard. Nothing here knows of replicas,
 * watermarks or the network; files are opened through {@code log.io} only.
 */
@NullMarked
package io.odradek.log.partition;

import org.jspecify.annotations.NullMarked;
