/**
 * Record batches as bytes: views, validation, building, compression, and the message formats before
 * them, which are converted and never stored. Pure: no file, clock or thread. Nothing here knows in
 * which file or partition a batch lives.
 */
@NullMarked
package io.odradek.log.batch;

import org.jspecify.annotations.NullMarked;
