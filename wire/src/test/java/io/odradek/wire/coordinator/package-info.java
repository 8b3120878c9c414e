/** Tests of {@code io.odradek.wire.coordinator}. */
@NullMarked
package io.odradek.wire.coordinator;

import org.jspecify.annotations.NullMarked;
