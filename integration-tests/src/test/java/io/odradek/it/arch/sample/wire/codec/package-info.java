/** Crooked on purpose: ArchitectureTest expects to find what is wrong here. */
@NullMarked
package io.odradek.it.arch.sample.wire.codec;

import org.jspecify.annotations.NullMarked;
