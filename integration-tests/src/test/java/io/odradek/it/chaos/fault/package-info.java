/** Plans of faults. */
@NullMarked
package io.odradek.it.chaos.fault;

import org.jspecify.annotations.NullMarked;
