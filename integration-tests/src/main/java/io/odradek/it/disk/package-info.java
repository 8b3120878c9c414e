/** A disk for nodes under test that loses what was not synced when its process is killed. */
@NullMarked
package io.odradek.it.disk;

import org.jspecify.annotations.NullMarked;
