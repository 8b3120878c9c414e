package io.odradek.broker.fetch;

import io.odradek.wire.api.ErrorCode;

import java.util.UUID;

/** What the metadata makes of a name. */
record Resolved(UUID topicId, int shard, ErrorCode error) {}
