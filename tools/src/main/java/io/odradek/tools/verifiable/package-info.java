/**
 * {@code kafka-verifiable-producer} and {@code kafka-verifiable-consumer}: clients for tests, which
 * say as lines of JSON what was acknowledged, consumed, committed and assigned.
 */
@NullMarked
package io.odradek.tools.verifiable;

import org.jspecify.annotations.NullMarked;
