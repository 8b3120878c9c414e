/**
 * Simulated clients: the encoded frames of Kafka's protocol, by the rules real clients keep, and
 * every answer put down in the {@link io.odradek.sim.client.History}.
 */
@NullMarked
package io.odradek.sim.client;

import org.jspecify.annotations.NullMarked;
