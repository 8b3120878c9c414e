/** Tests of {@code io.odradek.tools.groups}. */
@NullMarked
package io.odradek.tools.groups;

import org.jspecify.annotations.NullMarked;
