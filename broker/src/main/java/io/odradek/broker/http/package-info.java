/**
 * The node's HTTP endpoints: {@code /metrics} for Prometheus, {@code /health/live} and {@code
 * /health/ready}. Started after the Kafka port; nothing a client needs waits for it.
 */
@NullMarked
package io.odradek.broker.http;

import org.jspecify.annotations.NullMarked;
