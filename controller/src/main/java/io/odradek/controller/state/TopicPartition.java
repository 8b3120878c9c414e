package io.odradek.controller.state;

import java.util.UUID;

/** A partition by the id of its topic. */
public record TopicPartition(UUID topicId, int partition) {}
