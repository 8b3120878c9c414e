/** Crooked on purpose: ArchitectureTest expects to find what is wrong here. */
@NullMarked
package io.odradek.it.arch.sample.controller.state;

import org.jspecify.annotations.NullMarked;
