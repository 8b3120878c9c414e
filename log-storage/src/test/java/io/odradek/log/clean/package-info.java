@NullMarked
package io.odradek.log.clean;

import org.jspecify.annotations.NullMarked;
