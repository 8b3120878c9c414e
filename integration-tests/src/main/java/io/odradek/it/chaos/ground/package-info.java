/** Where a cluster under chaos runs, and what can be broken there. */
@NullMarked
package io.odradek.it.chaos.ground;

import org.jspecify.annotations.NullMarked;
