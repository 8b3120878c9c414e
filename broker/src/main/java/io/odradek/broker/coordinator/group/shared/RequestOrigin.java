package io.odradek.broker.coordinator.group.shared;

/**
 * Who asks a coordinator.
 *
 * @param apiVersion of the request, for answers that differ by version
 * @param clientId as the client calls itself; empty when it does not say
 * @param clientHost the address it connects from, as groups show it
 */
public record RequestOrigin(short apiVersion, String clientId, String clientHost) {}
