/**
 * One segment of a partition's log: the file of batches, its offset index and time index, in Apache
 * Kafka's formats. Confined to the shard of the log. Nothing here knows of epochs, producers or
 * retention.
 */
@NullMarked
package io.odradek.log.segment;

import org.jspecify.annotations.NullMarked;
