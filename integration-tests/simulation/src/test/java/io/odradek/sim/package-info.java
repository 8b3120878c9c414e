@NullMarked
package io.odradek.sim;

import org.jspecify.annotations.NullMarked;
