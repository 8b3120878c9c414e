/**
 * The vote, the log and the snapshots on a {@link io.odradek.log.io.Disk}. Knows formats and crash
 * recovery; nothing of roles, messages or time.
 */
@NullMarked
package io.odradek.raft.store;

import org.jspecify.annotations.NullMarked;
