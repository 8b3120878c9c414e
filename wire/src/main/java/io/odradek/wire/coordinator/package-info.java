/**
 * The records that coordinators keep in {@code __consumer_offsets}, in Apache Kafka's formats. The
 * records themselves are generated from its specifications; here stands how a key and a value
 * become bytes.
 */
@NullMarked
package io.odradek.wire.coordinator;

import org.jspecify.annotations.NullMarked;
