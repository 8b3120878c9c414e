/** Tests of {@code io.odradek.tools.demo}. */
@NullMarked
package io.odradek.tools.demo;

import org.jspecify.annotations.NullMarked;
