/** Histories written by hand, each with its flaw. */
@NullMarked
package io.odradek.it.history;

import org.jspecify.annotations.NullMarked;
