/**
 * Compares every message with Apache Kafka's own classes. The oracle is loaded once from today's
 * kafka-clients and once, behind a class loader of its own, from the last release that had the old
 * versions.
 */
@NullMarked
package io.odradek.wire.apache;

import org.jspecify.annotations.NullMarked;
