/** Tests of {@code io.odradek.tools.storage}. */
@NullMarked
package io.odradek.tools.storage;

import org.jspecify.annotations.NullMarked;
