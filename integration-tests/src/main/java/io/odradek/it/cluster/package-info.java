/**
 * Whole clusters as a user runs them: a distribution's scripts, server.properties files, processes
 * and signals. Nothing here knows what is inside a node, so the same tests can be tried on Apache
 * Kafka.
 */
@NullMarked
package io.odradek.it.cluster;

import org.jspecify.annotations.NullMarked;
