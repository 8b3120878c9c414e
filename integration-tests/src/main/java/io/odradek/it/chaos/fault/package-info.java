/** What goes wrong: drawn from a seed, done to a ground, noted for the report. */
@NullMarked
package io.odradek.it.chaos.fault;

import org.jspecify.annotations.NullMarked;
