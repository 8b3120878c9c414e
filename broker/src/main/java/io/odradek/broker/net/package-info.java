/**
 * The Kafka port: event loops, connections, frames, and the dispatch of requests to handlers. Knows
 * which APIs exist and in which versions they are served, but none of their meanings.
 */
@NullMarked
package io.odradek.broker.net;

import org.jspecify.annotations.NullMarked;
