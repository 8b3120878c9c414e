/**
 * {@code kafka-console-producer} and {@code kafka-console-consumer}: lines to records and records
 * to lines. How a line is read and a record is written is decided by pure classes.
 */
@NullMarked
package io.odradek.tools.console;

import org.jspecify.annotations.NullMarked;
