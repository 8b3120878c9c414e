package io.odradek.wire.coordinator;

import io.odradek.wire.codec.Message;

/** What a record is about. On disk: its type (16 bits), then its fields in version 0. */
public interface CoordinatorKey extends Message {
    /** The number of the record's type. */
    short type();
}
