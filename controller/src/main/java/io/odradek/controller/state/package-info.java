/**
 * What the active controller decides, and why. Pure: time, randomness and the next offset are
 * arguments; no thread, file or socket. A command looks at a {@link
 * io.odradek.controller.state.View} and yields a {@link io.odradek.controller.state.Decision}:
 * records to commit in one batch, and the reply to give once they are.
 */
@NullMarked
package io.odradek.controller.state;

import org.jspecify.annotations.NullMarked;
