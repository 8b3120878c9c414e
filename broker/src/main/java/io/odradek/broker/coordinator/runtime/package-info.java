/**
 * What every coordinator shares: a pure state machine over the records of one partition, and the
 * shell that loads it when this broker becomes the partition's leader, appends what it decides,
 * holds its replies back until that is committed, and lets it go when another broker leads.
 *
 * <p>No package here knows what the records mean.
 */
@NullMarked
package io.odradek.broker.coordinator.runtime;

import org.jspecify.annotations.NullMarked;
