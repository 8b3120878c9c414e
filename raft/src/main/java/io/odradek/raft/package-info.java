/**
 * Consensus as a library: a replicated log of opaque commands and the state machine it drives. This
 * package is the module's entrance; it knows nothing of topics, gRPC or threads.
 */
@NullMarked
package io.odradek.raft;

import org.jspecify.annotations.NullMarked;
