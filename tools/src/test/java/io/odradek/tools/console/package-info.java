/** Tests of {@code io.odradek.tools.console}. */
@NullMarked
package io.odradek.tools.console;

import org.jspecify.annotations.NullMarked;
