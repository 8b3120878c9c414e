/**
 * Every message of the Kafka protocol as an immutable record. All but this file is generated from
 * the protocol's specifications; see {@code wire/generator}.
 */
@NullMarked
package io.odradek.wire.message;

import org.jspecify.annotations.NullMarked;
