/** Tests of {@code io.odradek.tools.cluster}. */
@NullMarked
package io.odradek.tools.cluster;

import org.jspecify.annotations.NullMarked;
