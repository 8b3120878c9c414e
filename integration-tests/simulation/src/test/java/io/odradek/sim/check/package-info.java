@NullMarked
package io.odradek.sim.check;

import org.jspecify.annotations.NullMarked;
