/**
 * Drives {@code controller.state} by the replicated log, on the raft shard: proposes what was
 * decided, answers what was committed, tells subscribers. No gRPC here.
 */
@NullMarked
package io.odradek.controller.runtime;

import org.jspecify.annotations.NullMarked;
