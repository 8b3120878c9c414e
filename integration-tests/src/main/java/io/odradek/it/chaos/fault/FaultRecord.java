package io.odradek.it.chaos.fault;

/**
 * A fault as it happened.
 *
 * @param endedNanos when it was mended
 * @param overNanos when the next fault could begin
 * @param whole whether the cluster was seen whole again before that
 * @param alone whether the cluster was whole when it began, and nothing else was broken until then
 * @param trouble what did not go as planned, or nothing
 */
public record FaultRecord(
        Kind kind,
        String target,
        long beganNanos,
        long endedNanos,
        long overNanos,
        boolean whole,
        boolean alone,
        String trouble) {}
