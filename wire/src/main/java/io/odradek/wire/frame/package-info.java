/**
 * A frame is a header and a body behind a length. Chooses the header's version and the body's
 * record, and lays a response out so that record data need not be copied.
 */
@NullMarked
package io.odradek.wire.frame;

import org.jspecify.annotations.NullMarked;
