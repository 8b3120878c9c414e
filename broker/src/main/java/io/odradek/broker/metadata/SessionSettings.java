package io.odradek.broker.metadata;

import io.odradek.controller.image.BrokerImage;

import java.util.List;
import java.util.UUID;

/**
 * What a broker tells when it registers, and how often it speaks.
 *
 * @param incarnationId drawn anew at every start
 * @param logDirs ids of the log directories that work
 * @param beganWithoutSome others do not, since the start
 * @param lackingRecords those of them that may lack records this broker had acknowledged
 * @param sessionTimeoutMs silence after which it counts as dead
 * @param suspectTimeoutMs silence after which it does, while most others are heard
 * @param registrationTimeoutMs how long a start may wait for a controller
 */
public record SessionSettings(
        String clusterId,
        int brokerId,
        UUID incarnationId,
        List<BrokerImage.Endpoint> endpoints,
        String rack,
        List<UUID> logDirs,
        boolean beganWithoutSome,
        List<UUID> lackingRecords,
        long sessionTimeoutMs,
        long suspectTimeoutMs,
        long heartbeatMs,
        long registrationTimeoutMs,
        long retryMs) {}
