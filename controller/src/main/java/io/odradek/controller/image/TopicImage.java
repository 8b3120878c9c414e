package io.odradek.controller.image;

import org.pcollections.PVector;

import java.util.UUID;

/**
 * A topic; partition {@code i} stands at index {@code i}. The id is the 128 bits of Kafka's Uuid.
 */
public record TopicImage(UUID id, String name, PVector<PartitionImage> partitions) {}
