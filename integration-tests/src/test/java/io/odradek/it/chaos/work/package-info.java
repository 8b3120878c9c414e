/** What the clients write. */
@NullMarked
package io.odradek.it.chaos.work;

import org.jspecify.annotations.NullMarked;
