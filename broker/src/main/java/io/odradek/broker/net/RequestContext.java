package io.odradek.broker.net;

import io.odradek.log.io.Shard;

/**
 * Who asks, and how.
 *
 * @param clientId as the client calls itself; empty when it does not say
 * @param clientHost the address it connects from
 * @param principal on whose behalf, such as {@code User:ANONYMOUS}
 * @param listener the name of the listener it came through
 * @param shard the connection's
 */
public record RequestContext(
        short apiVersion,
        String clientId,
        String clientHost,
        String principal,
        String listener,
        Shard shard) {}
