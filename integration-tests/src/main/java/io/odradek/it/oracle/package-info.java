/**
 * What the cluster promised, compared with what it gives back: producers that remember every
 * answer, readers that read everything, the gaps between answers.
 */
@NullMarked
package io.odradek.it.oracle;

import org.jspecify.annotations.NullMarked;
