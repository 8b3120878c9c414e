package io.odradek.broker.metadata;

import io.odradek.controller.image.BrokerImage;

import java.util.List;
import java.util.UUID;

/**
 * What a broker tells when it registers, and how often it speaks.
 *
 * @param incarnationId drawn anew at every start
 * @param logDirs ids of the log directories
 * @param uncleanShutdown the logs may lack records this broker had acknowledged
 * @param registrationTimeoutMs how long a start may wait for a controller
 */
public record SessionSettings(
        String clusterId,
        int brokerId,
        UUID incarnationId,
        List<BrokerImage.Endpoint> endpoints,
        String rack,
        List<UUID> logDirs,
        boolean uncleanShutdown,
        long sessionTimeoutMs,
        long heartbeatMs,
        long registrationTimeoutMs,
        long retryMs) {}
