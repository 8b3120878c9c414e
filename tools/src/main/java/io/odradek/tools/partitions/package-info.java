/**
 * Commands that move partitions and their leaderships: {@code kafka-reassign-partitions} and {@code
 * kafka-leader-election}. What they say and read is decided by pure classes.
 */
@NullMarked
package io.odradek.tools.partitions;

import org.jspecify.annotations.NullMarked;
