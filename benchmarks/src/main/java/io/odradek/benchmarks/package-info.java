/**
 * Odradek beside Apache Kafka on one computer: the same harness, the same load, by turns. Measures
 * from outside, through ports and /proc.
 */
@NullMarked
package io.odradek.benchmarks;

import org.jspecify.annotations.NullMarked;
