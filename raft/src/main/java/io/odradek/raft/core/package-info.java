/**
 * Consensus, pure: state and an input in, outputs out. One class of rules per concern. No clock,
 * thread, file or random source lives here; time and randomness are arguments.
 */
@NullMarked
package io.odradek.raft.core;

import org.jspecify.annotations.NullMarked;
