package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.runtime.ReplyTo;

/**
 * A request that is answered when the group has come further.
 *
 * @param version of the request
 */
record Parked<R>(ReplyTo<R> to, short version) {}
