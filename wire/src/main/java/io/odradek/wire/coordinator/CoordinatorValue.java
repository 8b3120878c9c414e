package io.odradek.wire.coordinator;

import io.odradek.wire.codec.Message;

/** What a record says. On disk: a version (16 bits), then its fields in that version. */
public interface CoordinatorValue extends Message {}
