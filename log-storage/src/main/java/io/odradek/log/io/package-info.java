/**
 * The seams to the outside world: files ({@link io.odradek.log.io.Disk}) and the single-threaded
 * event loop with its clock ({@link io.odradek.log.io.Shard}). Only this package may open files;
 * nothing here knows what a record is.
 */
@NullMarked
package io.odradek.log.io;

import org.jspecify.annotations.NullMarked;
