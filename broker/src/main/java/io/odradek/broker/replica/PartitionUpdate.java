package io.odradek.broker.replica;

import io.odradek.controller.image.PartitionImage;

import org.jspecify.annotations.Nullable;

/**
 * What the metadata says of one partition now.
 *
 * @param image null when its topic is gone
 * @param settings null together with it
 * @param fresh this broker has not had it before
 */
record PartitionUpdate(
        PartitionKey key,
        String topic,
        @Nullable PartitionImage image,
        @Nullable TopicSettings settings,
        boolean fresh) {}
