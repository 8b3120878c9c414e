/** The files that identify a log directory, on a real disk and on one that crashes. */
@NullMarked
package io.odradek.log.dir;

import org.jspecify.annotations.NullMarked;
