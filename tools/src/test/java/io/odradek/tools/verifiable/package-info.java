/** Tests of {@code io.odradek.tools.verifiable}. */
@NullMarked
package io.odradek.tools.verifiable;

import org.jspecify.annotations.NullMarked;
