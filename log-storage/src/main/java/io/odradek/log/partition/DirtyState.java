package io.odradek.log.partition;

import io.odradek.log.segment.Segment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a log has not reached the platter yet, beside the active segment. Confined to its log.
 */
final class DirtyState {

    /** Sealed since the last flush: data and indexes must be synced. */
    final List<Segment> sealed = new ArrayList<>();

    /** Directories with names that are not durable. */
    final Set<Path> directories = new LinkedHashSet<>();
}
