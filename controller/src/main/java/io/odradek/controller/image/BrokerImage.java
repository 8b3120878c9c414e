package io.odradek.controller.image;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A registered broker; {@code rack} is empty when it has none.
 *
 * @param logDirs those of its directories that work
 */
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

    /** Whether a replica in that directory can be used, as far as one knows. */
    public boolean hasOnline(UUID directory) {
        return directory.equals(PartitionImage.UNASSIGNED)
                || logDirs.isEmpty()
                || logDirs.contains(directory);
    }

    public Optional<Endpoint> endpoint(String listener) {
        return endpoints.stream().filter(e -> e.listener().equals(listener)).findFirst();
    }
}
