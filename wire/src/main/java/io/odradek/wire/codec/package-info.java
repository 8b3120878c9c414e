/**
 * How Kafka's protocol spells numbers, strings, arrays and tagged fields, read and written under
 * hard bounds. Knows buffers, not sockets, and no single message.
 */
@NullMarked
package io.odradek.wire.codec;

import org.jspecify.annotations.NullMarked;
