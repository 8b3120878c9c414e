/** Tests of {@code io.odradek.tools.cli}. */
@NullMarked
package io.odradek.tools.cli;

import org.jspecify.annotations.NullMarked;
