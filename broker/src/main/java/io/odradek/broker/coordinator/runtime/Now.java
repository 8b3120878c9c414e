package io.odradek.broker.coordinator.runtime;

/**
 * The time of a step.
 *
 * @param monotonicMs for deadlines: only differences mean something
 * @param wallMs milliseconds since the epoch, for what is kept and shown
 */
public record Now(long monotonicMs, long wallMs) {}
