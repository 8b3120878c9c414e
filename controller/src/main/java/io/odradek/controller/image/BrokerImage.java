package io.odradek.controller.image;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A registered broker; {@code rack} is empty when it has none. */
public record BrokerImage(
        int id,
        long epoch,
        UUID incarnationId,
        List<Endpoint> endpoints,
        String rack,
        boolean fenced,
        boolean inControlledShutdown,
        List<UUID> logDirs) {

    /** An advertised listener. */
    public record Endpoint(String listener, String host, int port, String securityProtocol) {}

    public Optional<Endpoint> endpoint(String listener) {
        return endpoints.stream().filter(e -> e.listener().equals(listener)).findFirst();
    }
}
