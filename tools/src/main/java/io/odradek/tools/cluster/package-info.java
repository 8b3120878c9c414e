/**
 * Commands that look at the cluster as a whole: {@code kafka-metadata-quorum}, {@code
 * kafka-broker-api-versions} and {@code kafka-get-offsets}.
 */
@NullMarked
package io.odradek.tools.cluster;

import org.jspecify.annotations.NullMarked;
