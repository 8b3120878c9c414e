/** Tests of a whole partition log, on every disk and through every crash. */
@NullMarked
package io.odradek.log.partition;

import org.jspecify.annotations.NullMarked;
