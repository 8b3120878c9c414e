/**
 * What identifies a log directory: the {@code meta.properties} file that binds it to a cluster, a
 * node and an id of its own, and the {@code initial-voters} file that {@code kafka-storage format}
 * leaves for the first start. Files are reached only through {@link io.odradek.log.io.Disk};
 * nothing here knows partitions or segments.
 */
@NullMarked
package io.odradek.log.dir;

import org.jspecify.annotations.NullMarked;
