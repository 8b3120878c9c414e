/**
 * What compaction decides and does with batches and files: the map of keys, what of a batch stays,
 * the copy of a segment. Knows nothing of a log; {@code log.partition.Cleaning} puts it together.
 */
@NullMarked
package io.odradek.log.clean;

import org.jspecify.annotations.NullMarked;
