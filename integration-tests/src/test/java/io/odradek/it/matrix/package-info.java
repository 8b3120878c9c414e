@NullMarked
package io.odradek.it.matrix;

import org.jspecify.annotations.NullMarked;
