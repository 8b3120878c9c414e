/** Tests of {@code io.odradek.tools.topics}. */
@NullMarked
package io.odradek.tools.topics;

import org.jspecify.annotations.NullMarked;
