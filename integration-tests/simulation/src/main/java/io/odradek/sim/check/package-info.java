/** What must always be true, one class each. They look, and never touch. */
@NullMarked
package io.odradek.sim.check;

import org.jspecify.annotations.NullMarked;
