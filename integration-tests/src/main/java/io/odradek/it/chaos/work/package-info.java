/** The clients of a cluster under chaos, and the history they write down. */
@NullMarked
package io.odradek.it.chaos.work;

import org.jspecify.annotations.NullMarked;
