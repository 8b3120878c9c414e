/** Whole clusters under test: each class here starts its own processes and leaves none behind. */
@NullMarked
package io.odradek.it;

import org.jspecify.annotations.NullMarked;
