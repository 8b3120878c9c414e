/**
 * Reads Kafka's message specifications and writes the Java of {@code io.odradek.wire.message} and
 * {@code io.odradek.wire.api.ApiKey}. Runs during the build and is never shipped.
 */
@NullMarked
package io.odradek.wire.generator;

import org.jspecify.annotations.NullMarked;
