/**
 * Commands that move partitions and their leaderships and tell where they are: {@code
 * kafka-reassign-partitions}, {@code kafka-leader-election}, {@code kafka-log-dirs}. What they say
 * and read is decided by pure classes.
 */
@NullMarked
package io.odradek.tools.partitions;

import org.jspecify.annotations.NullMarked;
